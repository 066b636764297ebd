//! Session of an operator behind a page, and what the page needs of its request.

use serde_json::Value;

use super::ADMIN;
use crate::domain::authority::Remarks;
use crate::domain::time::DAY;
use crate::domain::{AccountId, AuthError, Authority, Caller, Permission};
use crate::flows::operators::{ListPage, RequestedAct, admit, session_caller};
use crate::http::authentication::Credential;
use crate::http::reply::see_other;
use crate::http::route::OperatorsHandler;
use crate::http::visitor::Visitor;
use crate::http::{Exchange, Failure, Response};
use crate::pages::session::{sign_in_again_url, to_sign_in};

/// Entries on a page of a list.
const LISTED: usize = 25;

/// Runs a handler for a signed-in person, whose session and right its flow looks up: nothing is looked up before, and the
/// cookies are renewed only where that finds no session. Others are redirected to sign-in. An act that needs a fresh
/// sign-in leads there too, and back.
pub(super) async fn desk(
    exchange: &Exchange,
    permission: Permission,
    handler: OperatorsHandler,
) -> Result<Response, Failure> {
    let token = Credential::of_page(&exchange.request).token();
    if let Some(Ok(caller)) = token.map(|token| session_caller(&exchange.app, token)) {
        match run(exchange, &Authority::new(caller, permission), handler).await {
            Err(Failure::Auth(AuthError::InvalidToken)) => {}
            answered => return answered,
        }
    }
    let Some(visitor) = Visitor::of(exchange).await? else {
        return Ok(to_sign_in(exchange, &back(exchange)));
    };
    let session = &visitor.signed_in().session;
    let caller = Caller::Session { id: session.id.clone(), account: visitor.signed_in().account.id.clone() };
    visitor.answer(exchange, run(exchange, &Authority::new(caller, permission), handler).await)
}

/// Runs a handler for a caller. An error that the handler found in the request is told only to whom the route permits
/// anything.
async fn run(exchange: &Exchange, authority: &Authority, handler: OperatorsHandler) -> Result<Response, Failure> {
    let answered = match handler(exchange, authority).await {
        Err(Failure::Auth(AuthError::ReauthenticationRequired)) => {
            Ok(see_other(&sign_in_again_url(&exchange.app.config().public_url, &back(exchange))))
        }
        answered => answered,
    };
    if answered.as_ref().is_err_and(Failure::is_of_request) && !authority.is_admitted() {
        admit(&exchange.app, authority).await?;
    }
    answered
}

/// Page to come back to: the page itself, or that of the form.
fn back(exchange: &Exchange) -> String {
    let request = &exchange.request;
    if request.method == ::http::Method::GET {
        let query = request.query.as_ref().map(|query| format!("?{query}")).unwrap_or_default();
        return format!("{}{query}", request.path);
    }
    let mut parts = request.path.split('/').skip(2);
    match (parts.next(), parts.next()) {
        (Some("users"), Some(id)) => path_of(id),
        (Some(room), _) => format!("{ADMIN}/{room}"),
        (None, _) => ADMIN.to_owned(),
    }
}

/// Path of a person's page.
pub(super) fn path_of(id: &str) -> String {
    format!("{ADMIN}/users/{id}")
}

/// Page of a list that the URL asks for.
pub(super) fn list_page(exchange: &Exchange) -> ListPage {
    ListPage { limit: LISTED, cursor: exchange.query("cursor") }
}

/// Account that the path names.
pub(super) fn account(exchange: &Exchange) -> AccountId {
    AccountId(exchange.parameter("id").to_owned())
}

/// Text of a field; `None` if it is empty or absent.
pub(super) fn given<'a>(exchange: &'a Exchange, field: &str) -> Option<&'a str> {
    exchange.fields.get(field).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty())
}

/// Days for which a replaced secret stays good, in seconds.
pub(super) fn grace(exchange: &Exchange) -> i64 {
    match given(exchange, "grace") {
        Some("day") => DAY,
        Some("week") => 7 * DAY,
        _ => 0,
    }
}

/// Act that a form asks for, with its remarks.
///
/// # Errors
/// [`AuthError::InvalidRequest`] for a remark that is too long, [`AuthError::Internal`] without randomness.
pub(super) fn requested<'a>(exchange: &Exchange, authority: &'a Authority) -> Result<RequestedAct<'a>, AuthError> {
    let remarks = Remarks::parse(given(exchange, "reason"), given(exchange, "note"))?;
    RequestedAct::new(&exchange.app, authority, remarks, exchange.client())
}
