//! Handlers of the pages that mailed links open. GET changes nothing; the form's POST carries out the decision.

use ::http::StatusCode;
use serde::Deserialize;

use super::handlers::{DecisionForm, done, link_token, once, second_factor, show, signed_in};
use super::page::{APPROVE_LOGIN, FactorStep};
use super::security::form_targets;
use super::{DonePage, Page, Problem};
use crate::domain::authorization::LoginDecision;
use crate::domain::{AuthError, TokenKind};
use crate::flows::account::address;
use crate::flows::links::{password_reset, verification};
use crate::flows::login;
use crate::flows::requests::{LinkRequest, PendingRequest, find_link, find_login, find_token};
use crate::flows::sign_in::Issue;
use crate::flows::sign_in::magic_link::{self as link, AnsweredLink};
use crate::http::{Exchange, Failure, ProtocolError, Response, press};

fn undecided() -> Failure {
    ProtocolError::Malformed.into()
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
    let form: DecisionForm = exchange.body()?;
    let (answer, decision) = form.link_answer()?;
    let DecisionForm { token, totp_code, .. } = form;
    let shown = AnsweredLink { token: &token, answer, code: totp_code };
    match link::redeem(&exchange.app, shown, &press::client(exchange), Issue::Pair).await {
        Ok(opened) => Ok(signed_in(exchange, &opened)),
        Err(AuthError::InvalidRequest(_)) => ask_about_link(exchange, StatusCode::BAD_REQUEST).await,
        Err(error) => second_factor(exchange, FactorStep { path: "magic-link", name: "token", token, decision }, error),
    }
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
    let DecisionForm { token, decision, .. } = exchange.body()?;
    match decision.as_str() {
        "mine" => {
            let client = press::client(exchange);
            let verified = verification::verify(&exchange.app, &token, &client).await;
            once(exchange, &client, &token, verified).await?;
            done(exchange, DonePage::EmailVerified)
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
    let DecisionForm { token, decision, .. } = exchange.body()?;
    match decision.as_str() {
        "mine" => {
            let client = press::client(exchange);
            let confirmed = address::confirm(&exchange.app, &token, &client).await;
            once(exchange, &client, &token, confirmed).await?;
            done(exchange, DonePage::AddressConfirmed)
        }
        "not_mine" => disown(exchange, &token, TokenKind::ConfirmAddress).await,
        _ => Err(undecided()),
    }
}

async fn disown(exchange: &Exchange, token: &str, kind: TokenKind) -> Result<Response, Failure> {
    let client = press::client(exchange);
    let disowned = verification::disown(&exchange.app, token, kind, &client).await;
    once(exchange, &client, token, disowned).await?;
    done(exchange, DonePage::NotMine)
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
    let DecisionForm { token, decision, .. } = exchange.body()?;
    let (app, client) = (&exchange.app, press::client(exchange));
    let (decided, outcome) = match decision.as_str() {
        "approve" => (address::approve(app, &token, &client).await, DonePage::ChangeApproved),
        "refuse" => (address::refuse(app, &token, &client).await, DonePage::ChangeRefused),
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
        Ok(()) => return done(exchange, DonePage::PasswordReset),
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
    let DecisionForm { token, decision: chosen, totp_code } = exchange.body()?;
    let (decision, outcome) = match chosen.as_str() {
        // "mine" on a first proof; "approve" on pages of an earlier release.
        "confirm" | "mine" | "approve" => (LoginDecision::Approve, DonePage::LoginApproved),
        "refuse" => (LoginDecision::Refuse, DonePage::LoginRefused),
        "not_mine" => (LoginDecision::Disown, DonePage::NotMine),
        _ => return Err(undecided()),
    };
    let client = press::client(exchange);
    let decided = login::decide(&exchange.app, &token, decision, totp_code.as_deref(), &client).await;
    match once(exchange, &client, &token, decided).await {
        Ok(()) => done(exchange, outcome),
        Err(error) => second_factor(
            exchange,
            FactorStep { path: APPROVE_LOGIN, name: "token", token, decision: "confirm" },
            error,
        ),
    }
}
