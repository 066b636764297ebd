//! Handlers of dialect B about passkeys. Options and answers are those of WebAuthn Level 3 section 5.1, in JSON.

use ::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::handlers::user_and_session;
use super::wire::PasswordBody;
use crate::api::shared::wire::{ListedPasskey, SUCCESS};
use crate::domain::PasskeyId;
use crate::domain::passkey::Passkey;
use crate::flows::sign_in::Issue;
use crate::flows::{SignedIn, passkeys};
use crate::http::body::filled;
use crate::http::{Exchange, Failure, Response, reply};

/// `POST /passkey/register`. Without a credential, it returns the options for one.
#[derive(Deserialize)]
struct RegisterBody {
    /// `RegistrationResponseJSON` of the browser.
    credential: Option<Value>,
    /// Name chosen by the owner.
    #[serde(default, deserialize_with = "filled")]
    name: Option<String>,
    /// Password, for a session that is not fresh; needed for the options.
    #[serde(default, deserialize_with = "filled")]
    password: Option<String>,
}

/// `POST /passkey/sign-in`. Without a credential, it returns the options for one.
#[derive(Deserialize)]
struct PasskeySignInBody {
    /// `AuthenticationResponseJSON` of the browser.
    credential: Option<Value>,
}

/// `PATCH /passkeys/{id}`.
#[derive(Deserialize)]
struct RenameBody {
    name: String,
}

pub(super) async fn register(exchange: &Exchange, signed_in: &SignedIn) -> Result<Response, Failure> {
    let RegisterBody { credential, name, password } = exchange.body()?;
    let (app, client) = (&exchange.app, exchange.client());
    let Some(credential) = credential else {
        let options = passkeys::ask_for_new(app, signed_in, password.as_deref(), &client).await?;
        return Ok(reply::json(StatusCode::OK, &json!({ "options": options })));
    };
    let passkey = passkeys::register(app, signed_in, &credential, name.as_deref(), &client).await?;
    Ok(successful(&passkey))
}

pub(super) async fn sign_in(exchange: &Exchange) -> Result<Response, Failure> {
    let PasskeySignInBody { credential } = exchange.body()?;
    let (app, client) = (&exchange.app, exchange.client());
    let Some(credential) = credential else {
        let options = passkeys::ask_for_any(app, &client).await?;
        return Ok(reply::json(StatusCode::OK, &json!({ "options": options })));
    };
    let opened = passkeys::sign_in(app, &credential, &client, Issue::Token).await?;
    Ok(user_and_session(StatusCode::OK, &opened.signed_in))
}

pub(super) async fn list(exchange: &Exchange, signed_in: &SignedIn) -> Result<Response, Failure> {
    let passkeys = passkeys::list(&exchange.app, signed_in).await?;
    let listed: Vec<_> = passkeys.iter().map(ListedPasskey::from).collect();
    Ok(reply::json(StatusCode::OK, &json!({ "passkeys": listed })))
}

pub(super) async fn rename(exchange: &Exchange, signed_in: &SignedIn) -> Result<Response, Failure> {
    let RenameBody { name } = exchange.body()?;
    let passkey = passkeys::rename(&exchange.app, signed_in, &id(exchange), &name, &exchange.client()).await?;
    Ok(successful(&passkey))
}

pub(super) async fn remove(exchange: &Exchange, signed_in: &SignedIn) -> Result<Response, Failure> {
    let PasswordBody { password } = exchange.body()?;
    passkeys::remove(&exchange.app, signed_in, &id(exchange), password.as_deref(), &exchange.client()).await?;
    Ok(reply::json(StatusCode::OK, &SUCCESS))
}

fn id(exchange: &Exchange) -> PasskeyId {
    PasskeyId(exchange.parameter("id").to_owned())
}

fn successful(passkey: &Passkey) -> Response {
    reply::json(StatusCode::OK, &json!({ "success": true, "passkey": ListedPasskey::from(passkey) }))
}
