//! What answers dialect A.

use ::http::StatusCode;

use super::wire::{Bearer, Credentials};
use crate::domain::{AuthError, EmailAddress, Identifier, Password, PasswordRule};
use crate::flows::sign_in::{self, Issue, Opened};
use crate::flows::sign_up::{SignUp, sign_up};
use crate::http::{Exchange, Failure, Response, reply};

pub(super) async fn register(exchange: &Exchange) -> Result<Response, Failure> {
    let Credentials { email, password } = exchange.body()?;
    let email = email.as_deref().and_then(EmailAddress::parse).ok_or(AuthError::InvalidEmail)?;
    let password = Password::chosen(&password.unwrap_or_default(), PasswordRule::Hashed)?;
    let wanted = SignUp { email, password, name: None, image: None };
    Ok(bearer(sign_up(&exchange.app, wanted, &exchange.client(), Issue::Token).await?))
}

pub(super) async fn login(exchange: &Exchange) -> Result<Response, Failure> {
    let Credentials { email, password } = exchange.body()?;
    let identifier = email.as_deref().and_then(EmailAddress::parse).map(Identifier::Email);
    let password = password.unwrap_or_default();
    let client = exchange.client();
    Ok(bearer(sign_in::with_password(&exchange.app, identifier, &password, &client, Issue::Token).await?))
}

fn bearer(opened: Opened) -> Response {
    reply::json(StatusCode::OK, &Bearer { bearer: opened.signed_in.token.text })
}
