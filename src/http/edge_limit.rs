//! Edge rate limit by client address and kind of route, checked before the database is asked. It keeps floods off; the
//! exact limits are counted in D1.

use super::Exchange;
use crate::domain::AuthError;
use crate::ports::Level;

/// Seconds until the next attempt: the binding's longest period, since it does not report how much of it is left.
const RETRY_AFTER: i64 = 60;

/// Counters of a back end that calls for its visitors: together a hundred times the limit of one client.
const SHARDS: u8 = 100;

/// Kind of route. Routes of one kind share a client's counter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// Not counted: reads and static files.
    Unlimited,
    /// Creates accounts.
    SignUp,
    /// Sends mail.
    Mail,
    /// Renews or ends a session by a 256-bit secret. Counted separately: an office behind one address renews many.
    Session,
    /// Authorizes an application, by a session or on the way to one. Counted separately, likewise.
    Authorize,
    /// Anything else; most of these routes take a guessable secret.
    Act,
}

impl Limit {
    /// Prefix of the counter's key; `None` for [`Limit::Unlimited`].
    fn key(self) -> Option<&'static str> {
        match self {
            Self::Unlimited => None,
            Self::SignUp => Some("sign-up"),
            Self::Mail => Some("mail"),
            Self::Session => Some("session"),
            Self::Authorize => Some("authorize"),
            Self::Act => Some("act"),
        }
    }
}

/// Refuses a client over its limit. A failing limiter lets every request through; with a local `PUBLIC_URL` there is no
/// check.
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
    for key in keys(exchange, kind)? {
        match limiter.admits(&key).await {
            Ok(true) => {}
            Ok(false) => return Err(AuthError::TooManyAttempts { retry_after: RETRY_AFTER }),
            Err(error) => exchange.app.log(Level::Warning, "rate_limiter_failed", &error.to_string()),
        }
    }
    Ok(())
}

/// Counters of a request. A back end that calls for its visitors has a hundred counters, by its key and by its address,
/// of which each request takes one at random; a key that was refused is counted as anybody's.
fn keys(exchange: &Exchange, kind: &str) -> Result<Vec<String>, AuthError> {
    let app = &exchange.app;
    let Some(caller) = &exchange.on_behalf else {
        return Ok(vec![format!("{kind}:{}", exchange.client().network().0)]);
    };
    if app.refused_keys().contains(&caller.hash, app.now()) {
        return Ok(vec![format!("{kind}:{}", caller.caller.0)]);
    }
    let [shard] = app.ports.entropy.bytes::<1>()?;
    let shard = shard % SHARDS;
    Ok(vec![format!("{kind}:key:{}:{shard}", caller.key_id.0), format!("{kind}:keys-of:{}:{shard}", caller.caller.0)])
}

/// Remembers that the key of a request was refused.
pub(super) fn note_refused(exchange: &Exchange) {
    if let Some(caller) = &exchange.on_behalf {
        exchange.app.refused_keys().insert(caller.hash.clone(), exchange.app.now());
    }
}
