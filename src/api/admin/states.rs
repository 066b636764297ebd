//! `/users/{id}/disable` and `/enable`.

use serde::Deserialize;

use super::users::account;
use super::wire::{RemarksBody, user};
use crate::domain::{AuthError, Authority, UnixTime};
use crate::flows::operators::{RequestedAct, states};
use crate::http::{Exchange, Failure, Response};

/// `POST /users/{id}/disable`.
#[derive(Deserialize)]
struct DisableBody {
    /// RFC 3339.
    until: Option<String>,
}

pub(super) async fn disable(exchange: &Exchange, authority: &Authority) -> Result<Response, Failure> {
    let DisableBody { until } = exchange.body()?;
    let until = until.as_deref().map(|text| future(exchange, text)).transpose()?;
    let (remarks, client) = (RemarksBody::read(exchange)?, exchange.client());
    let requested = RequestedAct::new(&exchange.app, authority, &remarks, &client)?;
    Ok(user(&states::disable(&exchange.app, &requested, &account(exchange), until).await?))
}

pub(super) async fn enable(exchange: &Exchange, authority: &Authority) -> Result<Response, Failure> {
    let (remarks, client) = (RemarksBody::read(exchange)?, exchange.client());
    let requested = RequestedAct::new(&exchange.app, authority, &remarks, &client)?;
    Ok(user(&states::enable(&exchange.app, &requested, &account(exchange)).await?))
}

/// Time ahead, in RFC 3339.
fn future(exchange: &Exchange, text: &str) -> Result<UnixTime, AuthError> {
    let time = UnixTime::parse_rfc3339(text).ok_or(AuthError::InvalidRequest("until must be a time of RFC 3339"))?;
    if time > exchange.app.now() { Ok(time) } else { Err(AuthError::InvalidRequest("until must be in the future")) }
}
