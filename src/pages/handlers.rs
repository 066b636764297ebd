//! Responses with a page, and what follows a form.

use ::http::StatusCode;
use ::http::header::{CONTENT_TYPE, HeaderValue};
use serde::Deserialize;

use super::authorization::browser;
use super::outcome::{self, FormOutcome};
use super::page::{ACCOUNT, APPROVE_LOGIN, FactorStep};
use super::security::{FormTarget, Needs, Opener, Visit, every_form_target, protect};
use super::sign_in::{problem, retry_after};
use super::{DonePage, Html, Page, Problem, render};
use crate::crypto::subkey::fingerprint;
use crate::domain::first_proof::LinkAnswer;
use crate::domain::redirect_url::Place;
use crate::domain::{AuthError, Client, RedirectUrl};
use crate::flows::links::press::was_pressed;
use crate::flows::sign_in::Opened;
use crate::http::body::filled;
use crate::http::reply::see_other;
use crate::http::{Exchange, Failure, ProtocolError, Response, cookies, press, reply};

/// Fields of a link's form.
#[derive(Deserialize)]
pub(super) struct DecisionForm {
    pub token: String,
    pub decision: String,
    #[serde(default, deserialize_with = "filled")]
    pub totp_code: Option<String>,
}

impl DecisionForm {
    /// Form of a page with one decision.
    ///
    /// # Errors
    /// [`ProtocolError::Malformed`] for any other.
    pub fn read(exchange: &Exchange, decision: &str) -> Result<Self, ProtocolError> {
        let form: Self = exchange.body()?;
        if form.decision == decision { Ok(form) } else { Err(ProtocolError::Malformed) }
    }

    /// Decision about a sign-in link or its code, with its name in the form.
    ///
    /// # Errors
    /// [`ProtocolError::Malformed`] for any other.
    pub fn link_answer(&self) -> Result<(LinkAnswer, &'static str), ProtocolError> {
        match self.decision.as_str() {
            "confirm" => Ok((LinkAnswer::Confirm, "confirm")),
            "mine" => Ok((LinkAnswer::Mine, "mine")),
            "not_mine" => Ok((LinkAnswer::NotMine, "not_mine")),
            _ => Err(ProtocolError::Malformed),
        }
    }
}

/// Response with a page. Its forms may lead to these sources beside our own origin, and to the clients whose requests
/// wait in this browser.
pub(super) fn show(exchange: &Exchange, status: StatusCode, page: &Page, form_targets: &[FormTarget]) -> Response {
    let captcha = exchange.app.config().captcha.as_ref().filter(|_| page.captcha().is_some());
    let html = render(page, exchange.language.get(), exchange.app.look(), captcha);
    let captcha = captcha.map(|captcha| captcha.provider);
    let form_targets = &browser::with_waiting(exchange, form_targets);
    let needs = Needs { form_targets, script: page.is_scripted(), captcha, ..Needs::default() };
    let mut response = html_response(exchange, status, html, &needs);
    if page.has_one_time_form() {
        press::set(exchange, &mut response);
    }
    response
}

/// Outcome of a one-time form. A repeated press counts as done.
pub(super) async fn once<T>(
    exchange: &Exchange,
    client: &Client,
    token: &str,
    outcome: Result<T, AuthError>,
) -> Result<(), AuthError> {
    match outcome {
        Err(AuthError::InvalidLink) if was_pressed(&exchange.app, &fingerprint(token), client).await? => Ok(()),
        outcome => outcome.map(|_| ()),
    }
}

/// Response with HTML and the headers of every page.
pub(super) fn html_response(exchange: &Exchange, status: StatusCode, html: Html, needs: &Needs<'_>) -> Response {
    let mut response = reply::empty(status);
    *response.body_mut() = html.0.into_bytes();
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    let visit = Visit { opener: opener_of(exchange, needs), has_token: exchange.query("token").is_some() };
    protect(&mut response, exchange.app.look(), needs, visit);
    response
}

/// Relation to the window that opened this one. It is kept on the way to a trusted page, by a form of the page or by
/// the request's redirect target.
fn opener_of(exchange: &Exchange, needs: &Needs<'_>) -> Opener {
    let asked = target_of(exchange);
    let waits = || !browser::with_waiting(exchange, &[]).is_empty();
    let leads_away = !needs.form_targets.is_empty() || waits() || asked.is_some_and(|url| url.place() != Place::Own);
    if leads_away { Opener::Kept } else { Opener::Severed }
}

pub(super) fn done(exchange: &Exchange, done: DonePage) -> Result<Response, Failure> {
    Ok(outcome::lead(exchange, FormOutcome::Done(done))?)
}

/// Trusted redirect target, from the URL of a page or from the form that was sent from it.
pub(super) fn target_of(exchange: &Exchange) -> Option<RedirectUrl> {
    let in_form = || exchange.fields.get("redirectUrl").and_then(|url| url.as_str()).map(str::to_owned);
    exchange.app.config().redirect_url(&exchange.query("redirectUrl").or_else(in_form)?)
}

/// Token of a link, from its URL or, after a wrong input, from the form.
pub(super) fn link_token(exchange: &Exchange) -> Result<String, AuthError> {
    let in_form = || exchange.fields.get("token").and_then(|token| token.as_str()).map(str::to_owned);
    exchange.query("token").or_else(in_form).ok_or(AuthError::InvalidLink)
}

/// Signs a browser in: sets its cookies and redirects it to its target, or to the account.
pub(super) fn signed_in(exchange: &Exchange, opened: &Opened) -> Response {
    // A target trusted when the mail was requested may not be any more.
    let url = opened.redirect_url.as_deref().and_then(|url| exchange.app.config().redirect_url(url));
    let mut response = see_other(url.as_ref().map_or(ACCOUNT, RedirectUrl::as_str));
    cookies::set_pair(&mut response, exchange.app.config(), opened, exchange.app.now());
    response
}

/// Page that asks for a code of the second factor, if only that was missing, wrong or sent too often.
pub(super) fn second_factor(exchange: &Exchange, step: FactorStep, error: AuthError) -> Result<Response, Failure> {
    let FactorRefusal { status, problem, wait } = FactorRefusal::of(exchange, error)?;
    // A right code may redirect the browser, except in the approval of a login.
    let stays = step.path == APPROVE_LOGIN;
    let page = factor_page(exchange, step, problem, None);
    let shown = if stays { show(exchange, status, &page, &[]) } else { show_second_factor(exchange, status, &page) };
    Ok(retry_after(shown, wait))
}

/// Reason for which a code of the second factor is asked for, perhaps again.
pub(super) struct FactorRefusal {
    pub status: StatusCode,
    /// Error of the code, if one was sent.
    pub problem: Option<Problem>,
    /// Seconds until another code is looked at, past the limit.
    pub wait: Option<i64>,
}

impl FactorRefusal {
    /// Reads it from the error of a request.
    ///
    /// # Errors
    /// The error, if it is of something else than a code: a limit may be that of what came without one.
    pub fn of(exchange: &Exchange, error: AuthError) -> Result<Self, AuthError> {
        match error {
            AuthError::TotpRequired => Ok(Self { status: StatusCode::UNAUTHORIZED, problem: None, wait: None }),
            AuthError::InvalidTotp | AuthError::TooManyAttempts { .. } if !typed_factor(exchange).is_empty() => {
                let (status, problem, wait) = problem(error)?;
                Ok(Self { status, problem: Some(problem), wait })
            }
            error => Err(error),
        }
    }
}

/// Code of the second factor in the form, as typed.
fn typed_factor(exchange: &Exchange) -> &str {
    exchange.fields.get("totp_code").and_then(|code| code.as_str()).unwrap_or_default()
}

/// Page that asks for a code. An error is shown in the form that the wrong code came from: only backup codes have letters.
pub(super) fn factor_page(
    exchange: &Exchange,
    step: FactorStep,
    problem: Option<Problem>,
    shown_by: Option<String>,
) -> Page {
    let by_backup_code = problem.is_some() && typed_factor(exchange).chars().any(char::is_alphabetic);
    let contact = exchange.app.config().support_contact.clone();
    Page::SecondFactor { step, problem, by_backup_code, contact, shown_by }
}

/// Response with a page that asks for a code. Its form may redirect to any trusted target.
pub(super) fn show_second_factor(exchange: &Exchange, status: StatusCode, page: &Page) -> Response {
    show(exchange, status, page, &every_form_target(exchange.app.config()))
}
