//! Introspection endpoint (RFC 7662 section 2).

use ::http::StatusCode;

use super::client::{client, required};
use crate::domain::AuthError;
use crate::flows::oidc;
use crate::http::{Exchange, Failure, Response, reply};

/// `POST /oauth2/introspect`.
pub(super) async fn introspect(exchange: &Exchange) -> Result<Response, Failure> {
    let token = required(exchange, "token", "token is missing").map_err(AuthError::from)?;
    let members = oidc::introspection::introspect(&exchange.app, &client(exchange).await?, token).await?;
    Ok(reply::json(StatusCode::OK, &members))
}
