//! Handlers of dialect C.

use ::http::{Method, StatusCode};

use super::wire::{AddressBody, LogInBody, LoginWaits, RegistrationBody, SessionTokenBody};
use crate::api::shared::wire::SUCCESS;
use crate::domain::platform::platform_label;
use crate::domain::{AuthError, Client, EmailAddress, Username};
use crate::flows::SignedIn;
use crate::flows::account::address::{self, WantedAddress};
use crate::flows::login::{self, AuthId, Waiting};
use crate::flows::mailing::CodePlace;
use crate::flows::sign_in::Opened;
use crate::flows::sign_up::{self, UsernameSignUp};
use crate::http::body::{self, Kind};
use crate::http::{Exchange, Failure, Response, reply};

pub(super) async fn register(exchange: &Exchange) -> Result<Response, Failure> {
    let RegistrationBody { username, email, session_platform, invitation } = exchange.body()?;
    let username = Username::parse(&username).ok_or(AuthError::InvalidUsername)?;
    let address = |typed: String| EmailAddress::parse(&typed).ok_or(AuthError::InvalidEmail);
    let email = email.map(address).transpose()?;
    let client = client(exchange, &session_platform)?;
    Ok(session_token(sign_up::register(&exchange.app, UsernameSignUp { username, email, invitation }, &client).await?))
}

/// True for a `POST /auth/login` in this dialect: JSON without a password.
pub(super) fn is_log_in(exchange: &Exchange) -> bool {
    body::kind(&exchange.request) == Some(Kind::Json) && !exchange.fields.contains_key("password")
}

pub(super) async fn log_in(exchange: &Exchange) -> Result<Response, Failure> {
    let LogInBody { username, email, session_platform } = exchange.body()?;
    let username = Username::parse(&username).ok_or(AuthError::InvalidUsername)?;
    let email = EmailAddress::parse(&email).ok_or(AuthError::InvalidEmail)?;
    let client = client(exchange, &session_platform)?;
    let Waiting { auth_id, expires_at } = login::start(&exchange.app, &username, &email, &client).await?;
    Ok(reply::json(StatusCode::OK, &LoginWaits { expiration_date: expires_at, auth_id }))
}

/// Collects an approved login's session. HEAD, which is GET elsewhere, collects nothing.
pub(super) async fn collect(exchange: &Exchange) -> Result<Response, Failure> {
    if exchange.request.method == Method::HEAD {
        return Err(AuthError::NotAuthorized.into());
    }
    let auth_id = AuthId(exchange.parameter("id").to_owned());
    Ok(session_token(login::collect(&exchange.app, &auth_id, &exchange.client()).await?))
}

pub(super) async fn change_address(exchange: &Exchange, signed_in: &SignedIn) -> Result<Response, Failure> {
    let AddressBody { email, password } = exchange.body()?;
    let email = EmailAddress::parse(&email).ok_or(AuthError::InvalidEmail)?;
    let wanted = WantedAddress { address: &email, password: password.as_deref(), code: CodePlace::App };
    address::ask(&exchange.app, signed_in, wanted, &exchange.client()).await?;
    Ok(reply::json(StatusCode::OK, &SUCCESS))
}

/// Client under the platform label it gives itself.
fn client(exchange: &Exchange, platform: &str) -> Result<Client, AuthError> {
    let platform = platform_label(platform).ok_or(AuthError::InvalidPlatform)?;
    Ok(Client { platform, ..exchange.client() })
}

fn session_token(opened: Opened) -> Response {
    reply::json(StatusCode::OK, &SessionTokenBody { session_token: opened.signed_in.token.text })
}
