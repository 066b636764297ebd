//! Handlers of dialect B about the second factor.

use ::http::StatusCode;
use serde_json::json;

use super::handlers::user_and_session;
use super::wire::{ChallengeBody, PasswordBody, TwoFactorBody, TwoFactorSetup, VerifyCodeBody};
use crate::api::shared::wire::{AccountJson, SUCCESS, SuccessfulUser};
use crate::flows::sign_in::{Issue, answer_challenge};
use crate::flows::{SignedIn, second_factor};
use crate::http::{Exchange, Failure, Response, reply};

pub(super) async fn enable(exchange: &Exchange, signed_in: &SignedIn) -> Result<Response, Failure> {
    let PasswordBody { password } = exchange.body()?;
    let client = exchange.client();
    let setup = second_factor::enable(&exchange.app, signed_in, password.as_deref(), &client).await?;
    let body = TwoFactorSetup {
        secret: &setup.secret,
        qr_code: &setup.qr_code,
        otpauth_url: &setup.otpauth_url,
        backup_codes: &setup.backup_codes,
    };
    Ok(reply::json(StatusCode::OK, &body))
}

pub(super) async fn verify(exchange: &Exchange, signed_in: &SignedIn) -> Result<Response, Failure> {
    let VerifyCodeBody { code } = exchange.body()?;
    let account = second_factor::verify(&exchange.app, signed_in, &code, &exchange.client()).await?;
    Ok(reply::json(StatusCode::OK, &SuccessfulUser { success: true, user: AccountJson::from(&account) }))
}

pub(super) async fn challenge(exchange: &Exchange) -> Result<Response, Failure> {
    let ChallengeBody { challenge, totp_code } = exchange.body()?;
    let (app, client) = (&exchange.app, exchange.client());
    let opened = answer_challenge(app, &challenge, totp_code.as_deref(), &client, Issue::Token).await?;
    Ok(user_and_session(StatusCode::OK, &opened.signed_in))
}

pub(super) async fn disable(exchange: &Exchange, signed_in: &SignedIn) -> Result<Response, Failure> {
    let TwoFactorBody { totp_code, password } = exchange.body()?;
    let (password, code) = (password.as_deref(), totp_code.as_deref());
    second_factor::disable(&exchange.app, signed_in, password, code, &exchange.client()).await?;
    Ok(reply::json(StatusCode::OK, &SUCCESS))
}

pub(super) async fn backup_codes(exchange: &Exchange, signed_in: &SignedIn) -> Result<Response, Failure> {
    let TwoFactorBody { totp_code, password } = exchange.body()?;
    let (password, code) = (password.as_deref(), totp_code.as_deref());
    let client = exchange.client();
    let codes = second_factor::renew_backup_codes(&exchange.app, signed_in, password, code, &client).await?;
    Ok(reply::json(StatusCode::OK, &json!({ "backupCodes": codes })))
}
