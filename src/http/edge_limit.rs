//! Edge rate limit: by client address and kind of route, before the database is asked for anything. Keeps floods off;
//! exact limits are counted in D1, behind it.

use super::{Exchange, Route};
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
pub(super) async fn check(exchange: &Exchange, route: &Route) -> Result<(), AuthError> {
    let Some(kind) = route.limit.key().filter(|_| !exchange.app.config().is_local()) else {
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

#[cfg(test)]
mod tests {
    use ::http::Method;

    use super::Limit;
    use crate::http::router::routes;

    /// Routes of another kind than their method's: [`Limit::Unlimited`] for GET, [`Limit::Act`] for the rest.
    const KINDS: [(&str, &str, Limit); 21] = [
        ("POST", "/auth/register", Limit::SignUp),
        ("POST", "/auth/registration", Limit::SignUp),
        ("POST", "/api/auth/sign-up", Limit::SignUp),
        ("POST", "/api/v1/auth/signup", Limit::SignUp),
        ("POST", "/sign-up", Limit::SignUp),
        ("POST", "/auth/email", Limit::Mail),
        ("POST", "/api/auth/send-magic-link", Limit::Mail),
        ("POST", "/api/auth/send-verification-email", Limit::Mail),
        ("POST", "/api/auth/forgot-password", Limit::Mail),
        ("POST", "/api/auth/change-email", Limit::Mail),
        ("POST", "/sign-in/link", Limit::Mail),
        ("POST", "/sign-in/verification", Limit::Mail),
        ("POST", "/forgot-password", Limit::Mail),
        ("POST", "/account/email", Limit::Mail),
        ("POST", "/account/email/verification", Limit::Mail),
        ("POST", "/account/password/link", Limit::Mail),
        ("POST", "/api/auth/sign-out", Limit::Session),
        ("POST", "/api/v1/auth/custom-refresh", Limit::Session),
        ("POST", "/api/v1/auth/custom-logout", Limit::Session),
        ("POST", "/sign-out", Limit::Session),
        ("GET", "/api/auth/oauth/:provider", Limit::Act),
    ];

    #[test]
    fn one_thing_is_one_kind_in_every_dialect() {
        for route in routes() {
            let by_method = if route.method == Method::GET { Limit::Unlimited } else { Limit::Act };
            let listed = KINDS.iter().find(|(method, path, _)| *method == route.method.as_str() && *path == route.path);
            assert_eq!(route.limit, listed.map_or(by_method, |(_, _, kind)| *kind), "{} {}", route.method, route.path);
        }
        for (method, path, _) in KINDS {
            assert!(routes().any(|route| route.method.as_str() == method && route.path == path), "{method} {path}");
        }
    }
}
