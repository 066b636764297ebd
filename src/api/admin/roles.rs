//! `/users/{id}/role`.

use serde::Deserialize;

use super::users::account;
use super::wire::{requested_act, user};
use crate::domain::{AuthError, Authority, Role};
use crate::flows::operators::roles;
use crate::http::{Exchange, Failure, ProtocolError, Response};

/// `PUT /users/{id}/role`.
#[derive(Deserialize)]
struct RoleBody {
    /// `null` takes the role away.
    role: Option<String>,
}

pub(super) async fn put(exchange: &Exchange, authority: &Authority) -> Result<Response, Failure> {
    if !exchange.fields.contains_key("role") {
        return Err(ProtocolError::Malformed.into());
    }
    let RoleBody { role } = exchange.body()?;
    let unknown = AuthError::InvalidRequest("role must be reader, support, operator or null");
    let role = role.map(|name| Role::parse(&name).ok_or(unknown)).transpose()?;
    let requested = requested_act(exchange, authority)?;
    Ok(user(&roles::give(&exchange.app, &requested, &account(exchange), role).await?))
}
