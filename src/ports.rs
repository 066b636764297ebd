//! Ports: the outside that the service needs. `adapters` implement them on Cloudflare, the native tests on SQLite.

use std::borrow::Cow;
use std::rc::Rc;
use std::time::Duration;

use async_trait::async_trait;
use futures_util::future::LocalBoxFuture;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value as Json};
use thiserror::Error;

use crate::domain::{AccountId, ActorId, AuthError, SessionId, UnixTime};

/// A value bound to a statement.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// SQL NULL.
    Null,
    /// SQL INTEGER; within ±2^53, which is what D1 can carry.
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

/// SQL text, joined from literals alone: without `From<String>`, no value that a client sent becomes part of it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Sql(Cow<'static, str>);

impl Sql {
    /// The text.
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

/// One SQL statement with its bindings, `?1` being the first.
#[derive(Clone, Debug)]
pub struct Statement {
    /// The text.
    pub sql: Sql,
    /// The values.
    pub bindings: Vec<Value>,
}

/// The rows a statement gave, each by column name.
#[derive(Debug, Default)]
pub struct Rows(pub Vec<Map<String, Json>>);

impl Rows {
    /// Every row, read into `T`.
    ///
    /// # Errors
    /// [`AuthError::Internal`] if a row has another shape: the schema is not the one this code was built for.
    pub fn read_all<T: DeserializeOwned>(self) -> Result<Vec<T>, AuthError> {
        self.0
            .into_iter()
            .map(|row| serde_json::from_value(Json::Object(row)))
            .collect::<Result<_, _>>()
            .map_err(|error| AuthError::Internal(format!("a row does not fit: {error}")))
    }

    /// The first row, if there is one.
    ///
    /// # Errors
    /// As [`Self::read_all`].
    pub fn read_first<T: DeserializeOwned>(self) -> Result<Option<T>, AuthError> {
        Ok(self.read_all()?.into_iter().next())
    }

    /// True if the statement touched or found nothing.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// A failure of something outside, in words for the log.
#[derive(Debug, Error)]
#[error("{0}")]
pub struct PortError(pub String);

impl From<PortError> for AuthError {
    fn from(error: PortError) -> Self {
        Self::Unavailable(error.0)
    }
}

/// The one database. A batch is the transaction: all of it happens, or nothing (D1 has no other).
#[async_trait(?Send)]
pub trait Database {
    /// Runs the statements in order, in one round trip; gives the rows of each.
    async fn batch(&self, statements: Vec<Statement>) -> Result<Vec<Rows>, PortError>;
}

impl dyn Database + '_ {
    /// Runs a batch of which the number of results is known.
    ///
    /// # Errors
    /// [`AuthError::Unavailable`] if the database fails.
    pub async fn run<const N: usize>(&self, statements: [Statement; N]) -> Result<[Rows; N], AuthError> {
        let rows = self.batch(statements.into()).await?;
        <[Rows; N]>::try_from(rows)
            .map_err(|rows| AuthError::Internal(format!("{} results for {N} statements", rows.len())))
    }
}

/// Short-lived values by key. A read may be a minute old and more, here and there differently: it decides nothing.
#[async_trait(?Send)]
pub trait KeyValue {
    /// The value, if there is one that this place knows of.
    async fn get(&self, key: &str) -> Result<Option<String>, PortError>;

    /// Sets the value for so many seconds; fewer than 60 count as 60, which is the least that KV takes.
    async fn put(&self, key: &str, value: &str, lifetime: i64) -> Result<(), PortError>;

    /// Forgets the value.
    async fn delete(&self, key: &str) -> Result<(), PortError>;

    /// The keys that start so, in the order of their bytes, at most the first thousand.
    async fn list(&self, prefix: &str) -> Result<Vec<String>, PortError>;
}

/// Calls other services.
#[async_trait(?Send)]
pub trait HttpClient {
    /// Sends a request and reads the whole answer, whatever its status: a redirect is not followed.
    ///
    /// # Errors
    /// When there is no answer in time, or one too long.
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

/// Bounds of a call to another service.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// Time limit, the answer included.
    pub time: Duration,
    /// The longest answer, in bytes.
    pub answer: usize,
}

impl Bounds {
    /// 8 seconds, 64 KiB.
    pub const USUAL: Self = Self { time: Duration::from_secs(8), answer: 64 * 1024 };
}

/// Edge rate limit: cheap, approximate, counted for each location apart.
#[async_trait(?Send)]
pub trait RateLimiter {
    /// Counts one more; true while the key is within its limit.
    async fn admits(&self, key: &str) -> Result<bool, PortError>;
}

/// A mail, ready to go, to one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// Address.
    pub to: String,
    /// One line.
    pub subject: String,
    /// For readers of plain text.
    pub text: String,
    /// HTML part; all values in it are escaped.
    pub html: String,
}

/// Reason that a mail was not sent, for the log: it repeats nothing of the mail.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum MailError {
    /// Trying again will not help.
    #[error("refused: {0}")]
    Refused(String),
    /// Trying again may help.
    #[error("failed: {0}")]
    Failed(String),
}

/// Sends mails.
#[async_trait(?Send)]
pub trait Mailer {
    /// Sends one. `id` is the mail's own and stays the same when it is tried again.
    async fn send(&self, id: &str, mail: &Mail) -> Result<(), MailError>;
}

/// Tells the time.
#[async_trait(?Send)]
pub trait Clock {
    /// Milliseconds since the unix epoch. On the edge time stands still between two operations of input or output.
    fn milliseconds(&self) -> i64;

    /// Now.
    fn now(&self) -> UnixTime {
        UnixTime(self.milliseconds().div_euclid(1000))
    }

    /// Lets so much time pass.
    async fn pause(&self, milliseconds: u64);
}

/// Gives randomness fit for keys.
pub trait Entropy {
    /// Fills the buffer.
    ///
    /// # Errors
    /// When the system has none to give.
    fn fill(&self, buffer: &mut [u8]) -> Result<(), PortError>;
}

impl dyn Entropy + '_ {
    /// `N` random bytes.
    ///
    /// # Errors
    /// [`AuthError::Unavailable`] when the system has none to give.
    pub fn bytes<const N: usize>(&self) -> Result<[u8; N], AuthError> {
        let mut bytes = [0; N];
        self.fill(&mut bytes)?;
        Ok(bytes)
    }

    /// A random UUID in its usual text form (RFC 9562 version 4).
    ///
    /// # Errors
    /// As [`Self::bytes`].
    pub fn uuid(&self) -> Result<String, AuthError> {
        Ok(uuid::Builder::from_random_bytes(self.bytes()?).into_uuid().to_string())
    }
}

/// Work that goes on after the answer was sent.
pub trait Background {
    /// Sees the work through; its outcome reaches nobody.
    fn run_after_answer(&self, work: LocalBoxFuture<'static, ()>);
}

/// Level of a line of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Somebody should look.
    Error,
    /// Worth knowing.
    Warning,
    /// Requests and answers, where `LOG_REQUESTS` is on.
    Info,
}

/// The log. Never written to it: passwords, tokens, codes, secrets, email addresses.
pub trait Log {
    /// Writes one line.
    fn write(&self, level: Level, line: &str);
}

/// All of them, as one request is given them.
#[derive(Clone)]
pub struct Ports {
    /// Accounts, sessions and every decision made once.
    pub database: Rc<dyn Database>,
    /// A copy of it for reading, as near as can be: it may lag behind. Where the settings do not want that, the same.
    pub nearest: Rc<dyn Database>,
    /// Short-lived copies near the reader, which decide nothing.
    pub key_value: Rc<dyn KeyValue>,
    /// Mails.
    pub mailer: Rc<dyn Mailer>,
    /// Other services.
    pub http: Rc<dyn HttpClient>,
    /// Edge rate limit, where one is bound.
    pub rate_limiter: Option<Rc<dyn RateLimiter>>,
    /// The time.
    pub clock: Rc<dyn Clock>,
    /// Randomness.
    pub entropy: Rc<dyn Entropy>,
    /// Work after the answer.
    pub background: Rc<dyn Background>,
    /// The log.
    pub log: Rc<dyn Log>,
}
