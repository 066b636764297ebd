//! Handlers of dialect D.

use ::http::StatusCode;
use ::http::header::AUTHORIZATION;

use super::wire::{SignInBody, SignUpBody, SignedUpUser, VerifyEmailBody};
use crate::api::shared::wire::{AccountJson, SuccessfulUser};
use crate::domain::{AuthError, EmailAddress, Identifier, Password, PasswordRule, profile};
use crate::flows::SignedIn;
use crate::flows::captcha::{self, CaptchaAction};
use crate::flows::links::verification;
use crate::flows::mailing::CodePlace;
use crate::flows::refresh::refresh as refresh_session;
use crate::flows::sign_in::{self, Code, Issue, Opened};
use crate::flows::sign_out::sign_out_browser;
use crate::flows::sign_up::{self, SignUp, SignedUp};
use crate::http::authentication::Credential;
use crate::http::cookies::{self, ACCESS_TOKEN, REFRESH_TOKEN};
use crate::http::{Exchange, Failure, Response, reply};

pub(super) async fn sign_up(exchange: &Exchange) -> Result<Response, Failure> {
    let body: SignUpBody = exchange.body()?;
    let wanted = SignUp {
        email: EmailAddress::parse(&body.email).ok_or(AuthError::InvalidEmail)?,
        password: Password::chosen(&body.password, PasswordRule::Typed)?,
        name: body.name.as_deref().map(profile::name).transpose()?,
        image: None,
        invitation: body.invitation,
        code: CodePlace::App,
    };
    let client = exchange.client();
    captcha::verify(&exchange.app, CaptchaAction::SignUp, body.captcha.as_str(), &client).await?;
    Ok(match sign_up::sign_up(&exchange.app, wanted, &client, Issue::Pair).await? {
        SignedUp::Opened(opened) => {
            let SignedIn { account, token, .. } = &opened.signed_in;
            let body = SignedUpUser { user: AccountJson::from(account), access_token: Some(&token.text) };
            with_cookies(exchange, reply::json(StatusCode::CREATED, &body), &opened)
        }
        SignedUp::Unproven(account) => {
            reply::json(StatusCode::CREATED, &SignedUpUser { user: AccountJson::from(&*account), access_token: None })
        }
    })
}

pub(super) async fn sign_in(exchange: &Exchange) -> Result<Response, Failure> {
    let body: SignInBody = exchange.body()?;
    let identifier = Identifier::parse(&body.login);
    let SignInBody { password, totp_code, captcha, .. } = body;
    let (client, code) = (exchange.client(), Code::Beside(totp_code));
    captcha::verify(&exchange.app, CaptchaAction::SignIn, captcha.as_str(), &client).await?;
    let opened = sign_in::with_password(&exchange.app, identifier, &password, code, &client, Issue::Pair).await?;
    Ok(with_cookies(exchange, reply::empty(StatusCode::NO_CONTENT), &opened))
}

pub(super) async fn verify_email(exchange: &Exchange, signed_in: &SignedIn) -> Result<Response, Failure> {
    let VerifyEmailBody { verification_code } = exchange.body()?;
    let account =
        verification::verify_by_code(&exchange.app, signed_in, &verification_code, &exchange.client()).await?;
    Ok(reply::json(StatusCode::OK, &SuccessfulUser { success: true, user: AccountJson::from(&account) }))
}

pub(super) async fn refresh(exchange: &Exchange) -> Result<Response, Failure> {
    let token = cookies::carried(&exchange.request, REFRESH_TOKEN).value().ok_or(AuthError::InvalidToken)?;
    let opened = refresh_session(&exchange.app, token, &exchange.client()).await?;
    Ok(with_cookies(exchange, reply::empty(StatusCode::NO_CONTENT), &opened))
}

/// Ends the session of `Authorization` if present, of the cookies otherwise.
pub(super) async fn log_out(exchange: &Exchange) -> Result<Response, Failure> {
    let request = &exchange.request;
    let (token, refresh_token) = if request.headers.contains_key(AUTHORIZATION) {
        (Credential::of(request).token(), None)
    } else {
        (cookies::carried(request, ACCESS_TOKEN).value(), cookies::carried(request, REFRESH_TOKEN).value())
    };
    sign_out_browser(&exchange.app, token, refresh_token, &exchange.client()).await?;
    let mut response = reply::empty(StatusCode::NO_CONTENT);
    cookies::clear_pair(&mut response, exchange.app.config());
    Ok(response)
}

fn with_cookies(exchange: &Exchange, mut response: Response, opened: &Opened) -> Response {
    cookies::set_pair(&mut response, exchange.app.config(), opened, exchange.app.now());
    response
}
