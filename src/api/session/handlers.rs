//! Handlers of dialect B.

use ::http::{Method, StatusCode};
use serde_json::json;

use super::wire::{
    ChangePasswordBody, ListedEvent, PasswordBody, SignInBody, SignUpBody, UpdateUserBody, UserAndSession,
    UserWithoutSession,
};
use crate::api::shared::patch::checked;
use crate::api::shared::wire::{AccountJson, Export, ListedSession, SUCCESS};
use crate::domain::profile::{self, ProfileChange};
use crate::domain::{AuthError, EmailAddress, EventId, Identifier, Password, PasswordRule, SessionId, Username};
use crate::flows::account::overview::{EXPORTED, overview};
use crate::flows::mailing::CodePlace;
use crate::flows::sign_in::{Code, Issue};
use crate::flows::sign_up::SignedUp;
use crate::flows::{self, SignedIn};
use crate::http::authentication::Credential;
use crate::http::{Exchange, Failure, Response, cookies, reply};

pub(super) async fn sign_up(exchange: &Exchange) -> Result<Response, Failure> {
    let body: SignUpBody = exchange.body()?;
    let wanted = flows::sign_up::SignUp {
        email: EmailAddress::parse(&body.email).ok_or(AuthError::InvalidEmail)?,
        password: Password::chosen(&body.password, PasswordRule::Typed)?,
        name: body.name.as_deref().map(profile::name).transpose()?,
        image: body.image.as_deref().map(profile::image).transpose()?,
        invitation: body.invitation,
        code: CodePlace::App,
    };
    Ok(match flows::sign_up::sign_up(&exchange.app, wanted, &exchange.client(), Issue::Token).await? {
        SignedUp::Opened(opened) => user_and_session(StatusCode::CREATED, &opened.signed_in),
        SignedUp::Unproven(account) => reply::json(StatusCode::CREATED, &UserWithoutSession::from(&*account)),
    })
}

pub(super) async fn sign_in(exchange: &Exchange) -> Result<Response, Failure> {
    let body: SignInBody = exchange.body()?;
    let identifier = EmailAddress::parse(&body.email).map(Identifier::Email);
    let client = exchange.client();
    let SignInBody { password, totp_code, .. } = body;
    let code = Code::Beside(totp_code);
    let opened =
        flows::sign_in::with_password(&exchange.app, identifier, &password, code, &client, Issue::Token).await?;
    Ok(user_and_session(StatusCode::OK, &opened.signed_in))
}

pub(super) async fn sign_out(exchange: &Exchange) -> Result<Response, Failure> {
    let token = Credential::of(&exchange.request).token().ok_or(AuthError::InvalidToken)?;
    flows::sign_out::sign_out(&exchange.app, token, &exchange.client()).await?;
    Ok(signed_out(exchange))
}

pub(super) async fn session(_: &Exchange, signed_in: &SignedIn) -> Result<Response, Failure> {
    Ok(user_and_session(StatusCode::OK, signed_in))
}

pub(super) async fn api_token(exchange: &Exchange, signed_in: &SignedIn) -> Result<Response, Failure> {
    let audience = exchange.query("audience");
    let issued = flows::oidc::api_token::issue(&exchange.app, signed_in, audience.as_deref()).await?;
    let body = json!({ "token": issued.text, "expiresAt": issued.expires_at.to_rfc3339() });
    Ok(reply::json(StatusCode::OK, &body))
}

pub(super) async fn sessions(exchange: &Exchange, signed_in: &SignedIn) -> Result<Response, Failure> {
    let sessions = flows::account::sessions::list(&exchange.app, signed_in).await?;
    let listed = ListedSession::all(&sessions, &signed_in.session);
    Ok(reply::json(StatusCode::OK, &json!({ "sessions": listed })))
}

pub(super) async fn end_other_sessions(exchange: &Exchange, signed_in: &SignedIn) -> Result<Response, Failure> {
    flows::account::sessions::end_others(&exchange.app, signed_in, &exchange.client()).await?;
    Ok(reply::json(StatusCode::OK, &SUCCESS))
}

pub(super) async fn end_session(exchange: &Exchange, signed_in: &SignedIn) -> Result<Response, Failure> {
    let id = SessionId(exchange.parameter("id").to_owned());
    flows::account::sessions::end(&exchange.app, signed_in, &id, &exchange.client()).await?;
    Ok(reply::json(StatusCode::OK, &SUCCESS))
}

pub(super) async fn change_password(exchange: &Exchange, signed_in: &SignedIn) -> Result<Response, Failure> {
    let ChangePasswordBody { current_password, new_password } = exchange.body()?;
    let client = exchange.client();
    flows::account::password::change_password(&exchange.app, signed_in, &current_password, &new_password, &client)
        .await?;
    Ok(reply::json(StatusCode::OK, &SUCCESS))
}

pub(super) async fn update_user(exchange: &Exchange, signed_in: &SignedIn) -> Result<Response, Failure> {
    let UpdateUserBody { name, image, username } = exchange.body()?;
    let parse_username = |typed: &str| Username::parse(typed).ok_or(AuthError::InvalidUsername);
    let change = ProfileChange {
        name: checked(name, profile::name)?,
        image: checked(image, profile::image)?,
        username: checked(username, parse_username)?,
    };
    let account = flows::account::profile::change(&exchange.app, signed_in, change).await?;
    Ok(reply::json(StatusCode::OK, &json!({ "user": AccountJson::from(&account) })))
}

pub(super) async fn delete_user(exchange: &Exchange, signed_in: &SignedIn) -> Result<Response, Failure> {
    let PasswordBody { password } = exchange.body()?;
    flows::account::delete::delete_account(&exchange.app, signed_in, password.as_deref(), &exchange.client()).await?;
    Ok(signed_out(exchange))
}

pub(super) async fn export(exchange: &Exchange, signed_in: &SignedIn) -> Result<Response, Failure> {
    let overview = overview(&exchange.app, signed_in, EXPORTED).await?;
    if exchange.request.method == Method::GET {
        flows::events::note_export(&exchange.app, signed_in, &exchange.client());
    }
    Ok(reply::json(StatusCode::OK, &Export::new(signed_in, &overview)))
}

pub(super) async fn events(exchange: &Exchange, signed_in: &SignedIn) -> Result<Response, Failure> {
    let before = exchange.query("before").map(EventId);
    let events = flows::events::list(&exchange.app, signed_in, before.as_ref()).await?;
    let listed: Vec<_> = events.iter().map(|event| ListedEvent::new(event, &signed_in.session)).collect();
    Ok(reply::json(StatusCode::OK, &json!({ "events": listed })))
}

pub(super) fn user_and_session(status: StatusCode, signed_in: &SignedIn) -> Response {
    reply::json(status, &UserAndSession::from(signed_in))
}

/// Answer to a sign-out. Clears the cookies if they were the credential.
fn signed_out(exchange: &Exchange) -> Response {
    let mut response = reply::json(StatusCode::OK, &SUCCESS);
    if let Credential::Cookie(_) = Credential::of(&exchange.request) {
        cookies::clear_pair(&mut response, exchange.app.config());
    }
    response
}
