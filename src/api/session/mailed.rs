//! Handlers of dialect B about mails and what is in them.

use ::http::StatusCode;
use serde_json::json;

use super::handlers::user_and_session;
use super::wire::{ChangeEmailBody, LinkBody, MagicLinkBody, ResetPasswordBody, TokenBody, VerificationBody};
use crate::api::shared::wire::{AccountJson, SUCCESS, SuccessfulUser};
use crate::domain::first_proof::LinkAnswer;
use crate::domain::{AuthError, EmailAddress, RedirectUrl, TokenKind};
use crate::flows::SignedIn;
use crate::flows::account::address::{self, WantedAddress};
use crate::flows::links::{password_reset, verification};
use crate::flows::mailing::CodePlace;
use crate::flows::sign_in::Issue;
use crate::flows::sign_in::magic_link::{self as link, AnsweredCode, AnsweredLink, MailRequestId};
use crate::http::authentication::Credential;
use crate::http::{Exchange, Failure, ProtocolError, Response, authentication, reply};

/// Mails the session's address or, without a session, the named address. The answer is the same for every address.
pub(super) async fn send_verification(exchange: &Exchange) -> Result<Response, Failure> {
    let VerificationBody { email } = exchange.body()?;
    let (app, client) = (&exchange.app, exchange.client());
    let session = asking_session(exchange, email.as_deref()).await?;
    let named = email.map(|text| EmailAddress::parse(&text).ok_or(AuthError::InvalidEmail)).transpose()?;
    match session {
        Some(signed_in) => verification::send(app, &signed_in, &client).await?,
        None => verification::send_to(app, &named.ok_or(AuthError::InvalidEmail)?, CodePlace::App, &client).await?,
    }
    Ok(reply::json(StatusCode::OK, &SUCCESS))
}

/// Session of the request; `None` if an address is named instead. An expired cookie is ignored.
async fn asking_session(exchange: &Exchange, email: Option<&str>) -> Result<Option<SignedIn>, AuthError> {
    let credential = Credential::of(&exchange.request);
    if email.is_some() && credential == Credential::NotShown {
        return Ok(None);
    }
    match authentication::require(exchange).await {
        Err(AuthError::InvalidToken) if email.is_some() && matches!(credential, Credential::Cookie(_)) => Ok(None),
        found => found.map(Some),
    }
}

/// Takes a proof of a mailbox: of the account's address, or of its new one.
pub(super) async fn verify_email(exchange: &Exchange) -> Result<Response, Failure> {
    let TokenBody { token } = exchange.body()?;
    let account = if token.starts_with(TokenKind::ConfirmAddress.as_str()) {
        address::confirm(&exchange.app, &token, &exchange.client()).await?
    } else {
        verification::verify(&exchange.app, &token, &exchange.client()).await?
    };
    Ok(reply::json(StatusCode::OK, &SuccessfulUser { success: true, user: AccountJson::from(&account) }))
}

pub(super) async fn send_magic_link(exchange: &Exchange) -> Result<Response, Failure> {
    let (email, redirect_url) = wanted_link(exchange)?;
    let request = link::send(&exchange.app, &email, redirect_url, &exchange.client()).await?;
    let body = json!({ "success": true, "message": "Magic link sent to email", "requestId": request.0 });
    Ok(reply::json(StatusCode::OK, &body))
}

pub(super) async fn magic_link(exchange: &Exchange) -> Result<Response, Failure> {
    let MagicLinkBody { token, request_id, code: mailed_code, totp_code: code } = exchange.body()?;
    let (app, client, answer) = (&exchange.app, exchange.client(), LinkAnswer::Unasked);
    let opened = match (token, request_id, mailed_code) {
        (Some(token), None, None) => {
            link::redeem(app, AnsweredLink { token: &token, answer, code }, &client, Issue::Token).await?
        }
        (None, Some(request), Some(mailed_code)) => {
            let shown = AnsweredCode { request: &MailRequestId(request), mailed_code: &mailed_code, answer, code };
            link::redeem_code(app, shown, &client, Issue::Token).await?
        }
        _ => return Err(ProtocolError::Malformed.into()),
    };
    Ok(user_and_session(StatusCode::OK, &opened.signed_in))
}

pub(super) async fn forgot_password(exchange: &Exchange) -> Result<Response, Failure> {
    let (email, redirect_url) = wanted_link(exchange)?;
    password_reset::send(&exchange.app, &email, redirect_url, &exchange.client()).await?;
    Ok(reply::json(StatusCode::OK, &SUCCESS))
}

pub(super) async fn reset_password(exchange: &Exchange) -> Result<Response, Failure> {
    let ResetPasswordBody { token, new_password } = exchange.body()?;
    password_reset::reset(&exchange.app, &token, &new_password, &exchange.client()).await?;
    Ok(reply::json(StatusCode::OK, &SUCCESS))
}

pub(super) async fn change_email(exchange: &Exchange, signed_in: &SignedIn) -> Result<Response, Failure> {
    let ChangeEmailBody { email, password } = exchange.body()?;
    let email = EmailAddress::parse(&email).ok_or(AuthError::InvalidEmail)?;
    let wanted = WantedAddress { address: &email, password: password.as_deref(), code: CodePlace::App };
    address::ask(&exchange.app, signed_in, wanted, &exchange.client()).await?;
    Ok(reply::json(StatusCode::OK, &SUCCESS))
}

/// Address to mail a link to, and the link's redirect target.
fn wanted_link(exchange: &Exchange) -> Result<(EmailAddress, Option<RedirectUrl>), Failure> {
    let LinkBody { email, redirect_url } = exchange.body()?;
    let trusted = |text: String| exchange.app.config().redirect_url(&text).ok_or(AuthError::InvalidRedirect);
    let email = EmailAddress::parse(&email).ok_or(AuthError::InvalidEmail)?;
    Ok((email, redirect_url.map(trusted).transpose()?))
}
