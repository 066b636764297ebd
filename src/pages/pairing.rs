//! What answers for the pages that pair a device: type the code, see whose it is, decide.

use ::http::StatusCode;
use serde::Deserialize;

use super::handlers::show as show_page;
use super::{Done, Page, Problem};
use crate::domain::authorization::Pending;
use crate::domain::{AuthError, Decision};
use crate::flows::{SignedIn, pairing};
use crate::http::{Exchange, Failure, ProtocolError, Response, authentication};

/// `POST /pair`: without a decision, the code is looked up.
#[derive(Deserialize)]
struct Form {
    code: String,
    decision: Option<String>,
}

pub(super) async fn show(exchange: &Exchange) -> Result<Response, Failure> {
    match authentication::require(exchange).await {
        Ok(_) => Ok(enter_code(exchange, StatusCode::OK, None)),
        Err(AuthError::InvalidToken) => Ok(sign_in_first(exchange)),
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn act(exchange: &Exchange) -> Result<Response, Failure> {
    let Form { code, decision } = exchange.body()?;
    let signed_in = match authentication::require(exchange).await {
        Ok(signed_in) => signed_in,
        Err(AuthError::InvalidToken) => return Ok(sign_in_first(exchange)),
        Err(error) => return Err(error.into()),
    };
    let outcome = match decision.as_deref() {
        None => look_up(exchange, &signed_in, &code).await,
        Some("approve") => decide(exchange, &signed_in, &code, Decision::Approved, Done::DevicePaired).await,
        Some("refuse") => decide(exchange, &signed_in, &code, Decision::Refused, Done::DeviceRefused).await,
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

fn sign_in_first(exchange: &Exchange) -> Response {
    show_page(exchange, StatusCode::UNAUTHORIZED, &Page::PairSignInFirst, &[])
}
