//! Handlers of dialect A.

use ::http::StatusCode;

use super::wire::{Bearer, Credentials, PairBody, Paired, PairingCodeBody, PairingCodeJson, RegistrationBody};
use crate::domain::authorization::POLL_INTERVAL;
use crate::domain::platform::platform_label;
use crate::domain::{AuthError, Client, Decision, EmailAddress, Identifier, Password, PasswordRule};
use crate::flows::SignedIn;
use crate::flows::authenticate::renew;
use crate::flows::login::Waiting;
use crate::flows::mailing::CodePlace;
use crate::flows::pairing::{self, Ruling};
use crate::flows::sign_in::{self, Code, Issue, Opened};
use crate::flows::sign_up::{SignUp, sign_up_with_session};
use crate::http::{Exchange, Failure, Response, reply};

pub(super) async fn register(exchange: &Exchange) -> Result<Response, Failure> {
    let RegistrationBody { email, password, invitation } = exchange.body()?;
    let email = email.as_deref().and_then(EmailAddress::parse).ok_or(AuthError::InvalidEmail)?;
    let password = Password::chosen(&password.unwrap_or_default(), PasswordRule::Hashed)?;
    let wanted = SignUp { email, password, name: None, image: None, invitation, code: CodePlace::App };
    Ok(bearer(sign_up_with_session(&exchange.app, wanted, &exchange.client(), Issue::Token).await?))
}

/// `POST /auth/login`.
pub async fn log_in(exchange: &Exchange) -> Result<Response, Failure> {
    let Credentials { email, password, totp_code } = exchange.body()?;
    let identifier = email.as_deref().and_then(EmailAddress::parse).map(Identifier::Email);
    let password = password.unwrap_or_default();
    let client = exchange.client();
    let code = Code::Beside(totp_code);
    Ok(bearer(sign_in::with_password(&exchange.app, identifier, &password, code, &client, Issue::Token).await?))
}

pub(super) async fn pair(exchange: &Exchange, signed_in: &SignedIn) -> Result<Response, Failure> {
    let PairBody { code } = exchange.body()?;
    let code = code.filter(|code| !code.is_empty()).ok_or(AuthError::InvalidCredentials)?;
    let client = exchange.client();
    let ruling = Ruling { code: &code, shown: None, decision: Decision::Approved };
    let device = pairing::decide(&exchange.app, signed_in, ruling, &client).await?;
    let bearer = renew(&exchange.app, signed_in)?.text;
    Ok(reply::json(StatusCode::OK, &Paired { name: device.label, bearer }))
}

pub(super) async fn pairing_code(exchange: &Exchange) -> Result<Response, Failure> {
    let PairingCodeBody { name } = exchange.body()?;
    let name = name.as_deref().and_then(platform_label).ok_or(AuthError::InvalidPlatform)?;
    let device = Client { platform: name, ..exchange.client() };
    let (code, Waiting { auth_id, expires_at }) = pairing::show_code(&exchange.app, &device).await?;
    let shown = PairingCodeJson { code: code.as_str(), auth_id, expiration_date: expires_at, interval: POLL_INTERVAL };
    Ok(reply::json(StatusCode::OK, &shown))
}

fn bearer(opened: Opened) -> Response {
    reply::json(StatusCode::OK, &Bearer { bearer: opened.signed_in.token.text })
}
