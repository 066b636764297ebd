//! `/oauth2/logout`: sign-out that an application asks for.

use ::http::{Method, StatusCode};
use serde::{Deserialize, Serialize};

use super::AuthorizationPage;
use super::answer::with_query;
use super::sealed_form::SealedFor;
use crate::domain::AuthError;
use crate::flows::oidc::logout::{Logout, LogoutRequest, Onward, judge_logout};
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

/// `GET /oauth2/logout`: ends the session that the client names, or asks.
pub(super) async fn show_page(exchange: &Exchange) -> Result<Response, Failure> {
    if exchange.request.is_ahead_of_person() {
        return Err(ProtocolError::Prefetched.into());
    }
    let query = exchange.request.query.as_deref().unwrap_or_default();
    let (session, renewed) = Visitor::named(exchange).await?;
    let answer = match judge_logout(&exchange.app, LogoutRequest::read(query), session.as_ref()).await {
        Ok(logout) if logout.is_certain && exchange.request.method != Method::HEAD => {
            leave(exchange, logout.onward).await
        }
        Ok(logout) => ask(exchange, query, logout).map_err(Into::into),
        Err(error) => Err(error.into()),
    };
    match renewed {
        Some(visitor) => visitor.answer(exchange, answer),
        None => answer,
    }
}

fn ask(exchange: &Exchange, query: &str, logout: Logout) -> Result<Response, AuthError> {
    let (uri, state) = logout.onward.map_or((None, None), |onward| (Some(onward.uri), onward.state));
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
    leave(exchange, shown.uri.map(|uri| Onward { uri, state: shown.state })).await
}

/// Ends the browser's session, and leads back to the client if it named a way.
async fn leave(exchange: &Exchange, onward: Option<Onward>) -> Result<Response, Failure> {
    let request = &exchange.request;
    let (token, refresh) =
        (cookies::carried(request, ACCESS_TOKEN).value(), cookies::carried(request, REFRESH_TOKEN).value());
    sign_out_browser(&exchange.app, token, refresh, &exchange.client()).await?;
    let mut response = match onward {
        Some(Onward { uri, state: Some(state) }) => see_other(&with_query(&uri, &[("state", state)])),
        Some(Onward { uri, state: None }) => see_other(&uri),
        None => outcome::lead(exchange, FormOutcome::Done(DonePage::SignedOut))?,
    };
    cookies::clear_pair(&mut response, exchange.app.config());
    Ok(response)
}
