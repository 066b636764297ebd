//! What answers for the pages that pair a device: type the code, see whose it is, decide.

use ::http::StatusCode;
use serde::Deserialize;

use super::handlers::show as show_page;
use super::outcome::{self, Outcome};
use super::page::PAIR;
use super::session::{Answer, Visitor, to_sign_in};
use super::{Done, Page, Problem};
use crate::domain::authorization::Pending;
use crate::domain::{AuthError, AuthorizationId, Decision, PairingCode};
use crate::flows::SignedIn;
use crate::flows::pairing::{self, Ruling};
use crate::http::{Exchange, Failure, ProtocolError, Response, press};
use crate::store::pairing::Guess;

/// `POST /pair`: without a decision, the code is looked up.
#[derive(Deserialize)]
struct PairForm {
    code: String,
    /// The authorization that was shown, from the page that shows one.
    id: Option<AuthorizationId>,
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

pub(super) async fn act(exchange: &Exchange) -> Result<Response, Failure> {
    let form: Result<PairForm, _> = exchange.body();
    let looked_up = form.as_ref().ok().filter(|form| form.decision.is_none());
    let looked_up = looked_up.and_then(|form| pairing::parse_code(&exchange.app, &form.code));
    let found = match &looked_up {
        Some(_) => Visitor::guessing(exchange).await?,
        None => Visitor::of(exchange).await?.map(|visitor| (visitor, None)),
    };
    let Some((visitor, guess)) = found else {
        return Ok(to_sign_in(exchange, &format!("/{PAIR}")));
    };
    let of = visitor.signed_in();
    let answered = match (form, looked_up) {
        (Err(error), _) => Err(error.into()),
        (Ok(_), Some(code)) => look_up(exchange, of, &code, guess).await,
        (Ok(form), None) => decide(exchange, of, form).await,
    };
    visitor.answer(exchange, answered)
}

/// The page that says no device shows the code, if that is what is wrong.
fn unless_unknown(exchange: &Exchange, outcome: Result<Response, AuthError>) -> Result<Response, Failure> {
    match outcome {
        Err(AuthError::NoDeviceFound) => Ok(enter_code(exchange, StatusCode::NOT_FOUND, Some(Problem::CodeUnknown))),
        outcome => Ok(outcome?),
    }
}

async fn look_up(
    exchange: &Exchange,
    of: &SignedIn,
    code: &PairingCode,
    guess: Option<Guess>,
) -> Result<Response, Failure> {
    let app = &exchange.app;
    let found = pairing::look_up(app, of, code, guess, &exchange.client()).await;
    let shown = found.map(|Pending { id, label, place, address, asked_at }| {
        let (code, waited) = (code.as_str().to_owned(), app.now() - asked_at);
        let page = Page::PairConfirm { code, id: id.0, name: label, place, address, asked_at, waited };
        show_page(exchange, StatusCode::OK, &page, &[])
    });
    unless_unknown(exchange, shown)
}

async fn decide(exchange: &Exchange, of: &SignedIn, form: PairForm) -> Result<Response, Failure> {
    let (decision, done) = match form.decision.as_deref() {
        Some("approve") => (Decision::Approved, Done::DevicePaired),
        Some("refuse") => (Decision::Refused, Done::DeviceRefused),
        Some(_) => return Err(ProtocolError::Malformed.into()),
        // A text that no code can be.
        None => return unless_unknown(exchange, Err(AuthError::NoDeviceFound)),
    };
    let ruling = Ruling { code: &form.code, shown: form.id, decision };
    let (app, client) = (&exchange.app, press::client(exchange));
    let decided = match pairing::decide(app, of, ruling, &client).await {
        Err(AuthError::NoDeviceFound) if pairing::was_pressed(app, &form.code, &client).await? => Ok(()),
        decided => decided.map(|_| ()),
    };
    unless_unknown(exchange, decided.and_then(|()| outcome::lead(exchange, Outcome::Done(done))))
}

fn enter_code(exchange: &Exchange, status: StatusCode, problem: Option<Problem>) -> Response {
    show_page(exchange, status, &Page::PairEnterCode { problem }, &[])
}
