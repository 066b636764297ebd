//! `/users/{id}/recovery-link`.

use ::http::StatusCode;
use serde::Serialize;

use super::users::account;
use super::wire::requested_act;
use crate::domain::{Authority, Secret};
use crate::flows::operators::recovery_links;
use crate::http::{Exchange, Failure, Response, reply};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RecoveryLinkJson<'a> {
    /// `null` where it was mailed instead.
    url: Option<&'a str>,
    expires_at: String,
}

pub(super) async fn link(exchange: &Exchange, authority: &Authority) -> Result<Response, Failure> {
    let requested = requested_act(exchange, authority)?;
    let made = recovery_links::make(&exchange.app, &requested, &account(exchange)).await?;
    let url = made.url.as_ref().map(Secret::expose);
    Ok(reply::json(StatusCode::CREATED, &RecoveryLinkJson { url, expires_at: made.expires_at.to_rfc3339() }))
}
