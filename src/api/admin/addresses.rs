//! `/users/{id}/email`.

use serde::Deserialize;

use super::users::account;
use super::wire::{requested_act, user};
use crate::domain::{AuthError, Authority, EmailAddress};
use crate::flows::operators::addresses;
use crate::http::{Exchange, Failure, Response};

/// `PUT /users/{id}/email`.
#[derive(Deserialize)]
struct EmailBody {
    email: String,
}

pub(super) async fn put(exchange: &Exchange, authority: &Authority) -> Result<Response, Failure> {
    let EmailBody { email } = exchange.body()?;
    let email = EmailAddress::parse(&email).ok_or(AuthError::InvalidEmail)?;
    let requested = requested_act(exchange, authority)?;
    Ok(user(&addresses::change(&exchange.app, &requested, &account(exchange), &email).await?))
}
