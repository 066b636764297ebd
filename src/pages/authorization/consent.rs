//! Consent: its page, and its form, which is good in the session that it was shown to alone.

use ::http::StatusCode;
use serde::{Deserialize, Serialize};
use url::Url;

use super::answer::{grant, refuse};
use super::sealed_form::SealedFor;
use super::{AuthorizationPage, ConsentPage, Journey, finished, over, waiting_path};
use crate::domain::authorization_request::{AuthorizationError, AuthorizationRequest, with_login};
use crate::domain::{Account, AuthError, Scopes, Session};
use crate::flows::SignedIn;
use crate::flows::oidc::authorize::{CodeToIssue, GoodRequest, issue_code, tell_of_consent};
use crate::flows::oidc::waiting::{self, ToKeep, WaitingRequestId};
use crate::http::reply::see_other;
use crate::http::visitor::Visitor;
use crate::http::{Exchange, Failure, ProtocolError, Response};
use crate::pages::Page;
use crate::pages::handlers::show;
use crate::pages::security::FormTarget;
use crate::pages::session::sign_in_again_url;

/// Longest path and query that the language switch returns to, in bytes.
const MAX_RETURN: usize = 1500;

/// `POST /oauth2/consent`.
#[derive(Deserialize)]
struct ConsentForm {
    /// [`ShownConsent`], sealed for the session.
    request: String,
    decision: String,
}

/// Request as the person saw it.
#[derive(Serialize, Deserialize)]
struct ShownConsent {
    query: String,
    waited: Option<WaitingRequestId>,
    client_version: i64,
    /// Name of the client. Empty in a form of the former version.
    #[serde(default)]
    application: String,
    scope: String,
    resource: Option<String>,
    consented: String,
}

/// Page that asks for consent, to the scopes that are new or to all of them.
pub(super) fn ask(
    exchange: &Exchange,
    journey: &Journey,
    request: &GoodRequest,
    to_all: bool,
) -> Result<Response, AuthError> {
    let (account, session) = request.session.as_ref().ok_or(AuthError::InvalidToken)?;
    let shown = ShownConsent {
        query: journey.query.clone(),
        waited: journey.waited.clone(),
        client_version: request.client.version,
        application: request.client_name().to_owned(),
        scope: request.scope.to_string(),
        resource: request.resource.as_ref().map(|resource| resource.identifier.clone()),
        consented: request.consented.to_string(),
    };
    let metadata = &request.client.metadata;
    let only_loopback = metadata.redirect_uris().all(|uri| uri.is_loopback());
    let consent = ConsentPage {
        request: form_of(session).seal(&exchange.app, &shown)?,
        application: request.client_name().to_owned(),
        returns_to: host_of(&request.way_back.redirect_uri),
        account: name_of(account),
        scope: request.scope.only(|name| to_all || !request.consented.contains(name)),
        api: request.resource.as_ref().map(|resource| resource.name.clone()),
        is_anybody_here: metadata.is_public() && only_loopback,
        shown_by: Some(journey.url()).filter(|url| url.len() <= MAX_RETURN),
    };
    let page = Page::Authorization(Box::new(AuthorizationPage::Consent(consent)));
    Ok(show(exchange, StatusCode::OK, &page, &FormTarget::of_client(&request.way_back.redirect_uri)))
}

/// Host and port of a redirect URI, or its scheme.
fn host_of(redirect_uri: &str) -> String {
    let url = Url::parse(redirect_uri).ok();
    let host = url.as_ref().filter(|url| matches!(url.scheme(), "http" | "https")).and_then(|url| {
        let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
        Some(format!("{}{port}", url.host_str()?))
    });
    host.or_else(|| url.map(|url| format!("{}:", url.scheme()))).unwrap_or_default()
}

/// Address or username of an account, or its display name.
fn name_of(account: &Account) -> String {
    let name = account.shown_email().or(account.username.as_deref()).or(account.name.as_deref());
    name.unwrap_or_default().to_owned()
}

/// `POST /oauth2/consent`.
pub(super) async fn decide(exchange: &Exchange) -> Result<Response, Failure> {
    let form: ConsentForm = exchange.body()?;
    let Some(visitor) = Visitor::of(exchange).await? else {
        return Ok(over(exchange));
    };
    let answer = decide_as(exchange, visitor.signed_in(), &form).await;
    visitor.answer(exchange, answer)
}

async fn decide_as(exchange: &Exchange, of: &SignedIn, form: &ConsentForm) -> Result<Response, Failure> {
    let shown: Option<ShownConsent> = form_of(&of.session).open(&exchange.app, &form.request);
    let Some((shown, request)) =
        shown.and_then(|shown| Some((AuthorizationRequest::read(&shown.query)?, shown))).map(|(one, two)| (two, one))
    else {
        return Ok(over(exchange));
    };
    let journey = Journey { query: shown.query.clone(), waited: shown.waited.clone(), began: None };
    match form.decision.as_str() {
        "allow" => allow(exchange, of, (&shown, &request), &journey).await,
        "cancel" => {
            let response = refuse(exchange, &request.way_back, AuthorizationError::AccessDenied);
            Ok(finished(exchange, &journey, response))
        }
        "other" => Ok(change_account(exchange, of, &request, &journey).await?),
        _ => Err(ProtocolError::Malformed.into()),
    }
}

/// Form that is shown to a session.
fn form_of(session: &Session) -> SealedFor<'_> {
    SealedFor { purpose: "page consent", owner: &session.id.0 }
}

async fn allow(
    exchange: &Exchange,
    of: &SignedIn,
    (shown, request): (&ShownConsent, &AuthorizationRequest),
    journey: &Journey,
) -> Result<Response, Failure> {
    let scopes = |stored: &str| Scopes::parse(stored).unwrap_or_default();
    let issue = CodeToIssue {
        account: &of.account.id,
        session: &of.session,
        client: &request.client,
        client_version: shown.client_version,
        way_back: &request.way_back,
        wish: request.wish.as_ref().map_err(|_| ProtocolError::Malformed)?,
        scope: &scopes(&shown.scope),
        resource: shown.resource.as_deref(),
        consented: &scopes(&shown.consented),
    };
    Ok(match issue_code(&exchange.app, &issue, &exchange.client()).await? {
        Some(code) => {
            tell_of_consent(&exchange.app, &of.account, &issue, &shown.application, &exchange.client());
            finished(exchange, journey, grant(exchange, &request.way_back, code))
        }
        // The client or the consent changed since the page was shown: it is judged anew.
        None => see_other(&journey.url()),
    })
}

/// Leads to sign-in with another account, and back.
async fn change_account(
    exchange: &Exchange,
    of: &SignedIn,
    request: &AuthorizationRequest,
    journey: &Journey,
) -> Result<Response, AuthError> {
    let query = with_login(&journey.query);
    let to_keep = ToKeep { client: &request.client, query: &query, met: Some(&of.session.id) };
    let kept = waiting::keep(&exchange.app, &to_keep).await?;
    let url = sign_in_again_url(&exchange.app.config().public_url, &waiting_path(&kept.id));
    let mut response = see_other(&url);
    super::browser::remember(exchange, &mut response, &kept, &request.way_back.redirect_uri);
    Ok(response)
}
