//! `/account`: a small site with every setting of an account, each with its own form. A successful form redirects (303)
//! to its page with a notice; after a failed one the page is shown again, with the error beside its field.

mod actions;
mod notice;
mod page;
mod second_factor;
mod sections;
mod site;
mod standing;
#[cfg(test)]
mod tests;

use ::http::header::{CONTENT_DISPOSITION, HeaderValue, RETRY_AFTER};
use ::http::{Method, StatusCode};
use serde_json::Value;

pub use self::notice::AccountNotice;
use self::page::Said;
use self::site::AccountPage;
pub use self::site::AccountSection;
use self::standing::AccountStanding;
use super::DIALECT;
use super::authorization::waiting_target;
use super::copy::Copy;
use super::handlers::html_response;
use super::security::Needs;
use super::session::answer_signed_in;
use super::ui::{Problem, Refusal, told};
use crate::api::shared::errors::describe;
use crate::api::shared::wire::Export;
use crate::domain::{AuthError, EventId, RedirectUrl};
use crate::flows::SignedIn;
use crate::flows::account::overview::{EXPORTED, overview};
use crate::flows::events::note_export;
use crate::http::edge_limit::Limit;
use crate::http::reply::{self, see_other};
use crate::http::route::AccountHandler;
use crate::http::{Exchange, Failure, ProtocolError, Response, Route, route};

/// Query parameter of the activity: the id of the event that it ends before.
const BEFORE: &str = "before";

/// Routes; each needs a session.
pub(super) const ROUTES: &[Route] = &[
    route!(DIALECT, GET "/account", visitor(signed_in) => show_page),
    route!(DIALECT, GET "/account/security", visitor(signed_in) => show_page),
    route!(DIALECT, GET "/account/devices", visitor(signed_in) => show_page),
    route!(DIALECT, GET "/account/applications", visitor(signed_in) => show_page),
    route!(DIALECT, GET "/account/activity", visitor(signed_in) => show_page),
    route!(DIALECT, GET "/account/data", visitor(signed_in) => show_page),
    route!(DIALECT, GET "/account/export", visitor(signed_in) => export),
    route!(DIALECT, POST "/account/profile", visitor(signed_in) => actions::save_profile, form("/account#profile")),
    route!(DIALECT, POST "/account/email", visitor(signed_in) => actions::change_email, limit(Limit::Mail), form("/account#email")),
    route!(DIALECT, POST "/account/email/verification", visitor(signed_in) => actions::send_verification, limit(Limit::Mail), form("/account#confirm")),
    route!(DIALECT, POST "/account/password", visitor(signed_in) => actions::change_password, form("/account/security#change-password")),
    route!(DIALECT, POST "/account/password/link", visitor(signed_in) => actions::mail_password_link, limit(Limit::Mail), form("/account/security#password")),
    route!(DIALECT, POST "/account/passkeys", visitor(signed_in) => actions::add_passkey, form("/account/security#passkeys")),
    route!(DIALECT, POST "/account/passkeys/:id/rename", visitor(signed_in) => actions::rename_passkey, form("/account/security#passkeys")),
    route!(DIALECT, POST "/account/passkeys/:id/remove", visitor(signed_in) => actions::remove_passkey, form("/account/security#passkeys")),
    route!(DIALECT, POST "/account/two-factor/enable", visitor(signed_in) => second_factor::enable, form("/account/security#two-factor")),
    route!(DIALECT, POST "/account/two-factor/verify", visitor(signed_in) => second_factor::verify, form("/account/security#two-factor")),
    route!(DIALECT, POST "/account/two-factor/backup-codes", visitor(signed_in) => second_factor::renew_backup_codes, form("/account/security#two-factor")),
    route!(DIALECT, POST "/account/two-factor/disable", visitor(signed_in) => second_factor::disable, form("/account/security#two-factor")),
    route!(DIALECT, POST "/account/identities/:id/unlink", visitor(signed_in) => actions::unlink_identity, form("/account/security#identities")),
    route!(DIALECT, POST "/account/applications/remove", visitor(signed_in) => actions::remove_application, form("/account/applications#applications")),
    route!(DIALECT, POST "/account/sessions/end-others", visitor(signed_in) => actions::end_other_sessions, form("/account/devices#devices")),
    route!(DIALECT, POST "/account/sessions/:id/end", visitor(signed_in) => actions::end_session, form("/account/devices#devices")),
    route!(DIALECT, POST "/account/delete", visitor(signed_in) => actions::delete, form("/account/data#delete")),
];

/// Runs a handler for a signed-in person; others are redirected to sign-in. An error that concerns a form is shown on
/// the page.
async fn signed_in(exchange: &Exchange, answer: AccountHandler) -> Result<Response, Failure> {
    let path = page_of(exchange).url(waiting_target(exchange).as_ref().map(RedirectUrl::as_str));
    let answered = answer_signed_in(exchange, &path, async |of| match answer(exchange, of).await {
        Err(Failure::Auth(error)) => refuse(exchange, of, error).await,
        answered => answered,
    });
    answered.await
}

/// `GET /.well-known/change-password` (W3C, "A Well-Known URL for Changing Passwords"): redirects to the form, through
/// sign-in if needed.
pub(super) async fn change_password(exchange: &Exchange) -> Result<Response, Failure> {
    let form = format!("{}#{}", AccountPage::Security.path(), sections::CHANGE_PASSWORD);
    answer_signed_in(exchange, &form, async |_| Ok(see_other(&form))).await
}

/// Page at the request's path, or the one with the form that was sent there.
fn page_of(exchange: &Exchange) -> AccountPage {
    let path = exchange.request.path.trim_end_matches('/');
    AccountPage::at(path).or_else(|| exchange.form.and_then(AccountPage::at)).unwrap_or(AccountPage::Overview)
}

async fn show_page(exchange: &Exchange, of: &SignedIn) -> Result<Response, Failure> {
    let not_linked = exchange.query("error").map(|code| Problem::of_failed_link(&code));
    let notice = exchange.query("notice").as_deref().and_then(AccountNotice::of_name);
    page(exchange, of, StatusCode::OK, &Said { notice, not_linked, refusal: None }).await
}

async fn export(exchange: &Exchange, of: &SignedIn) -> Result<Response, Failure> {
    let overview = overview(&exchange.app, of, EXPORTED).await?;
    if exchange.request.method == Method::GET {
        note_export(&exchange.app, of, &exchange.client());
    }
    let mut response = reply::json(StatusCode::OK, &Export::new(of, &overview));
    let file = HeaderValue::from_static("attachment; filename=\"account.json\"");
    response.headers_mut().insert(CONTENT_DISPOSITION, file);
    Ok(response)
}

/// Redirects to the page with this notice.
fn said(notice: AccountNotice) -> Response {
    see_other(&notice.url())
}

async fn refuse(exchange: &Exchange, of: &SignedIn, error: AuthError) -> Result<Response, Failure> {
    let Some(problem) = told(&error).problem.map(Problem::of_signed_in) else {
        return Err(error.into());
    };
    let mut response = refused(exchange, of, describe(&error).status, problem).await?;
    if let AuthError::TooManyAttempts { retry_after } = error {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(retry_after));
    }
    Ok(response)
}

async fn not_agreed(exchange: &Exchange, of: &SignedIn) -> Result<Response, Failure> {
    refused(exchange, of, StatusCode::BAD_REQUEST, Problem::NotAgreed).await
}

async fn refused(
    exchange: &Exchange,
    of: &SignedIn,
    status: StatusCode,
    problem: Problem,
) -> Result<Response, Failure> {
    let action = exchange.request.path.trim_end_matches('/');
    let text = Copy::of(exchange.language.get()).explain(problem);
    let refusal = Refusal { action, problem, text, typed: &exchange.fields };
    page(exchange, of, status, &Said { refusal: Some(refusal), ..Said::default() }).await
}

async fn page(exchange: &Exchange, of: &SignedIn, status: StatusCode, said: &Said<'_>) -> Result<Response, Failure> {
    let app = &exchange.app;
    let (shown, onward) = (page_of(exchange), waiting_target(exchange));
    let is_paged = |before: &String| shown == AccountPage::Activity && !before.is_empty();
    let before = exchange.query(BEFORE).filter(is_paged).map(EventId);
    let overview = overview(app, of, &shown.parts(before.as_ref())).await?;
    let standing = AccountStanding {
        copy: Copy::of(exchange.language.get()),
        config: app.config(),
        onward: onward.as_ref().map(RedirectUrl::as_str),
        account: &of.account,
        overview: &overview,
        before: before.as_ref(),
        session: &of.session.id,
        is_fresh: of.session.is_fresh(app.now()),
        now: app.now(),
    };
    let html = page::render(&standing, shown, app.look(), said);
    Ok(html_response(
        exchange,
        status,
        html,
        &Needs { script: true, own_script: page::script(shown), ..Needs::default() },
    ))
}

/// Text of a required field.
///
/// # Errors
/// [`ProtocolError::Malformed`] if the field is missing.
fn typed<'a>(exchange: &'a Exchange, field: &str) -> Result<&'a str, ProtocolError> {
    exchange.fields.get(field).and_then(Value::as_str).ok_or(ProtocolError::Malformed)
}

/// Text of an optional field. Browsers send an empty one.
fn given<'a>(exchange: &'a Exchange, field: &str) -> Option<&'a str> {
    typed(exchange, field).ok().filter(|text| !text.is_empty())
}
