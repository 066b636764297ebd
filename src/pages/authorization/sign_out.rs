//! `/oauth2/logout`: sign-out that an application asks for.

use ::http::{Method, StatusCode};
use serde::{Deserialize, Serialize};

use super::AuthorizationPage;
use super::answer::with_query;
use super::sealed_form::SealedFor;
use crate::domain::AuthError;
use crate::flows::oidc::logout::{LeavingBrowser, Logout, LogoutRequest, Onward, log_out};
use crate::flows::sign_out::sign_out_browser;
use crate::http::cookies::{self, ACCESS_TOKEN, REFRESH_TOKEN};
use crate::http::reply::see_other;
use crate::http::visitor::Visitor;
use crate::http::{Exchange, Failure, ProtocolError, Response};
use crate::pages::handlers::show;
use crate::pages::outcome::{self, FormOutcome};
use crate::pages::security::FormTarget;
use crate::pages::{DonePage, Page};

/// Form of any browser, since the session may be over.
const FORM: SealedFor<'_> = SealedFor { purpose: "page logout", owner: "" };
/// Longest path and query that the language switch returns to, in bytes.
const MAX_RETURN: usize = 1500;

/// Logout as the person saw it.
#[derive(Serialize, Deserialize)]
struct ShownSignOut {
    uri: Option<String>,
    state: Option<String>,
}

/// `POST /oauth2/logout/confirm`.
#[derive(Deserialize)]
struct SignOutForm {
    /// [`ShownSignOut`], sealed.
    request: String,
    decision: String,
}

/// `GET /oauth2/logout`: ends the session that the client names, or asks. HEAD is answered as if it would ask.
pub(super) async fn show_page(exchange: &Exchange) -> Result<Response, Failure> {
    if exchange.request.is_ahead_of_person() {
        return Err(ProtocolError::Prefetched.into());
    }
    let query = exchange.request.query.as_deref().unwrap_or_default();
    if exchange.request.method == Method::HEAD {
        return Ok(ask(exchange, query, None)?);
    }
    let (session, renewed) = Visitor::named(exchange).await?;
    let [token, refresh_token] = held(exchange);
    let client = &exchange.client();
    let browser = LeavingBrowser { session: session.as_ref(), token, refresh_token, client };
    let answer = match log_out(&exchange.app, LogoutRequest::read(query), &browser).await {
        Ok(Logout { is_done: true, onward }) => left(exchange, onward).map_err(Into::into),
        Ok(Logout { is_done: false, onward }) => ask(exchange, query, onward).map_err(Into::into),
        Err(error) => Err(error.into()),
    };
    match renewed {
        Some(visitor) => visitor.answer(exchange, answer),
        None => answer,
    }
}

/// Texts of the session's and the refresh token's cookies.
fn held(exchange: &Exchange) -> [Option<&str>; 2] {
    [ACCESS_TOKEN, REFRESH_TOKEN].map(|name| cookies::carried(&exchange.request, name).value())
}

fn ask(exchange: &Exchange, query: &str, onward: Option<Onward>) -> Result<Response, AuthError> {
    let (uri, state) = onward.map_or((None, None), |onward| (Some(onward.uri), onward.state));
    let targets = uri.as_deref().map(FormTarget::of_client).unwrap_or_default();
    let request = FORM.seal(&exchange.app, &ShownSignOut { uri, state })?;
    let shown_by = if query.is_empty() { "/oauth2/logout".to_owned() } else { format!("/oauth2/logout?{query}") };
    let shown_by = Some(shown_by).filter(|path| path.len() <= MAX_RETURN);
    let page = Page::Authorization(Box::new(AuthorizationPage::SignOut { request, shown_by }));
    Ok(show(exchange, StatusCode::OK, &page, &targets))
}

/// `POST /oauth2/logout/confirm`.
pub(super) async fn confirm(exchange: &Exchange) -> Result<Response, Failure> {
    let form: SignOutForm = exchange.body()?;
    if form.decision != "confirm" {
        return Err(ProtocolError::Malformed.into());
    }
    let shown: ShownSignOut = FORM.open(&exchange.app, &form.request).ok_or(ProtocolError::Malformed)?;
    let [token, refresh_token] = held(exchange);
    sign_out_browser(&exchange.app, token, refresh_token, &exchange.client()).await?;
    Ok(left(exchange, shown.uri.map(|uri| Onward { uri, state: shown.state }))?)
}

/// Leads a browser whose session has ended back to the client, if it named a way.
fn left(exchange: &Exchange, onward: Option<Onward>) -> Result<Response, AuthError> {
    let mut response = match onward {
        Some(Onward { uri, state: Some(state) }) => see_other(&with_query(&uri, &[("state", state)])),
        Some(Onward { uri, state: None }) => see_other(&uri),
        None => outcome::lead(exchange, FormOutcome::Done(DonePage::SignedOut))?,
    };
    cookies::clear_pair(&mut response, exchange.app.config());
    Ok(response)
}
