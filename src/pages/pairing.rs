//! What answers for the pages that pair a device: type the code, see whose it is, decide.

use ::http::StatusCode;
use serde::Deserialize;

use super::handlers::show as show_page;
use super::page::PAIR;
use super::session::{Answer, Visitor, to_sign_in};
use super::{Done, Page, Problem};
use crate::domain::authorization::Pending;
use crate::domain::{AuthError, Decision};
use crate::flows::{SignedIn, pairing};
use crate::http::{Exchange, Failure, ProtocolError, Response};

/// `POST /pair`: without a decision, the code is looked up.
#[derive(Deserialize)]
struct Form {
    code: String,
    decision: Option<String>,
}

/// Whoever is not signed in goes there first.
pub(super) async fn signed_in(exchange: &Exchange, answer: Answer) -> Result<Response, Failure> {
    let Some(visitor) = Visitor::of(exchange).await? else {
        return Ok(to_sign_in(exchange, &format!("/{PAIR}")));
    };
    let answered = answer(exchange, visitor.signed_in()).await;
    visitor.answer(exchange, answered)
}

pub(super) async fn show(exchange: &Exchange, _: &SignedIn) -> Result<Response, Failure> {
    Ok(enter_code(exchange, StatusCode::OK, None))
}

pub(super) async fn act(exchange: &Exchange, of: &SignedIn) -> Result<Response, Failure> {
    let Form { code, decision } = exchange.body()?;
    let outcome = match decision.as_deref() {
        None => look_up(exchange, of, &code).await,
        Some("approve") => decide(exchange, of, &code, Decision::Approved, Done::DevicePaired).await,
        Some("refuse") => decide(exchange, of, &code, Decision::Refused, Done::DeviceRefused).await,
        Some(_) => return Err(ProtocolError::Malformed.into()),
    };
    match outcome {
        Err(AuthError::NoDeviceFound) => Ok(enter_code(exchange, StatusCode::NOT_FOUND, Some(Problem::CodeUnknown))),
        outcome => Ok(outcome?),
    }
}

async fn look_up(exchange: &Exchange, of: &SignedIn, code: &str) -> Result<Response, AuthError> {
    let (code, device) = pairing::look_up(&exchange.app, of, code, &exchange.client()).await?;
    let Pending { label, place, address, asked_at } = device;
    let page = Page::PairConfirm { code: code.as_str().to_owned(), name: label, place, address, asked_at };
    Ok(show_page(exchange, StatusCode::OK, &page, &[]))
}

async fn decide(
    exchange: &Exchange,
    of: &SignedIn,
    code: &str,
    decision: Decision,
    outcome: Done,
) -> Result<Response, AuthError> {
    pairing::decide(&exchange.app, of, code, &exchange.client(), decision).await?;
    Ok(show_page(exchange, StatusCode::OK, &Page::Done(outcome), &[]))
}

fn enter_code(exchange: &Exchange, status: StatusCode, problem: Option<Problem>) -> Response {
    show_page(exchange, status, &Page::PairEnterCode { problem }, &[])
}
