//! Errors of RFC 6749 section 5.2.

use ::http::StatusCode;
use serde_json::{Value, json};

use crate::domain::{AuthError, OAuthError};
use crate::http::dialect::Described;

/// Error that another try may not meet; RFC 6749 section 4.1.2.1 has the name.
const UNAVAILABLE: &str = "temporarily_unavailable";

/// Status and text of an error.
pub fn describe(error: &AuthError) -> Described {
    let (status, code, sentence) = match error {
        AuthError::OAuth(error) => (status(*error), error.code(), error.description()),
        AuthError::TooManyAttempts { .. } => {
            (StatusCode::TOO_MANY_REQUESTS, UNAVAILABLE, "Too many attempts; try again later")
        }
        AuthError::Unavailable(_) => (StatusCode::SERVICE_UNAVAILABLE, UNAVAILABLE, "The service is not available"),
        // Its flows have no other errors.
        _ => (StatusCode::INTERNAL_SERVER_ERROR, "server_error", "Something went wrong"),
    };
    Described { status, code, sentence: sentence.into() }
}

fn status(error: OAuthError) -> StatusCode {
    match error {
        OAuthError::InvalidRequest(_)
        | OAuthError::SeveralAccessTokens
        | OAuthError::InvalidGrant(_)
        | OAuthError::UnauthorizedClient
        | OAuthError::UnsupportedGrantType
        | OAuthError::InvalidScope
        | OAuthError::InvalidTarget => StatusCode::BAD_REQUEST,
        OAuthError::InvalidClient(_) | OAuthError::NoAccessToken | OAuthError::InvalidAccessToken => {
            StatusCode::UNAUTHORIZED
        }
        OAuthError::InsufficientScope => StatusCode::FORBIDDEN,
    }
}

/// `{"error", "error_description"}`. An error of HTTP itself is an `invalid_request`, or the service is down.
pub fn body(error: &Described) -> Value {
    let code = match error.code {
        "SERVICE_UNAVAILABLE" => UNAVAILABLE,
        "INVALID_TARGET" => "invalid_target",
        of_http if of_http.starts_with(char::is_uppercase) => "invalid_request",
        code => code,
    };
    json!({ "error": code, "error_description": error.sentence })
}
