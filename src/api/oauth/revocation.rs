//! Revocation endpoint (RFC 7009 section 2).

use ::http::StatusCode;

use super::client::{client, required};
use crate::domain::AuthError;
use crate::flows::oidc;
use crate::http::{Exchange, Failure, Response, reply};

/// `POST /oauth2/revoke`.
pub(super) async fn revoke(exchange: &Exchange) -> Result<Response, Failure> {
    let token = required(exchange, "token", "token is missing").map_err(AuthError::from)?;
    oidc::token_revocation::revoke(&exchange.app, &client(exchange).await?, token).await?;
    Ok(reply::empty(StatusCode::OK))
}
