//! Services on the network: short-lived values, other servers, the edge rate limit, mail.

use std::time::Duration;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::PortError;

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

/// UUID of a mail, the same however often it is tried.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MailId(pub String);

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
    async fn send(&self, id: &MailId, mail: &Mail) -> Result<(), MailError>;
}
