//! The limit in front, where one is bound: by client address and kind of route, before the database is asked for anything.
//! It only keeps floods off; what is promised is counted exactly, behind it.

use ::http::Method;

use super::{Exchange, Route};
use crate::domain::AuthError;
use crate::ports::Level;

/// When to try again, in seconds: the longest period that the binding has. It does not say how much of it is left.
const RETRY_AFTER: i64 = 60;

/// Refuses a client that asks too much. Reading is not counted, and the way to a provider is more than that; a limiter
/// that fails lets everybody through.
///
/// # Errors
/// [`AuthError::TooManyAttempts`].
pub(super) async fn check(exchange: &Exchange, route: &Route) -> Result<(), AuthError> {
    let is_mere_reading = route.method == Method::GET && !route.path.starts_with("/api/auth/oauth/");
    let Some(limiter) = exchange.app.ports.rate_limiter.as_ref().filter(|_| !is_mere_reading) else {
        return Ok(());
    };
    let key = format!("{}:{}", kind(route.path), exchange.client().address_key());
    match limiter.admits(&key).await {
        Ok(true) => Ok(()),
        Ok(false) => Err(AuthError::TooManyAttempts { retry_after: RETRY_AFTER }),
        Err(error) => {
            exchange.app.log(Level::Warning, "rate_limiter_failed", &error.to_string());
            Ok(())
        }
    }
}

/// What is counted together: making accounts, having mail sent, and everything else, most of it showing a secret.
fn kind(path: &str) -> &'static str {
    match path.rsplit('/').next().unwrap_or_default() {
        "register" | "registration" | "sign-up" | "signup" => "sign-up",
        "send-magic-link" | "send-verification-email" | "forgot-password" | "change-email" | "email" => "mail",
        _ => "act",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_thing_is_one_kind_in_every_dialect() {
        for path in ["/auth/register", "/auth/registration", "/api/auth/sign-up", "/api/v1/auth/signup"] {
            assert_eq!(kind(path), "sign-up", "{path}");
        }
        for path in
            ["/auth/login", "/api/auth/sign-in", "/api/v1/auth/signin", "/api/auth/magic-link", "/second-factor"]
        {
            assert_eq!(kind(path), "act", "{path}");
        }
    }
}
