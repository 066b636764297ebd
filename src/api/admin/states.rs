//! `/users/{id}/disable` and `/enable`.

use serde::Deserialize;

use super::users::account;
use super::wire::{RemarksBody, future, user};
use crate::domain::Authority;
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
    let until =
        until.as_deref().map(|text| future(exchange, "until must be a future time of RFC 3339", text)).transpose()?;
    let (remarks, client) = (RemarksBody::read(exchange)?, exchange.client());
    let requested = RequestedAct::new(&exchange.app, authority, &remarks, &client)?;
    Ok(user(&states::disable(&exchange.app, &requested, &account(exchange), until).await?))
}

pub(super) async fn enable(exchange: &Exchange, authority: &Authority) -> Result<Response, Failure> {
    let (remarks, client) = (RemarksBody::read(exchange)?, exchange.client());
    let requested = RequestedAct::new(&exchange.app, authority, &remarks, &client)?;
    Ok(user(&states::enable(&exchange.app, &requested, &account(exchange)).await?))
}
