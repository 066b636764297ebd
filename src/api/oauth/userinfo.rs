//! Userinfo endpoint (OpenID Connect Core section 5.3).

use ::http::StatusCode;
use ::http::header::AUTHORIZATION;

use super::client::field;
use crate::domain::{AuthError, OAuthError};
use crate::flows::oidc;
use crate::http::authentication::bearer;
use crate::http::{Exchange, Failure, Response, reply};

/// `GET /oauth2/userinfo`, `POST /oauth2/userinfo`.
pub(super) async fn userinfo(exchange: &Exchange) -> Result<Response, Failure> {
    let token = access_token(exchange).map_err(AuthError::from)?;
    let claims = oidc::userinfo::userinfo(&exchange.app, token).await?;
    Ok(reply::json(StatusCode::OK, &claims))
}

/// Token in the header `Authorization`, or in a form (RFC 6750 sections 2.1 and 2.2).
fn access_token(exchange: &Exchange) -> Result<&str, OAuthError> {
    let in_form = field(exchange, "access_token");
    match (exchange.request.headers.contains_key(AUTHORIZATION), in_form) {
        (true, Some(_)) => Err(OAuthError::SeveralAccessTokens),
        (true, None) => bearer(&exchange.request).ok_or(OAuthError::InvalidAccessToken),
        (false, token) => token.ok_or(OAuthError::NoAccessToken),
    }
}
