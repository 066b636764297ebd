//! Handlers of sign-up and of the password reset request.

use ::http::StatusCode;
use serde::Deserialize;

use super::handlers::show;
use super::sign_in::{entrance, mail_sent, problem, retry_after, show_entrance, solved, trusted};
use super::{FailurePage, Page, welcome};
use crate::domain::sign_up_policy::SignUpMode;
use crate::domain::{AuthError, Client, EmailAddress, Password, PasswordRule, TokenKind, profile};
use crate::flows::captcha::CaptchaAction;
use crate::flows::links::password_reset;
use crate::flows::mailing::CodePlace;
use crate::flows::mailing::require_mail;
use crate::flows::sign_in::Issue;
use crate::flows::sign_up::{self, SignUp, SignedUp};
use crate::http::body::filled;
use crate::http::{Exchange, Failure, Response, press};

/// `POST /sign-up`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SignUpForm {
    /// Display name, or empty.
    #[serde(default)]
    name: String,
    email: String,
    password: String,
    #[serde(default, deserialize_with = "filled")]
    redirect_url: Option<String>,
    /// Nonce of the form.
    form_nonce: Option<String>,
    /// Token of an invitation.
    #[serde(default, deserialize_with = "filled")]
    invitation: Option<String>,
}

/// `POST /forgot-password`.
#[derive(Deserialize)]
struct ForgotForm {
    email: String,
}

/// Page in place of the form, if nobody signs up without an invitation.
fn closed(exchange: &Exchange) -> Option<Response> {
    let failed = match exchange.app.config().sign_up.mode {
        SignUpMode::Open => return None,
        SignUpMode::Invite => FailurePage::SignUpByInvitation,
        SignUpMode::Closed => FailurePage::SignUpClosed,
    };
    Some(show(exchange, StatusCode::FORBIDDEN, &Page::Failed(failed), &[]))
}

pub(super) async fn show_sign_up(exchange: &Exchange) -> Result<Response, Failure> {
    let redirect_url = trusted(exchange, exchange.query("redirectUrl"));
    let (name, email, invitation) = match exchange.query("token") {
        Some(token) => {
            let preset = sign_up::find_invitation(&exchange.app, &token).await?.preset;
            (preset.name.unwrap_or_default(), preset.email, Some(token))
        }
        None => (String::new(), String::new(), None),
    };
    if let (None, Some(closed)) = (&invitation, closed(exchange)) {
        return Ok(closed);
    }
    let (nonce, entrance) = (draw_nonce(exchange)?, entrance(exchange, redirect_url.as_ref()));
    let page = Page::SignUp { nonce, invitation, entrance, name, email, problem: None };
    Ok(show_entrance(exchange, StatusCode::OK, &page, redirect_url.as_ref()))
}

pub(super) async fn sign_up(exchange: &Exchange) -> Result<Response, Failure> {
    let mut form: SignUpForm = exchange.body()?;
    let redirect_url = trusted(exchange, form.redirect_url.take());
    let error = match make_account(exchange, &form).await {
        Ok(SignedUp::Opened(opened)) => return Ok(welcome::lead(exchange, &opened, redirect_url.as_ref())),
        Ok(SignedUp::Unproven(account)) => return Ok(welcome::lead_without_session(exchange, *account)?),
        Err(error) => error,
    };
    if let (AuthError::SignUpClosed, Some(closed)) = (&error, closed(exchange)) {
        return Ok(closed);
    }
    let (status, problem, wait) = problem(error)?;
    let SignUpForm { name, email, invitation, .. } = form;
    let (nonce, entrance) = (draw_nonce(exchange)?, entrance(exchange, redirect_url.as_ref()));
    let page = Page::SignUp { nonce, invitation, entrance, name, email, problem: Some(problem) };
    Ok(retry_after(show_entrance(exchange, status, &page, redirect_url.as_ref()), wait))
}

fn draw_nonce(exchange: &Exchange) -> Result<String, AuthError> {
    exchange.app.ports.entropy.uuid()
}

/// Creates the account. A repeated press gets the session of the first.
async fn make_account(exchange: &Exchange, form: &SignUpForm) -> Result<SignedUp, AuthError> {
    let name = Some(form.name.trim()).filter(|name| !name.is_empty());
    let email = EmailAddress::parse(&form.email).ok_or(AuthError::InvalidEmail)?;
    let wanted = SignUp {
        email: email.clone(),
        password: Password::chosen(&form.password, PasswordRule::Typed)?,
        name: name.map(profile::name).transpose()?,
        image: None,
        invitation: form.invitation.clone(),
        code: CodePlace::Page,
    };
    let (app, client) = (&exchange.app, pressing(exchange, form));
    let made = match solved(exchange, CaptchaAction::SignUp).await {
        Ok(()) => sign_up::sign_up(app, wanted, &client, Issue::Pair).await,
        Err(error) => Err(error),
    };
    match made {
        // Errors of a repeated press: the address is taken, or the captcha or the invitation was used.
        Err(error @ (AuthError::EmailTaken | AuthError::CaptchaFailed(_) | AuthError::SignUpClosed)) => {
            sign_up::repeat(app, &email, &client, error).await
        }
        made => made,
    }
}

/// Client with its press. Without a nonce, another form could have the same content.
fn pressing(exchange: &Exchange, form: &SignUpForm) -> Client {
    let client = press::client(exchange);
    let press = client.press.filter(|_| form.form_nonce.as_ref().is_some_and(|nonce| !nonce.is_empty()));
    Client { press, ..client }
}

pub(super) async fn show_forgot_password(exchange: &Exchange) -> Result<Response, Failure> {
    require_mail(&exchange.app)?;
    Ok(show(exchange, StatusCode::OK, &Page::ForgotPassword { email: String::new(), problem: None }, &[]))
}

pub(super) async fn forgot_password(exchange: &Exchange) -> Result<Response, Failure> {
    require_mail(&exchange.app)?;
    let ForgotForm { email } = exchange.body()?;
    match mail_reset(exchange, &email).await {
        Ok(address) => mail_sent(exchange, TokenKind::ResetPassword, &address),
        Err(error) => {
            let (status, problem, wait) = problem(error)?;
            let page = Page::ForgotPassword { email, problem: Some(problem) };
            Ok(retry_after(show(exchange, status, &page, &[]), wait))
        }
    }
}

/// Mails a link to the typed address.
async fn mail_reset(exchange: &Exchange, typed: &str) -> Result<EmailAddress, AuthError> {
    let address = EmailAddress::parse(typed).ok_or(AuthError::InvalidEmail)?;
    solved(exchange, CaptchaAction::SendLink).await?;
    password_reset::send(&exchange.app, &address, None, &exchange.client()).await?;
    Ok(address)
}
