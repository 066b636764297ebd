//! Handlers of the pairing pages: type the code, see the device, decide.

use ::http::StatusCode;
use serde::{Deserialize, Serialize};
use url::form_urlencoded;

use super::handlers::show as show_page;
use super::outcome::{self, FormOutcome};
use super::page::PAIR;
use super::session::{answer_signed_in, to_sign_in};
use super::{DonePage, Page, Problem};
use crate::domain::authorization::Pending;
use crate::domain::{AuthError, AuthorizationId, AuthorizationKind, Decision, PairingCode};
use crate::flows::SignedIn;
use crate::flows::pairing::{self, Ruling};
use crate::http::reply::see_other;
use crate::http::route::AccountHandler;
use crate::http::visitor::Visitor;
use crate::http::{Exchange, Failure, ProtocolError, Response, press};
use crate::store::batches::pairing::PairingGuess;

const PURPOSE: &str = "page device";
/// Query parameter of `GET /pair`: a [`FoundDevice`] sealed for the account that looked it up, so that no code appears in a
/// history.
const DEVICE: &str = "device";

/// Looked-up device.
#[derive(Serialize, Deserialize)]
struct FoundDevice {
    code: String,
    device: Pending,
}

/// `POST /pair`. Without a decision, the code is looked up.
#[derive(Deserialize)]
struct PairForm {
    code: String,
    /// Authorization shown on the confirmation page.
    id: Option<AuthorizationId>,
    decision: Option<String>,
}

/// Runs a handler for a signed-in person; others are redirected to sign-in.
pub(super) async fn signed_in(exchange: &Exchange, answer: AccountHandler) -> Result<Response, Failure> {
    answer_signed_in(exchange, &format!("/{PAIR}"), async |of| answer(exchange, of).await).await
}

/// `GET /pair`: a looked-up device, or the field for a code.
pub(super) async fn show(exchange: &Exchange, of: &SignedIn) -> Result<Response, Failure> {
    let sealed = exchange.query(DEVICE);
    let found = sealed.and_then(|sealed| Some((open(exchange, of, &sealed)?, url_of(&sealed))));
    Ok(match found {
        None => enter_code(exchange, StatusCode::OK, None),
        Some((FoundDevice { code, device: Pending { id, label, place, address, asked_at } }, shown_by)) => {
            let waited = exchange.app.now() - asked_at;
            let page = Page::PairConfirm { code, id: id.0, name: label, place, address, asked_at, waited, shown_by };
            show_page(exchange, StatusCode::OK, &page, &[])
        }
    })
}

fn url_of(sealed: &str) -> String {
    let query = form_urlencoded::Serializer::new(String::new()).append_pair(DEVICE, sealed).finish();
    format!("/{PAIR}?{query}")
}

/// Device that this account looked up and that may still be waiting.
fn open(exchange: &Exchange, of: &SignedIn, sealed: &str) -> Option<FoundDevice> {
    let opened = exchange.app.keys().sealer.open(PURPOSE, &of.account.id.0, sealed)?;
    let found: FoundDevice = serde_json::from_slice(&opened.plaintext).ok()?;
    let until = found.device.asked_at + AuthorizationKind::Pairing.lifetime();
    (exchange.app.now() < until).then_some(found)
}

/// Redirects the browser to the page of a device.
fn lead(exchange: &Exchange, of: &SignedIn, found: &FoundDevice) -> Result<Response, AuthError> {
    let app = &exchange.app;
    let text = serde_json::to_vec(found).map_err(|error| AuthError::Internal(error.to_string()))?;
    let sealed = app.keys().sealer.seal(PURPOSE, &of.account.id.0, &text, app.ports.entropy.bytes()?)?;
    Ok(see_other(&url_of(&sealed)))
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

/// Page for an unknown code, if that is the error.
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
    guess: Option<PairingGuess>,
) -> Result<Response, Failure> {
    let device = pairing::look_up(&exchange.app, of, code, guess, &exchange.client()).await;
    let found = device.map(|device| FoundDevice { code: code.as_str().to_owned(), device });
    unless_unknown(exchange, found.and_then(|found| lead(exchange, of, &found)))
}

async fn decide(exchange: &Exchange, of: &SignedIn, form: PairForm) -> Result<Response, Failure> {
    let (decision, done) = match form.decision.as_deref() {
        Some("approve") => (Decision::Approved, DonePage::DevicePaired),
        Some("refuse") => (Decision::Refused, DonePage::DeviceRefused),
        Some(_) => return Err(ProtocolError::Malformed.into()),
        // A text that cannot be a code.
        None => return unless_unknown(exchange, Err(AuthError::NoDeviceFound)),
    };
    let ruling = Ruling { code: &form.code, shown: form.id, decision };
    let (app, client) = (&exchange.app, press::client(exchange));
    let decided = match pairing::decide(app, of, ruling, &client).await {
        Err(AuthError::NoDeviceFound) if pairing::was_pressed(app, &form.code, &client).await? => Ok(()),
        decided => decided.map(|_| ()),
    };
    unless_unknown(exchange, decided.and_then(|()| outcome::lead(exchange, FormOutcome::Done(done))))
}

fn enter_code(exchange: &Exchange, status: StatusCode, problem: Option<Problem>) -> Response {
    show_page(exchange, status, &Page::PairEnterCode { problem }, &[])
}
