//! `/recovery-requests`.

use ::http::StatusCode;
use serde::Serialize;
use serde_json::json;

use super::users::account;
use super::wire::{list, list_page, requested_act};
use crate::domain::{AccountId, Authority, RecoveryRequestId, UnixTime};
use crate::flows::operators::recovery_requests::{self, Approved, DELAY, RecoveryRequest};
use crate::http::{Exchange, Failure, Response, reply};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RequestJson<'a> {
    id: &'a RecoveryRequestId,
    account_id: &'a AccountId,
    asked_by: &'a AccountId,
    asked_at: String,
    approved_by: Option<&'a AccountId>,
    approved_at: Option<String>,
    /// Time from which the approver may see the link.
    ready_at: Option<String>,
    expires_at: String,
    /// Link and its end, in the one answer that shows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url_expires_at: Option<String>,
}

impl<'a> RequestJson<'a> {
    fn new(request: &'a RecoveryRequest, shown: Option<(&'a str, UnixTime)>) -> Self {
        Self {
            id: &request.id,
            account_id: &request.account_id,
            asked_by: &request.asked_by,
            asked_at: request.asked_at.to_rfc3339(),
            approved_by: request.approved_by.as_ref(),
            approved_at: request.approved_at.map(UnixTime::to_rfc3339),
            ready_at: request.approved_at.map(|at| (at + DELAY).to_rfc3339()),
            expires_at: request.expires_at.to_rfc3339(),
            url: shown.map(|(url, _)| url),
            url_expires_at: shown.map(|(_, end)| end.to_rfc3339()),
        }
    }
}

fn answer(status: StatusCode, request: &RequestJson<'_>) -> Response {
    reply::json(status, &json!({ "recoveryRequest": request }))
}

pub(super) async fn ask(exchange: &Exchange, authority: &Authority) -> Result<Response, Failure> {
    let requested = requested_act(exchange, authority)?;
    let request = recovery_requests::ask(&exchange.app, &requested, &account(exchange)).await?;
    Ok(answer(StatusCode::CREATED, &RequestJson::new(&request, None)))
}

pub(super) async fn index(exchange: &Exchange, authority: &Authority) -> Result<Response, Failure> {
    let found = recovery_requests::list(&exchange.app, authority, &list_page(exchange)?).await?;
    let entries = found.entries.iter().map(|request| json!(RequestJson::new(request, None))).collect();
    Ok(list("recoveryRequests", entries, found.next))
}

pub(super) async fn approve(exchange: &Exchange, authority: &Authority) -> Result<Response, Failure> {
    let requested = requested_act(exchange, authority)?;
    let approved =
        recovery_requests::approve(&exchange.app, &requested, &RecoveryRequestId(exchange.parameter("rid").to_owned()))
            .await?;
    Ok(match approved {
        Approved::Waiting(request) => answer(StatusCode::OK, &RequestJson::new(&request, None)),
        Approved::Ready { request, url, expires_at } => {
            answer(StatusCode::OK, &RequestJson::new(&request, Some((url.expose(), expires_at))))
        }
    })
}
