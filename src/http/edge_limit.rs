//! Edge rate limit: by client address and kind of route, before the database is asked for anything. Keeps floods off;
//! exact limits are counted in D1, behind it.

use super::Exchange;
use crate::domain::AuthError;
use crate::ports::Level;

/// Seconds until the next try: the longest period of the binding, which does not tell how much of it is left.
const RETRY_AFTER: i64 = 60;

/// Kind of a route: routes of one kind share a client's counter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// Not counted: reads, and serves files.
    Unlimited,
    /// Makes accounts.
    SignUp,
    /// Has mail sent.
    Mail,
    /// Renews or ends a session that it proves by 256 bits. Counted apart: an office behind one address renews many.
    Session,
    /// Everything else, most of it showing a secret.
    Act,
}

impl Limit {
    /// First part of the counter's key; `None` where nothing is counted.
    fn key(self) -> Option<&'static str> {
        match self {
            Self::Unlimited => None,
            Self::SignUp => Some("sign-up"),
            Self::Mail => Some("mail"),
            Self::Session => Some("session"),
            Self::Act => Some("act"),
        }
    }
}

/// Refuses a client that asks too often. A limiter that fails lets everybody through; on a local `PUBLIC_URL` none is
/// asked.
///
/// # Errors
/// [`AuthError::TooManyAttempts`].
pub(super) async fn check(exchange: &Exchange, limit: Limit) -> Result<(), AuthError> {
    let Some(kind) = limit.key().filter(|_| !exchange.app.config().is_local()) else {
        return Ok(());
    };
    let Some(limiter) = exchange.app.ports.rate_limiter.as_ref() else {
        return Ok(());
    };
    let key = format!("{kind}:{}", exchange.client().address_key());
    match limiter.admits(&key).await {
        Ok(true) => Ok(()),
        Ok(false) => Err(AuthError::TooManyAttempts { retry_after: RETRY_AFTER }),
        Err(error) => {
            exchange.app.log(Level::Warning, "rate_limiter_failed", &error.to_string());
            Ok(())
        }
    }
}
