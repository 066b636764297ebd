//! Handlers of the pages that mailed links open. GET changes nothing; the form's POST carries out the decision.

use ::http::StatusCode;
use ::http::header::{CONTENT_TYPE, HeaderValue};
use serde::Deserialize;

use super::outcome::{self, Outcome};
use super::page::{ACCOUNT, APPROVE_LOGIN};
use super::security::{FormTarget, Needs, Opener, Visit, every_form_target, form_targets, protect};
use super::{Done, Html, Page, Problem, render, render_mailbox};
use crate::api::shared::mailbox::wanted_mails;
use crate::crypto::subkey::fingerprint;
use crate::domain::authorization::LoginDecision;
use crate::domain::first_proof::LinkAnswer;
use crate::domain::redirect_url::Place;
use crate::domain::{AuthError, Client, RedirectUrl, TokenKind};
use crate::flows::account::address;
use crate::flows::links::magic_link::ShownLink;
use crate::flows::links::press::was_pressed;
use crate::flows::links::{magic_link as link, password_reset, verification};
use crate::flows::login;
use crate::flows::requests::{LinkRequest, PendingRequest, find_link, find_login, find_token};
use crate::flows::sign_in::{Issue, Opened};
use crate::http::body::filled;
use crate::http::reply::see_other;
use crate::http::{Exchange, Failure, ProtocolError, Response, cookies, press, reply};

/// Fields of these pages' forms.
#[derive(Deserialize)]
struct Form {
    token: String,
    decision: String,
    #[serde(default, deserialize_with = "filled")]
    totp_code: Option<String>,
}

/// Response with a page. Its forms may lead to these sources beside our own origin.
pub(super) fn show(exchange: &Exchange, status: StatusCode, page: &Page, form_targets: &[FormTarget]) -> Response {
    let captcha = exchange.app.config().captcha.as_ref().filter(|_| page.captcha().is_some());
    let html = render(page, exchange.language.get(), exchange.app.look(), captcha);
    let captcha = captcha.map(|captcha| captcha.provider);
    let needs = Needs { form_targets, script: page.is_scripted(), captcha, ..Needs::default() };
    let mut response = html_response(exchange, status, html, &needs);
    if page.has_one_time_form() {
        press::set(exchange, &mut response);
    }
    response
}

/// Outcome of a one-time form. A repeated press counts as done.
async fn once<T>(
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
    let in_form = || exchange.fields.get("redirectUrl").and_then(|url| url.as_str()).map(str::to_owned);
    let asked = exchange.query("redirectUrl").or_else(in_form).and_then(|url| exchange.app.config().redirect_url(&url));
    let leads_away = !needs.form_targets.is_empty() || asked.is_some_and(|url| url.place() != Place::Own);
    if leads_away { Opener::Kept } else { Opener::Severed }
}

fn done(exchange: &Exchange, done: Done) -> Result<Response, Failure> {
    Ok(outcome::lead(exchange, Outcome::Done(done))?)
}

fn undecided() -> Failure {
    ProtocolError::Malformed.into()
}

/// Token of a link, from its URL or, after a wrong input, from the form.
fn link_token(exchange: &Exchange) -> Result<String, AuthError> {
    let in_form = || exchange.fields.get("token").and_then(|token| token.as_str()).map(str::to_owned);
    exchange.query("token").or_else(in_form).ok_or(AuthError::InvalidLink)
}

/// Token of a link, and its pending request.
async fn requested(exchange: &Exchange, kind: TokenKind) -> Result<(String, PendingRequest), Failure> {
    let token = link_token(exchange)?;
    let request = find_token(&exchange.app, &token, kind).await?;
    Ok((token, request))
}

pub(super) async fn show_magic_link(exchange: &Exchange) -> Result<Response, Failure> {
    ask_about_link(exchange, StatusCode::OK).await
}

/// Page of a sign-in link, which asks whose account it is if the address is unproven.
async fn ask_about_link(exchange: &Exchange, status: StatusCode) -> Result<Response, Failure> {
    let token = link_token(exchange)?;
    let LinkRequest { email, redirect_url, first_proof } = find_link(&exchange.app, &token).await?;
    let config = exchange.app.config();
    let target = redirect_url.and_then(|url| config.redirect_url(&url));
    let page = Page::MagicLink { token, email, first_proof };
    Ok(show(exchange, status, &page, &form_targets(config, target.as_ref())))
}

pub(super) async fn magic_link(exchange: &Exchange) -> Result<Response, Failure> {
    let Form { token, decision, totp_code } = exchange.body()?;
    let (answer, decision) = match decision.as_str() {
        "confirm" => (LinkAnswer::Confirm, "confirm"),
        "mine" => (LinkAnswer::Mine, "mine"),
        "not_mine" => (LinkAnswer::NotMine, "not_mine"),
        _ => return Err(undecided()),
    };
    let shown = ShownLink { token: &token, answer, code: totp_code };
    match link::redeem(&exchange.app, shown, &press::client(exchange), Issue::Pair).await {
        Ok(opened) => Ok(signed_in(exchange, &opened)),
        Err(AuthError::InvalidRequest(_)) => ask_about_link(exchange, StatusCode::BAD_REQUEST).await,
        Err(error) => second_factor(exchange, "magic-link", "token", token, decision, error),
    }
}

/// Signs a browser in: sets its cookies and redirects it to its target, or to the account.
pub(super) fn signed_in(exchange: &Exchange, opened: &Opened) -> Response {
    // A target trusted when the mail was requested may not be any more.
    let url = opened.redirect_url.as_deref().and_then(|url| exchange.app.config().redirect_url(url));
    let mut response = see_other(url.as_ref().map_or(ACCOUNT, RedirectUrl::as_str));
    cookies::set_pair(&mut response, exchange.app.config(), opened, exchange.app.now());
    response
}

/// Page that asks for a code of the second factor, if only that was missing or wrong.
pub(super) fn second_factor(
    exchange: &Exchange,
    path: &'static str,
    name: &'static str,
    token: String,
    decision: &'static str,
    error: AuthError,
) -> Result<Response, Failure> {
    let problem = match error {
        AuthError::TotpRequired => None,
        AuthError::InvalidTotp => Some(Problem::WrongSecondFactor),
        error => return Err(error.into()),
    };
    let page = Page::SecondFactor { path, name, token, decision, problem, shown_by: None };
    // A right code may redirect the browser, except in the approval of a login.
    if path == APPROVE_LOGIN {
        return Ok(show(exchange, StatusCode::UNAUTHORIZED, &page, &[]));
    }
    Ok(show_second_factor(exchange, StatusCode::UNAUTHORIZED, &page))
}

/// Response with a page that asks for a code. Its form may redirect to any trusted target.
pub(super) fn show_second_factor(exchange: &Exchange, status: StatusCode, page: &Page) -> Response {
    show(exchange, status, page, &every_form_target(exchange.app.config()))
}

pub(super) async fn show_verify_email(exchange: &Exchange) -> Result<Response, Failure> {
    match requested(exchange, TokenKind::VerifyEmail).await? {
        (token, PendingRequest::Token { email, account, .. }) => {
            Ok(show(exchange, StatusCode::OK, &Page::VerifyEmail { token, email, account }, &[]))
        }
        _ => Err(AuthError::InvalidLink.into()),
    }
}

pub(super) async fn verify_email(exchange: &Exchange) -> Result<Response, Failure> {
    let Form { token, decision, .. } = exchange.body()?;
    match decision.as_str() {
        "mine" => {
            let client = press::client(exchange);
            let verified = verification::verify(&exchange.app, &token, &client).await;
            once(exchange, &client, &token, verified).await?;
            done(exchange, Done::EmailVerified)
        }
        "not_mine" => disown(exchange, &token, TokenKind::VerifyEmail).await,
        _ => Err(undecided()),
    }
}

pub(super) async fn show_confirm_address(exchange: &Exchange) -> Result<Response, Failure> {
    match requested(exchange, TokenKind::ConfirmAddress).await? {
        (token, PendingRequest::Token { email, account, .. }) => {
            Ok(show(exchange, StatusCode::OK, &Page::ConfirmAddress { token, email, account }, &[]))
        }
        _ => Err(AuthError::InvalidLink.into()),
    }
}

pub(super) async fn confirm_address(exchange: &Exchange) -> Result<Response, Failure> {
    let Form { token, decision, .. } = exchange.body()?;
    match decision.as_str() {
        "mine" => {
            let client = press::client(exchange);
            let confirmed = address::confirm(&exchange.app, &token, &client).await;
            once(exchange, &client, &token, confirmed).await?;
            done(exchange, Done::AddressConfirmed)
        }
        "not_mine" => disown(exchange, &token, TokenKind::ConfirmAddress).await,
        _ => Err(undecided()),
    }
}

async fn disown(exchange: &Exchange, token: &str, kind: TokenKind) -> Result<Response, Failure> {
    let client = press::client(exchange);
    let disowned = verification::disown(&exchange.app, token, kind, &client).await;
    once(exchange, &client, token, disowned).await?;
    done(exchange, Done::NotMine)
}

pub(super) async fn show_approve_address_change(exchange: &Exchange) -> Result<Response, Failure> {
    match requested(exchange, TokenKind::ApproveAddressChange).await? {
        (token, PendingRequest::Token { email, .. }) => {
            Ok(show(exchange, StatusCode::OK, &Page::ApproveAddressChange { token, new_email: email }, &[]))
        }
        _ => Err(AuthError::InvalidLink.into()),
    }
}

pub(super) async fn approve_address_change(exchange: &Exchange) -> Result<Response, Failure> {
    let Form { token, decision, .. } = exchange.body()?;
    let (app, client) = (&exchange.app, press::client(exchange));
    let (decided, outcome) = match decision.as_str() {
        "approve" => (address::approve(app, &token, &client).await, Done::ChangeApproved),
        "refuse" => (address::refuse(app, &token, &client).await, Done::ChangeRefused),
        _ => return Err(undecided()),
    };
    once(exchange, &client, &token, decided).await?;
    done(exchange, outcome)
}

pub(super) async fn show_reset_password(exchange: &Exchange) -> Result<Response, Failure> {
    let (token, request) = requested(exchange, TokenKind::ResetPassword).await?;
    let PendingRequest::Token { email, .. } = request else {
        return Err(AuthError::InvalidLink.into());
    };
    Ok(show(exchange, StatusCode::OK, &Page::ResetPassword { token, email, problem: None }, &[]))
}

/// `POST /reset-password`, from its page.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ResetForm {
    token: String,
    decision: String,
    new_password: String,
    /// Address for password managers, shown again after an error.
    #[serde(default)]
    username: String,
}

pub(super) async fn reset_password(exchange: &Exchange) -> Result<Response, Failure> {
    let ResetForm { token, decision, new_password, username: email } = exchange.body()?;
    if decision != "confirm" {
        return Err(undecided());
    }
    let client = press::client(exchange);
    let reset = password_reset::reset(&exchange.app, &token, &new_password, &client).await;
    let problem = match once(exchange, &client, &token, reset).await {
        Ok(()) => return done(exchange, Done::PasswordReset),
        Err(AuthError::PasswordTooShort) => Problem::PasswordTooShort,
        Err(AuthError::PasswordTooLong) => Problem::PasswordTooLong,
        Err(AuthError::PasswordTooCommon) => Problem::PasswordTooCommon,
        Err(AuthError::PasswordBreached) => Problem::PasswordBreached,
        Err(error) => return Err(error.into()),
    };
    Ok(show(exchange, StatusCode::BAD_REQUEST, &Page::ResetPassword { token, email, problem: Some(problem) }, &[]))
}

pub(super) async fn show_approve_login(exchange: &Exchange) -> Result<Response, Failure> {
    let token = link_token(exchange)?;
    match find_login(&exchange.app, &token).await? {
        PendingRequest::Login { username, platform, place, address, asked_at, first_proof, .. } => {
            let page = Page::ApproveLogin { token, username, platform, place, address, asked_at, first_proof };
            Ok(show(exchange, StatusCode::OK, &page, &[]))
        }
        PendingRequest::Token { .. } => Err(AuthError::InvalidLink.into()),
    }
}

pub(super) async fn approve_login(exchange: &Exchange) -> Result<Response, Failure> {
    let Form { token, decision: chosen, totp_code } = exchange.body()?;
    let (decision, outcome) = match chosen.as_str() {
        // "mine" on a first proof; "approve" on pages of an earlier release.
        "confirm" | "mine" | "approve" => (LoginDecision::Approve, Done::LoginApproved),
        "refuse" => (LoginDecision::Refuse, Done::LoginRefused),
        "not_mine" => (LoginDecision::Disown, Done::NotMine),
        _ => return Err(undecided()),
    };
    let client = press::client(exchange);
    let decided = login::decide(&exchange.app, &token, decision, totp_code.as_deref(), &client).await;
    match once(exchange, &client, &token, decided).await {
        Ok(()) => done(exchange, outcome),
        Err(error) => second_factor(exchange, APPROVE_LOGIN, "token", token, "confirm", error),
    }
}

pub(super) async fn mailbox(exchange: &Exchange) -> Result<Response, Failure> {
    let mails = wanted_mails(exchange).await?;
    let html = render_mailbox(&mails, exchange.language.get(), exchange.app.look());
    Ok(html_response(exchange, StatusCode::OK, html, &Needs::default()))
}
