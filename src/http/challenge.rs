//! Challenges of an error: the value of `WWW-Authenticate` (RFC 9110 section 11.6.1).

use ::http::header::{HeaderValue, WWW_AUTHENTICATE};

use super::Response;
use crate::domain::{AuthError, CredentialPlace, OAuthError};

/// Tells a client how to authenticate, where the error is about that. Without an access token the challenge says no more
/// than its scheme (RFC 6750 section 3.1).
pub(super) fn set(response: &mut Response, error: &AuthError) {
    let AuthError::OAuth(error) = error else { return };
    let challenge = match error {
        OAuthError::InvalidClient(CredentialPlace::Header) => "Basic realm=\"oauth2\"",
        OAuthError::NoAccessToken => "Bearer",
        OAuthError::SeveralAccessTokens => "Bearer error=\"invalid_request\"",
        OAuthError::InvalidAccessToken => "Bearer error=\"invalid_token\"",
        OAuthError::InsufficientScope => "Bearer error=\"insufficient_scope\", scope=\"openid\"",
        _ => return,
    };
    response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
}
