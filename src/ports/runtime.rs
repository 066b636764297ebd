//! Runtime: time, randomness, work after the answer, the log.

use async_trait::async_trait;
use futures_util::future::LocalBoxFuture;

use super::PortError;
use crate::domain::{ActorId, AuthError, UnixTime};

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
