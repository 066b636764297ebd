//! Ports: interfaces to the outside world. `worker` implements them on Cloudflare, the native tests on SQLite.

mod database;
mod runtime;
mod services;
mod signatures;

use std::rc::Rc;

use thiserror::Error;

pub use database::{Database, Rows, Sql, Statement, Value};
pub use runtime::{Background, Clock, Entropy, Level, Log};
pub use services::{Bounds, HttpClient, KeyValue, Mail, MailError, MailId, Mailer, RateLimiter};
pub use signatures::{Signatures, Signer};

use crate::domain::AuthError;

/// Failure of an external service, described for the log.
#[derive(Debug, Error)]
#[error("{0}")]
pub struct PortError(pub String);

impl From<PortError> for AuthError {
    fn from(error: PortError) -> Self {
        Self::Unavailable(error.0)
    }
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
    /// Signatures that others verify.
    pub signatures: Rc<dyn Signatures>,
    pub clock: Rc<dyn Clock>,
    pub entropy: Rc<dyn Entropy>,
    pub background: Rc<dyn Background>,
    pub log: Rc<dyn Log>,
}
