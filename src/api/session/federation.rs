//! Handlers of dialect B about other providers. A browser comes here, so errors go where it was to go.

use std::collections::HashMap;

use ::http::header::{HeaderName, LOCATION};
use ::http::{Method, StatusCode};
use serde_json::json;
use url::{Url, form_urlencoded};

use super::handlers::user_and_session;
use super::wire::PasswordBody;
use crate::api::shared::errors::describe;
use crate::api::shared::wire::{Identity, SUCCESS};
use crate::config::IdentityProvider;
use crate::domain::redirect_url::Place;
use crate::domain::{AuthError, IdentityId, RedirectUrl};
use crate::flows::SignedIn;
use crate::flows::federation::{
    self, FailedReturn, Finished, ProviderAnswer, Returned, STATE_LIFETIME, Start, Started, VisitPurpose,
};
use crate::http::authentication::Credential;
use crate::http::second_step::SecondStep;
use crate::http::visitor::Visitor;
use crate::http::{Exchange, Failure, ProtocolError, Response, authentication, cookies, reply};
use crate::pages::ui::paths::{SIGN_IN, target_after_provider, with_redirect};
use crate::ports::Level;

/// Cookie that binds states to the browser they were issued to (RFC 9700 section 4.7).
const BROWSER: &str = "oauth_browser";
const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// `GET /oauth/{provider}`. The caller chooses only the redirect URL and whether to link.
pub(super) async fn start(exchange: &Exchange) -> Result<Response, Failure> {
    let provider = provider(exchange)?;
    require_person(exchange)?;
    let parameters = parameters(exchange)?;
    let trusted = |text: &String| exchange.app.config().redirect_url(text).ok_or(AuthError::InvalidRedirect);
    let redirect_url = parameters.get("redirectUrl").filter(|text| !text.is_empty()).map(trusted).transpose()?;
    let (began, link) = match parameters.get("link").map(String::as_str) {
        Some("true") => match linking(exchange).await {
            Ok(signed_in) => (VisitPurpose::Link, Some(signed_in)),
            // A session that ended while the page was open is reported on the page.
            Err(Failure::Auth(error @ AuthError::InvalidToken)) => {
                return refuse(exchange, FailedReturn { error, redirect_url, began: VisitPurpose::Link });
            }
            Err(failure) => return Err(failure),
        },
        _ => (VisitPurpose::SignIn, None),
    };
    if exchange.request.method == Method::HEAD {
        return Ok(reply::empty(StatusCode::NO_CONTENT));
    }
    let config = exchange.app.config();
    let name = cookies::own_name(config, BROWSER);
    let browser = cookies::carried(&exchange.request, &name).value();
    let asked = Start { redirect_url: redirect_url.as_ref(), link: link.as_ref(), browser };
    match federation::start(&exchange.app, provider, asked).await {
        Ok(Started { location, browser }) => {
            let mut response = redirect(&location);
            cookies::set(&mut response, config, &name, browser.expose(), STATE_LIFETIME);
            Ok(response)
        }
        Err(error) => refuse(exchange, FailedReturn { error, redirect_url, began }),
    }
}

/// Refuses a prefetch: both of these GETs act.
fn require_person(exchange: &Exchange) -> Result<(), ProtocolError> {
    if exchange.request.is_ahead_of_person() { Err(ProtocolError::Prefetched) } else { Ok(()) }
}

/// Session to link to. This GET acts for a signed-in person, so a page of another site must not cause it.
async fn linking(exchange: &Exchange) -> Result<SignedIn, Failure> {
    if exchange.request.header(SEC_FETCH_SITE) == Some("cross-site") {
        return Err(ProtocolError::ForeignOrigin.into());
    }
    Ok(authentication::require(exchange).await?)
}

/// `GET /callback/{provider}`. It acts, so HEAD, which is GET elsewhere, is refused.
pub(super) async fn finish(exchange: &Exchange) -> Result<Response, Failure> {
    let provider = provider(exchange)?;
    require_person(exchange)?;
    if exchange.request.method == Method::HEAD {
        return Err(AuthError::InvalidLink.into());
    }
    let parameters = parameters(exchange)?;
    let parameter = |name: &str| parameters.get(name).map(String::as_str);
    let state = parameter("state").ok_or(AuthError::InvalidLink)?;
    let name = cookies::own_name(exchange.app.config(), BROWSER);
    let returned = Returned {
        state,
        browser: cookies::carried(&exchange.request, &name).value(),
        former_browser: cookies::carried(&exchange.request, BROWSER).value(),
        answer: match (parameter("error"), parameter("code")) {
            (None, Some(code)) => ProviderAnswer::Code(code),
            (error, _) => ProviderAnswer::Refusal(error.unwrap_or_default()),
        },
        issuer: parameter("iss"),
        session_token: Credential::of(&exchange.request).token(),
    };
    match federation::finish(&exchange.app, provider, returned, &exchange.client()).await {
        Ok(Finished::SignedIn(opened)) => {
            let mut response = arrived(opened.redirect_url.as_deref(), &opened.signed_in);
            cookies::set_pair(&mut response, exchange.app.config(), &opened, exchange.app.now());
            Ok(response)
        }
        Ok(Finished::Linked { signed_in, redirect_url }) => Ok(arrived(redirect_url.as_deref(), &signed_in)),
        Ok(Finished::Repeated { redirect_url }) => repeated(exchange, state, redirect_url).await,
        Err(FailedReturn { error: AuthError::ChallengeRequired(challenge), redirect_url: Some(_), .. }) => {
            Ok(SecondStep::of_state(state).lead_to(exchange, &challenge))
        }
        Err(failed) => refuse(exchange, failed),
    }
}

/// Redirect to the target.
fn arrived(redirect_url: Option<&str>, signed_in: &SignedIn) -> Response {
    match redirect_url {
        Some(url) => redirect(url),
        None => user_and_session(StatusCode::OK, signed_in),
    }
}

/// Answer to a reload or a second click at the provider: a signed-in person continues, and a pending code is asked for
/// again.
async fn repeated(exchange: &Exchange, state: &str, redirect_url: Option<RedirectUrl>) -> Result<Response, Failure> {
    if let Some(visitor) = Visitor::of(exchange).await? {
        let response = arrived(redirect_url.as_ref().map(RedirectUrl::as_str), visitor.signed_in());
        return visitor.answer(exchange, Ok(response));
    }
    let step = SecondStep::of_state(state);
    if step.is_waiting(exchange) {
        return Ok(step.lead_back());
    }
    refuse(exchange, FailedReturn { error: AuthError::InvalidLink, redirect_url, began: VisitPurpose::SignIn })
}

/// Reports an error: by its code in the redirect URL, or as JSON without one.
fn refuse(exchange: &Exchange, failed: FailedReturn) -> Result<Response, Failure> {
    let FailedReturn { error, redirect_url, began } = failed;
    let redirect_url = redirect_url.map(|url| meant(exchange, url));
    if let AuthError::FederationFailed(_) = error {
        exchange.app.log(Level::Warning, "provider_failed", &error.to_string());
    }
    let Some(redirect_url) = redirect_url else {
        return Err(error.into());
    };
    if let AuthError::Unavailable(_) | AuthError::Internal(_) = error {
        exchange.app.log(Level::Error, "request_failed", &error.to_string());
    }
    let url = Url::parse(&where_errors_go(exchange, &redirect_url, began)).map_err(|_| AuthError::InvalidRedirect)?;
    Ok(redirect(with_error(url, describe(&error).code).as_str()))
}

/// Target beyond the steps that a new account would have been shown.
fn meant(exchange: &Exchange, redirect_url: RedirectUrl) -> RedirectUrl {
    let is_ours = redirect_url.place() == Place::Own;
    let beyond = is_ours.then(|| target_after_provider(redirect_url.as_str())).flatten();
    beyond.and_then(|url| exchange.app.config().redirect_url(&url)).unwrap_or(redirect_url)
}

/// URL with this error in place of any that it has.
fn with_error(mut url: Url, code: &str) -> Url {
    let is_error = |pair: &str| form_urlencoded::parse(pair.as_bytes()).any(|(name, _)| name == "error");
    let error = format!("error={code}");
    let others = url.query().unwrap_or_default().split('&').filter(|pair| !pair.is_empty() && !is_error(pair));
    let query = others.chain([error.as_str()]).collect::<Vec<_>>().join("&");
    url.set_query(Some(&query));
    url
}

/// Page that shows an error: the redirect target. If that is our own page, a failed sign-in goes back to where it
/// began, and so does a link whose session has ended.
fn where_errors_go(exchange: &Exchange, redirect_url: &RedirectUrl, began: VisitPurpose) -> String {
    let public_url = &exchange.app.config().public_url;
    // A browser with an expired session token still has a refresh token, which our pages accept.
    let is_stranger = !cookies::carries_any(&exchange.request);
    if redirect_url.place() == Place::Own && (began == VisitPurpose::SignIn || is_stranger) {
        format!("{public_url}{}", with_redirect(SIGN_IN, Some(redirect_url.as_str())))
    } else {
        redirect_url.as_str().to_owned()
    }
}

pub(super) async fn identities(exchange: &Exchange, signed_in: &SignedIn) -> Result<Response, Failure> {
    let identities = federation::identities::list(&exchange.app, signed_in).await?;
    let listed: Vec<Identity<'_>> = identities.iter().map(Identity::from).collect();
    Ok(reply::json(StatusCode::OK, &json!({ "identities": listed })))
}

pub(super) async fn unlink(exchange: &Exchange, signed_in: &SignedIn) -> Result<Response, Failure> {
    let PasswordBody { password } = exchange.body()?;
    let id = IdentityId(exchange.parameter("id").to_owned());
    federation::identities::unlink(&exchange.app, signed_in, &id, password.as_deref(), &exchange.client()).await?;
    Ok(reply::json(StatusCode::OK, &SUCCESS))
}

fn provider(exchange: &Exchange) -> Result<&IdentityProvider, AuthError> {
    federation::provider(&exchange.app, exchange.parameter("provider"))
}

/// Query without duplicate parameters: readers disagree about which of two counts.
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
