//! Handlers of sign-in and sign-out on the pages.

use ::http::StatusCode;
use ::http::header::{HeaderValue, RETRY_AFTER};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::authorization::waiting_application;
use super::handlers::{show, signed_in};
use super::outcome::{self, FormOutcome};
use super::page::{ACCOUNT, AGAIN, Entrance, ProviderLink, SIGN_IN, with_redirect};
use super::security::form_targets;
use super::ui::paths::after_provider;
use super::ui::told;
use super::{Page, Problem};
use crate::api::shared::errors::describe;
use crate::domain::sign_up_policy::SignUpMode;
use crate::domain::{AuthError, EmailAddress, Identifier, RedirectUrl, TokenKind};
use crate::flows::captcha::{self, CaptchaAction};
use crate::flows::links::verification;
use crate::flows::mailing::CodePlace;
use crate::flows::mailing::require_mail;
use crate::flows::passkeys;
use crate::flows::sign_in::magic_link as link;
use crate::flows::sign_in::{self, Code, Issue, Opened};
use crate::flows::sign_out::sign_out_browser;
use crate::http::body::filled;
use crate::http::cookies::{self, ACCESS_TOKEN, REFRESH_TOKEN};
use crate::http::reply::see_other;
use crate::http::second_step::SecondStep;
use crate::http::visitor::Visitor;
use crate::http::{Exchange, Failure, Response};

/// `POST /sign-in`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SignInForm {
    /// Address or username.
    login: String,
    password: String,
    #[serde(default, deserialize_with = "filled")]
    redirect_url: Option<String>,
}

/// `POST /sign-in/link` and `POST /sign-in/verification`, which are buttons of the sign-in form.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct LinkForm {
    /// Address.
    login: String,
    #[serde(default, deserialize_with = "filled")]
    redirect_url: Option<String>,
}

/// `POST /sign-in/passkey`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PasskeySignInForm {
    /// `AuthenticationResponseJSON` (WebAuthn Level 3 section 5.1), as text.
    credential: String,
    #[serde(default, deserialize_with = "filled")]
    redirect_url: Option<String>,
}

/// Redirect target, if it is trusted. Any other is ignored.
pub(super) fn trusted(exchange: &Exchange, url: Option<String>) -> Option<RedirectUrl> {
    exchange.app.config().redirect_url(&url?)
}

/// Common content of the sign-in and sign-up pages.
pub(super) fn entrance(exchange: &Exchange, redirect_url: Option<&RedirectUrl>) -> Entrance {
    let config = exchange.app.config();
    let steps = format!("{}{}", config.public_url, after_provider(redirect_url.map(RedirectUrl::as_str)));
    // A target too long to be carried along is returned to at once.
    let target = redirect_url.filter(|_| config.redirect_url(&steps).is_none()).map_or(&*steps, RedirectUrl::as_str);
    let providers = config.identity_providers.iter().map(|provider| ProviderLink {
        name: provider.name.clone(),
        label: provider.label.clone(),
        href: with_redirect(&format!("api/auth/oauth/{}", provider.name), Some(target)),
    });
    Entrance {
        redirect_url: redirect_url.map(|url| url.as_str().to_owned()),
        providers: providers.collect(),
        again: false,
        application: None,
        without_sign_up: config.sign_up.mode != SignUpMode::Open,
        without_mail: !config.sends_mail(),
    }
}

/// Response with a page whose form may redirect to the target.
pub(super) fn show_entrance(
    exchange: &Exchange,
    status: StatusCode,
    page: &Page,
    redirect_url: Option<&RedirectUrl>,
) -> Response {
    show(exchange, status, page, &form_targets(exchange.app.config(), redirect_url))
}

/// Error to show on the page, with its status and the seconds to wait. Other errors are returned.
pub(super) fn problem(error: AuthError) -> Result<(StatusCode, Problem, Option<i64>), AuthError> {
    let Some(problem) = told(&error).problem else {
        return Err(error);
    };
    let wait = match error {
        AuthError::TooManyAttempts { retry_after } => Some(retry_after),
        _ => None,
    };
    Ok((describe(&error).status, problem, wait))
}

/// Checks the page's captcha, if one is configured.
pub(super) async fn solved(exchange: &Exchange, action: CaptchaAction) -> Result<(), AuthError> {
    captcha::verify(&exchange.app, action, exchange.captcha_response(), &exchange.client()).await
}

/// Adds `Retry-After` if a limit was exceeded.
pub(super) fn retry_after(mut response: Response, seconds: Option<i64>) -> Response {
    if let Some(seconds) = seconds {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

pub(super) async fn show_sign_in(exchange: &Exchange) -> Result<Response, Failure> {
    let redirect_url = trusted(exchange, exchange.query("redirectUrl"));
    // Error code in the redirect from a provider or the account page.
    let error = exchange.query("error");
    if error.as_deref() == Some("ACCOUNT_DISABLED") {
        return Err(AuthError::AccountDisabled { reason: None }.into());
    }
    let problem = error.and_then(|code| Problem::of_failed_sign_in(&code));
    let again = exchange.query(AGAIN).is_some();
    // A signed-in person continues, unless there is an error to show or a credential is required again.
    if problem.is_none()
        && !again
        && let Some(visitor) = Visitor::of(exchange).await?
    {
        return visitor.answer(exchange, Ok(see_other(redirect_url.as_ref().map_or(ACCOUNT, RedirectUrl::as_str))));
    }
    let waiting = waiting_application(exchange, redirect_url.as_ref()).await?;
    let entrance = Entrance { again, application: waiting.name, ..entrance(exchange, redirect_url.as_ref()) };
    let page = Page::SignIn { entrance, login: waiting.login_hint.unwrap_or_default(), problem };
    Ok(show_entrance(exchange, StatusCode::OK, &page, redirect_url.as_ref()))
}

/// Sign-in page with an error. The name of a waiting application is left out if it cannot be read.
async fn refused(exchange: &Exchange, login: String, problem: Problem, redirect_url: Option<&RedirectUrl>) -> Page {
    let application = waiting_application(exchange, redirect_url).await.unwrap_or_default().name;
    let entrance = Entrance { application, ..entrance(exchange, redirect_url) };
    Page::SignIn { entrance, login, problem: Some(problem) }
}

/// Page with an error, keeping the typed values.
async fn again(
    exchange: &Exchange,
    error: AuthError,
    login: String,
    redirect_url: Option<RedirectUrl>,
) -> Result<Response, Failure> {
    if let AuthError::ChallengeRequired(challenge) = &error {
        return Ok(SecondStep::of_challenge(challenge).lead_to(exchange, challenge));
    }
    let (status, problem, wait) = problem(error)?;
    let page = refused(exchange, login, problem, redirect_url.as_ref()).await;
    Ok(retry_after(show_entrance(exchange, status, &page, redirect_url.as_ref()), wait))
}

pub(super) fn arrived(exchange: &Exchange, opened: Opened, redirect_url: Option<RedirectUrl>) -> Response {
    let redirect_url = redirect_url.map(|url| url.as_str().to_owned());
    signed_in(exchange, &Opened { redirect_url, ..opened })
}

pub(super) async fn sign_in(exchange: &Exchange) -> Result<Response, Failure> {
    let SignInForm { login, password, redirect_url } = exchange.body()?;
    let redirect_url = trusted(exchange, redirect_url);
    let (app, client, identifier) = (&exchange.app, exchange.client(), Identifier::parse(&login));
    let code = Code::Later { redirect_url: redirect_url.as_ref().map(|url| url.as_str().to_owned()) };
    let outcome = match solved(exchange, CaptchaAction::SignIn).await {
        Ok(()) => sign_in::with_password(app, identifier, &password, code, &client, Issue::Pair).await,
        Err(error) => Err(error),
    };
    match outcome {
        Ok(opened) => Ok(arrived(exchange, opened, redirect_url)),
        Err(error) => again(exchange, error, login, redirect_url).await,
    }
}

pub(super) async fn mail_link(exchange: &Exchange) -> Result<Response, Failure> {
    require_mail(&exchange.app)?;
    let LinkForm { login, redirect_url } = exchange.body()?;
    let redirect_url = trusted(exchange, redirect_url);
    let Some(email) = EmailAddress::parse(&login) else {
        return Ok(without_address(exchange, login, Problem::NoEmailForLink, redirect_url.as_ref()).await);
    };
    let mailed = match solved(exchange, CaptchaAction::SignIn).await {
        Ok(()) => link::send(&exchange.app, &email, redirect_url.clone(), &exchange.client()).await,
        Err(error) => Err(error),
    };
    match mailed {
        Ok(request) => {
            let outcome = FormOutcome::SignInMailed { request, email: email.as_typed().to_owned() };
            Ok(outcome::lead(exchange, outcome)?)
        }
        Err(error) => again(exchange, error, login, redirect_url).await,
    }
}

/// Mails the confirmation of an address again, for people who cannot sign in without it.
pub(super) async fn mail_verification(exchange: &Exchange) -> Result<Response, Failure> {
    require_mail(&exchange.app)?;
    let LinkForm { login, redirect_url } = exchange.body()?;
    let redirect_url = trusted(exchange, redirect_url);
    let Some(email) = EmailAddress::parse(&login) else {
        return Ok(without_address(exchange, login, Problem::NoEmailForVerification, redirect_url.as_ref()).await);
    };
    let mailed = match solved(exchange, CaptchaAction::SignIn).await {
        Ok(()) => verification::send_to(&exchange.app, &email, CodePlace::Page, &exchange.client()).await,
        Err(error) => Err(error),
    };
    match mailed {
        Ok(()) => mail_sent(exchange, TokenKind::VerifyEmail, &email),
        Err(error) => again(exchange, error, login, redirect_url).await,
    }
}

/// Page with an error about a missing address.
async fn without_address(
    exchange: &Exchange,
    login: String,
    problem: Problem,
    redirect_url: Option<&RedirectUrl>,
) -> Response {
    let page = refused(exchange, login, problem, redirect_url).await;
    show_entrance(exchange, StatusCode::BAD_REQUEST, &page, redirect_url)
}

/// Redirects to the page about the sent mail.
pub(super) fn mail_sent(exchange: &Exchange, kind: TokenKind, email: &EmailAddress) -> Result<Response, Failure> {
    Ok(outcome::lead(exchange, FormOutcome::MailSent { kind, email: email.as_typed().to_owned() })?)
}

pub(super) async fn use_passkey(exchange: &Exchange) -> Result<Response, Failure> {
    let PasskeySignInForm { credential, redirect_url } = exchange.body()?;
    let redirect_url = trusted(exchange, redirect_url);
    let outcome = match passkey_answer(&credential) {
        Ok(credential) => passkeys::sign_in(&exchange.app, &credential, &exchange.client(), Issue::Pair).await,
        Err(error) => Err(error),
    };
    match outcome {
        Ok(opened) => Ok(arrived(exchange, opened, redirect_url)),
        Err(error) => again(exchange, about_passkey(error), String::new(), redirect_url).await,
    }
}

/// Answer of a passkey, as the script put it into the form.
///
/// # Errors
/// [`AuthError::InvalidPasskey`] for a text that is no JSON.
pub(super) fn passkey_answer<T: DeserializeOwned>(text: &str) -> Result<T, AuthError> {
    serde_json::from_str(text).map_err(|_| AuthError::InvalidPasskey("not an answer of one"))
}

/// Error of a passkey's form. What no browser would send is told as an invalid passkey.
pub(super) fn about_passkey(error: AuthError) -> AuthError {
    match error {
        AuthError::InvalidRequest(reason) => AuthError::InvalidPasskey(reason),
        error => error,
    }
}

/// Ends the session of the cookies.
pub(super) async fn sign_out(exchange: &Exchange) -> Result<Response, Failure> {
    let request = &exchange.request;
    let (token, refresh) =
        (cookies::carried(request, ACCESS_TOKEN).value(), cookies::carried(request, REFRESH_TOKEN).value());
    sign_out_browser(&exchange.app, token, refresh, &exchange.client()).await?;
    let mut response = see_other(&format!("/{SIGN_IN}"));
    cookies::clear_pair(&mut response, exchange.app.config());
    Ok(response)
}

/// Redirects to the account, which redirects to sign-in if nobody is signed in.
pub(super) async fn root(_: &Exchange) -> Result<Response, Failure> {
    Ok(see_other(ACCOUNT))
}
