//! Ports: interfaces to the outside world. `worker` implements them on Cloudflare, the native tests on SQLite.

use std::borrow::Cow;
use std::rc::Rc;
use std::time::Duration;

use async_trait::async_trait;
use futures_util::future::LocalBoxFuture;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value as Json};
use thiserror::Error;

use crate::domain::{AccountId, ActorId, AuthError, SessionId, UnixTime};

#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// SQL NULL.
    Null,
    /// SQL INTEGER, within ±2^53, the range of D1.
    Integer(i64),
    /// SQL TEXT.
    Text(String),
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Value {
    fn from(integer: i64) -> Self {
        Self::Integer(integer)
    }
}

impl From<UnixTime> for Value {
    fn from(time: UnixTime) -> Self {
        Self::Integer(time.0)
    }
}

impl From<&AccountId> for Value {
    fn from(id: &AccountId) -> Self {
        Self::Text(id.0.clone())
    }
}

impl From<&SessionId> for Value {
    fn from(id: &SessionId) -> Self {
        Self::Text(id.0.clone())
    }
}

impl From<&ActorId> for Value {
    fn from(id: &ActorId) -> Self {
        Self::Text(id.0.clone())
    }
}

impl<T: Into<Self>> From<Option<T>> for Value {
    fn from(option: Option<T>) -> Self {
        option.map_or(Self::Null, Into::into)
    }
}

/// SQL text, joined from literals alone: without `From<String>`, no value from a client can become part of it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Sql(Cow<'static, str>);

impl Sql {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Appends a literal.
    #[must_use]
    pub fn then(self, literal: &'static str) -> Self {
        Self(self.0 + literal)
    }

    /// Appends the parameter of this number.
    #[must_use]
    pub fn then_parameter(self, number: usize) -> Self {
        Self(Cow::Owned(format!("{}?{number}", self.0)))
    }
}

impl From<&'static str> for Sql {
    fn from(literal: &'static str) -> Self {
        Self(Cow::Borrowed(literal))
    }
}

/// SQL statement with its bindings. The first parameter is `?1`.
#[derive(Clone, Debug)]
pub struct Statement {
    pub sql: Sql,
    pub bindings: Vec<Value>,
}

/// Result rows of a statement, each by column name.
#[derive(Debug, Default)]
pub struct Rows(pub Vec<Map<String, Json>>);

impl Rows {
    /// Deserializes every row.
    ///
    /// # Errors
    /// [`AuthError::Internal`] if a row has another shape, so the schema is not the one this code was built for.
    pub fn read_all<T: DeserializeOwned>(self) -> Result<Vec<T>, AuthError> {
        self.0
            .into_iter()
            .map(|row| serde_json::from_value(Json::Object(row)))
            .collect::<Result<_, _>>()
            .map_err(|error| AuthError::Internal(format!("a row does not fit: {error}")))
    }

    /// Deserializes the first row, if there is one.
    ///
    /// # Errors
    /// As [`Self::read_all`].
    pub fn read_first<T: DeserializeOwned>(self) -> Result<Option<T>, AuthError> {
        Ok(self.read_all()?.into_iter().next())
    }

    /// True if the statement returned no row.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Failure of an external service, described for the log.
#[derive(Debug, Error)]
#[error("{0}")]
pub struct PortError(pub String);

impl From<PortError> for AuthError {
    fn from(error: PortError) -> Self {
        Self::Unavailable(error.0)
    }
}

/// Database. A batch is a transaction: all of it happens, or nothing (D1 has no other kind).
#[async_trait(?Send)]
pub trait Database {
    /// Runs the statements in order, in one round trip; returns the rows of each.
    async fn batch(&self, statements: Vec<Statement>) -> Result<Vec<Rows>, PortError>;
}

/// Short-lived values by key. A read may be a minute old or older, and differ by location, so it decides nothing.
#[async_trait(?Send)]
pub trait KeyValue {
    /// Value as this location sees it.
    async fn get(&self, key: &str) -> Result<Option<String>, PortError>;

    /// Sets a value with a lifetime in seconds. KV's minimum is 60; a shorter lifetime counts as 60.
    async fn put(&self, key: &str, value: &str, lifetime: i64) -> Result<(), PortError>;

    /// Removes a value.
    async fn delete(&self, key: &str) -> Result<(), PortError>;

    /// Keys with this prefix in byte order, the first thousand at most.
    async fn list(&self, prefix: &str) -> Result<Vec<String>, PortError>;
}

#[async_trait(?Send)]
pub trait HttpClient {
    /// Sends a request and reads the whole answer, whatever its status. Redirects are not followed.
    ///
    /// # Errors
    /// If the answer is late or too long.
    async fn send_within(
        &self,
        request: http::Request<Vec<u8>>,
        bounds: Bounds,
    ) -> Result<http::Response<Vec<u8>>, PortError>;

    /// Sends within [`Bounds::USUAL`].
    ///
    /// # Errors
    /// As [`Self::send_within`].
    async fn send(&self, request: http::Request<Vec<u8>>) -> Result<http::Response<Vec<u8>>, PortError> {
        self.send_within(request, Bounds::USUAL).await
    }
}

/// Limits of a call to another service.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// Time limit, including the answer.
    pub time: Duration,
    /// Longest answer, in bytes.
    pub answer: usize,
}

impl Bounds {
    /// 8 seconds, 64 KiB.
    pub const USUAL: Self = Self { time: Duration::from_secs(8), answer: 64 * 1024 };
}

/// Edge rate limit: cheap, approximate, counted separately for each location.
#[async_trait(?Send)]
pub trait RateLimiter {
    /// Counts one event; true while the key is within its limit.
    async fn admits(&self, key: &str) -> Result<bool, PortError>;
}

/// Mail to one person, ready to send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// Email address.
    pub to: String,
    /// One line.
    pub subject: String,
    /// Text part.
    pub text: String,
    /// HTML part, with every value escaped.
    pub html: String,
}

/// Reason that a mail was not sent, for the log. Holds nothing of the mail.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum MailError {
    /// Retrying will not help.
    #[error("refused: {0}")]
    Refused(String),
    /// Retrying may help.
    #[error("failed: {0}")]
    Failed(String),
}

#[async_trait(?Send)]
pub trait Mailer {
    /// Sends a mail. `id` identifies it across retries.
    async fn send(&self, id: &str, mail: &Mail) -> Result<(), MailError>;
}

#[async_trait(?Send)]
pub trait Clock {
    /// Milliseconds since the unix epoch. On the edge, the clock advances only with input or output.
    fn milliseconds(&self) -> i64;

    fn now(&self) -> UnixTime {
        UnixTime(self.milliseconds().div_euclid(1000))
    }

    /// Waits this long.
    async fn pause(&self, milliseconds: u64);
}

/// Randomness fit for keys.
pub trait Entropy {
    /// Fills the buffer.
    ///
    /// # Errors
    /// If the system has no randomness to give.
    fn fill(&self, buffer: &mut [u8]) -> Result<(), PortError>;
}

impl dyn Entropy + '_ {
    /// `N` random bytes.
    ///
    /// # Errors
    /// [`AuthError::Unavailable`] if the system has no randomness to give.
    pub fn bytes<const N: usize>(&self) -> Result<[u8; N], AuthError> {
        let mut bytes = [0; N];
        self.fill(&mut bytes)?;
        Ok(bytes)
    }

    /// Random UUID in text form (RFC 9562 version 4).
    ///
    /// # Errors
    /// As [`Self::bytes`].
    pub fn uuid(&self) -> Result<String, AuthError> {
        Ok(uuid::Builder::from_random_bytes(self.bytes()?).into_uuid().to_string())
    }

    /// A request, in whose name something is done once.
    ///
    /// # Errors
    /// As [`Self::bytes`].
    pub fn actor(&self) -> Result<ActorId, AuthError> {
        self.uuid().map(ActorId)
    }
}

/// Work after the answer.
pub trait Background {
    /// Runs the work to its end. Nobody sees its result.
    fn run_after_answer(&self, work: LocalBoxFuture<'static, ()>);
}

/// Level of a log line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Needs attention.
    Error,
    /// Worth knowing.
    Warning,
    /// Requests and answers, with `LOG_REQUESTS` on.
    Info,
}

/// Log. Passwords, tokens, codes, secrets and email addresses are never written to it.
pub trait Log {
    /// Writes one line.
    fn write(&self, level: Level, line: &str);
}

/// Ports of one request.
#[derive(Clone)]
pub struct Ports {
    /// Accounts, sessions and every single-use decision.
    pub database: Rc<dyn Database>,
    /// Nearest replica, for reading; it may lag. The same as `database` without `READ_REPLICAS`.
    pub nearest: Rc<dyn Database>,
    /// Short-lived copies near the reader. They decide nothing.
    pub key_value: Rc<dyn KeyValue>,
    pub mailer: Rc<dyn Mailer>,
    pub http: Rc<dyn HttpClient>,
    /// Edge rate limit, if one is bound.
    pub rate_limiter: Option<Rc<dyn RateLimiter>>,
    pub clock: Rc<dyn Clock>,
    pub entropy: Rc<dyn Entropy>,
    pub background: Rc<dyn Background>,
    pub log: Rc<dyn Log>,
}
