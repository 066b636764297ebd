//! What answers dialect B about other providers. A browser comes here, so errors go where it was to go.

use std::collections::HashMap;

use ::http::header::{HeaderName, HeaderValue, LOCATION, SET_COOKIE};
use ::http::{Method, StatusCode};
use cookie::time::Duration;
use cookie::{Cookie, SameSite};
use serde_json::json;
use url::Url;

use super::errors::describe;
use super::handlers::user_and_session;
use super::wire::{Identity, PasswordBody, SUCCESS};
use crate::config::ProviderConfig;
use crate::domain::redirect_url::Place;
use crate::domain::{AuthError, RedirectUrl};
use crate::flows::SignedIn;
use crate::flows::oauth::{self, Answer, Failed, Finished, Returned, STATE_LIFETIME, Started};
use crate::http::authentication::Credential;
use crate::http::{Exchange, Failure, ProtocolError, Response, authentication, cookies, reply};
use crate::pages;
use crate::pages::page::{SIGN_IN, with_redirect};
use crate::ports::Level;

/// Binds a state to the browser that was sent with it (RFC 9700 section 4.7).
const BROWSER: &str = "oauth_browser";
/// Where the cookie goes: back from a provider, and nowhere else.
const BROWSER_PATH: &str = "/api/auth/callback";
const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// `GET /oauth/{provider}`: nothing but where to return and whether to link is the caller's to say.
pub(super) async fn start(exchange: &Exchange) -> Result<Response, Failure> {
    let provider = provider(exchange)?;
    let parameters = parameters(exchange)?;
    let trusted = |text: &String| exchange.app.config().redirect_url(text).ok_or(AuthError::InvalidRedirect);
    let redirect_url = parameters.get("redirectUrl").filter(|text| !text.is_empty()).map(trusted).transpose()?;
    let link = match parameters.get("link").map(String::as_str) {
        Some("true") => match linking(exchange).await {
            Ok(signed_in) => Some(signed_in),
            // Whoever looked at the page for too long is told there.
            Err(Failure::Auth(error @ AuthError::InvalidToken)) => {
                return refuse(exchange, Failed { error, redirect_url });
            }
            Err(failure) => return Err(failure),
        },
        _ => None,
    };
    if exchange.request.method == Method::HEAD {
        return Ok(reply::empty(StatusCode::NO_CONTENT));
    }
    match oauth::start(&exchange.app, provider, redirect_url.as_ref(), link.as_ref()).await {
        Ok(Started { location, browser }) => {
            let mut response = redirect(&location);
            set_browser(&mut response, exchange, browser.expose(), STATE_LIFETIME);
            Ok(response)
        }
        Err(error) => refuse(exchange, Failed { error, redirect_url }),
    }
}

/// The session that links. This GET acts for whoever is signed in, so no page of another site may bring it about.
async fn linking(exchange: &Exchange) -> Result<SignedIn, Failure> {
    if exchange.request.header(SEC_FETCH_SITE) == Some("cross-site") {
        return Err(ProtocolError::ForeignOrigin.into());
    }
    Ok(authentication::require(exchange).await?)
}

/// `GET /callback/{provider}`. It acts, so HEAD, which is GET elsewhere, finds nothing here.
pub(super) async fn finish(exchange: &Exchange) -> Result<Response, Failure> {
    let provider = provider(exchange)?;
    if exchange.request.method == Method::HEAD {
        return Err(AuthError::InvalidLink.into());
    }
    let parameters = parameters(exchange)?;
    let parameter = |name: &str| parameters.get(name).map(String::as_str);
    let returned = Returned {
        state: parameter("state").ok_or(AuthError::InvalidLink)?,
        browser: cookies::carried(&exchange.request, BROWSER).value(),
        answer: match (parameter("error"), parameter("code")) {
            (None, Some(code)) => Answer::Code(code),
            _ => Answer::Refusal,
        },
        issuer: parameter("iss"),
        session_token: Credential::of(&exchange.request).token(),
    };
    match oauth::finish(&exchange.app, provider, returned, &exchange.client()).await {
        Ok(finished) => Ok(finished_response(exchange, finished)),
        Err(failed) => refuse(exchange, failed),
    }
}

fn finished_response(exchange: &Exchange, finished: Finished) -> Response {
    let arrived = |redirect_url: &Option<String>, signed_in: &SignedIn| match redirect_url {
        Some(url) => redirect(url),
        None => user_and_session(StatusCode::OK, signed_in),
    };
    let mut response = match finished {
        Finished::SignedIn(opened) => {
            let mut response = arrived(&opened.redirect_url, &opened.signed_in);
            cookies::set_pair(&mut response, exchange.app.config(), &opened, exchange.app.now());
            response
        }
        Finished::Linked { signed_in, redirect_url } => arrived(&redirect_url, &signed_in),
    };
    set_browser(&mut response, exchange, "", 0);
    response
}

/// Says what went wrong: to the page where the browser was to go, by its code; in JSON where there is none.
fn refuse(exchange: &Exchange, failed: Failed) -> Result<Response, Failure> {
    let Failed { error, redirect_url } = failed;
    if let AuthError::ProviderFailed(_) = error {
        exchange.app.log(Level::Warning, "provider_failed", &error.to_string());
    }
    let Some(redirect_url) = redirect_url else {
        return Err(error.into());
    };
    match &error {
        AuthError::ChallengeRequired(challenge) => return pages::ask_second_factor(exchange, challenge),
        AuthError::Unavailable(_) | AuthError::Internal(_) => {
            exchange.app.log(Level::Error, "request_failed", &error.to_string());
        }
        _ => {}
    }
    let mut url = Url::parse(&where_errors_go(exchange, &redirect_url)).map_err(|_| AuthError::InvalidRedirect)?;
    url.query_pairs_mut().append_pair("error", describe(&error).code);
    Ok(redirect(url.as_str()))
}

/// The page that shows an error: the one where the browser was to go. Ours need somebody who is signed in, so whoever
/// is not comes back to where they began.
fn where_errors_go(exchange: &Exchange, redirect_url: &RedirectUrl) -> String {
    let public_url = &exchange.app.config().public_url;
    // A browser whose session token is over holds a refresh token still, and our pages go on with that.
    let is_stranger = !cookies::carries_any(&exchange.request);
    if redirect_url.place() == Place::Own && is_stranger {
        format!("{public_url}{}", with_redirect(SIGN_IN, Some(redirect_url.as_str())))
    } else {
        redirect_url.as_str().to_owned()
    }
}

pub(super) async fn identities(exchange: &Exchange) -> Result<Response, Failure> {
    let signed_in = authentication::require(exchange).await?;
    let identities = oauth::identities::list(&exchange.app, &signed_in).await?;
    let listed: Vec<Identity<'_>> = identities.iter().map(Identity::from).collect();
    Ok(reply::json(StatusCode::OK, &json!({ "identities": listed })))
}

pub(super) async fn unlink(exchange: &Exchange) -> Result<Response, Failure> {
    let signed_in = authentication::require(exchange).await?;
    let PasswordBody { password } = exchange.body()?;
    let id = exchange.parameter.as_deref().unwrap_or_default();
    oauth::identities::unlink(&exchange.app, &signed_in, id, password.as_deref(), &exchange.client()).await?;
    Ok(reply::json(StatusCode::OK, &SUCCESS))
}

fn provider(exchange: &Exchange) -> Result<&ProviderConfig, AuthError> {
    oauth::provider(&exchange.app, exchange.parameter.as_deref().unwrap_or_default())
}

/// The query, in which nothing may stand twice: two readers may disagree on which one counts.
fn parameters(exchange: &Exchange) -> Result<HashMap<String, String>, ProtocolError> {
    let query = exchange.request.query.as_deref().unwrap_or_default();
    let pairs: Vec<(String, String)> = serde_html_form::from_str(query).map_err(|_| ProtocolError::Malformed)?;
    let mut parameters = HashMap::new();
    for (name, value) in pairs {
        if parameters.insert(name, value).is_some() {
            return Err(ProtocolError::Malformed);
        }
    }
    Ok(parameters)
}

fn redirect(url: &str) -> Response {
    let mut response = reply::empty(StatusCode::FOUND);
    reply::set_header(&mut response, LOCATION, url);
    response
}

fn set_browser(response: &mut Response, exchange: &Exchange, value: &str, seconds: i64) {
    let cookie = Cookie::build((BROWSER, value))
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(exchange.app.config().is_https())
        .path(BROWSER_PATH)
        .max_age(Duration::seconds(seconds));
    if let Ok(header) = HeaderValue::from_str(&cookie.to_string()) {
        response.headers_mut().append(SET_COOKIE, header);
    }
}
