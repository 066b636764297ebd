//! Steps between a sign-up and the page that wanted it: `/check-email` takes the mailed code, `/add-passkey` offers a
//! passkey. Each can be skipped: an unproven address traps nobody.

mod view;
mod without_session;

pub(super) use self::without_session::{
    Unproven, lead_without_session, mail_sign_up_code, show_without_session, take_sign_up_code,
};

use ::http::StatusCode;
use serde_json::Value;

use self::view::{CodeMail, NEW_ADDRESS, WelcomeStep, WelcomeView};
use super::DIALECT;
use super::authorization::browser;
use super::handlers::{html_response, target_of};
use super::page::{ACCOUNT, with_parameter, with_redirect};
use super::security::{Needs, form_targets};
use super::session::answer_signed_in;
use super::sign_in::{about_passkey, passkey_answer, problem, retry_after};
use super::ui::Refusal;
use super::ui::paths::{ADD_PASSKEY, CHECK_EMAIL, PASSKEYS, RETURNED};
use crate::domain::session::SessionMethod;
use crate::domain::{Account, AuthError, EmailAddress, RedirectUrl};
use crate::flows::account::address::{self, WantedAddress};
use crate::flows::links::verification;
use crate::flows::mailing::CodePlace;
use crate::flows::sign_in::Opened;
use crate::flows::{SignedIn, passkeys};
use crate::http::edge_limit::Limit;
use crate::http::reply::see_other;
use crate::http::route::AccountHandler;
use crate::http::{Exchange, Failure, ProtocolError, Response, Route, cookies, route};
use crate::pages::copy::Copy;

/// Query parameter of `/check-email` after another mail was sent.
const SENT: &str = "sent";
/// Value of [`SENT`]: the code was mailed again.
const AGAIN: &str = "again";
/// Value of [`SENT`]: a code was mailed to a new address.
const TO_NEW_ADDRESS: &str = "new-address";

/// Seconds between two readings of the clock in one request, at most.
const SAME_REQUEST: i64 = 1;

/// Routes; each needs a session.
pub(super) const ROUTES: &[Route] = &[
    route!(DIALECT, GET "/check-email", visitor(signed_in) => show_code),
    route!(DIALECT, POST "/check-email", visitor(signed_in) => take_code),
    route!(DIALECT, POST "/check-email/resend", visitor(signed_in) => send_again, limit(Limit::Mail), form("/check-email")),
    route!(DIALECT, POST "/check-email/address", visitor(signed_in) => change_address, limit(Limit::Mail), form("/check-email")),
    route!(DIALECT, POST "/check-email/new-address", visitor(signed_in) => take_new_address, form("/check-email")),
    route!(DIALECT, POST "/check-email/continue", visitor(signed_in) => go_on, form("/check-email")),
    route!(DIALECT, GET "/add-passkey", visitor(signed_in) => show_passkey),
    route!(DIALECT, POST "/add-passkey", visitor(signed_in) => add_passkey),
];

/// Signs a new account's browser in and redirects it to its first step; without one, to its target.
pub(super) fn lead(exchange: &Exchange, opened: &Opened, target: Option<&RedirectUrl>) -> Response {
    let account = &opened.signed_in.account;
    let asks = mailed_to(exchange, account).is_some() && !account.email_proven;
    let url = if asks { step_url(CHECK_EMAIL, target) } else { after_code(exchange, target) };
    let mut response = see_other(&url);
    cookies::set_pair(&mut response, exchange.app.config(), opened, exchange.app.now());
    response
}

/// Runs a handler for a signed-in person; others are redirected to sign-in.
async fn signed_in(exchange: &Exchange, answer: AccountHandler) -> Result<Response, Failure> {
    let step = if is_about_passkeys(exchange) { ADD_PASSKEY } else { CHECK_EMAIL };
    let path = step_url(step, target_of(exchange).as_ref());
    let answered = answer_signed_in(exchange, &path, async |of| match answer(exchange, of).await {
        Err(Failure::Auth(error)) => refuse(exchange, of, error).await,
        answered => answered,
    });
    answered.await
}

fn is_about_passkeys(exchange: &Exchange) -> bool {
    exchange.request.path.trim_end_matches('/').strip_prefix('/') == Some(ADD_PASSKEY)
}

fn step_url(path: &str, target: Option<&RedirectUrl>) -> String {
    with_redirect(path, target.map(RedirectUrl::as_str))
}

fn end_url(target: Option<&RedirectUrl>) -> &str {
    target.map_or(ACCOUNT, RedirectUrl::as_str)
}

/// URL after the code: the offer of a passkey where the browser has any, otherwise the target.
fn after_code(exchange: &Exchange, target: Option<&RedirectUrl>) -> String {
    let has_passkeys = exchange.fields.get(PASSKEYS).and_then(Value::as_str).is_some_and(|said| !said.is_empty());
    if has_passkeys { step_url(ADD_PASSKEY, target) } else { end_url(target).to_owned() }
}

/// Address that a code can be mailed to.
fn mailed_to<'a>(exchange: &Exchange, account: &'a Account) -> Option<&'a str> {
    account.shown_email().filter(|_| exchange.app.config().sends_mail())
}

/// True in the session of a provider that its account was created for.
fn is_new(of: &SignedIn) -> bool {
    of.session.method == SessionMethod::Identity && of.session.created_at - of.account.created_at <= SAME_REQUEST
}

async fn show_code(exchange: &Exchange, of: &SignedIn) -> Result<Response, Failure> {
    let target = target_of(exchange);
    let mailed = mailed_to(exchange, &of.account);
    if exchange.query(RETURNED).is_some() {
        if !is_new(of) {
            return Ok(see_other(end_url(target.as_ref())));
        }
        if mailed.is_none() || of.account.email_proven {
            return Ok(see_other(&step_url(ADD_PASSKEY, target.as_ref())));
        }
    }
    let Some(email) = mailed else {
        return Ok(see_other(end_url(target.as_ref())));
    };
    let sent = exchange.query(SENT);
    let of_new_address = sent.as_deref() == Some(TO_NEW_ADDRESS);
    let asked = if of_new_address { address::asked(&exchange.app, of).await? } else { None };
    let step = match sent.as_deref() {
        _ if asked.is_some() => WelcomeStep::NewAddress(CodeMail::First),
        _ if of.account.email_proven => WelcomeStep::Proven,
        Some(AGAIN) => WelcomeStep::Code(CodeMail::Again),
        _ => WelcomeStep::Code(CodeMail::First),
    };
    let email = asked.as_deref().unwrap_or(email);
    Ok(show(exchange, StatusCode::OK, step.view(copy(exchange), email, target.as_ref())))
}

async fn take_code(exchange: &Exchange, of: &SignedIn) -> Result<Response, Failure> {
    // The link of the same mail may have proven it in another tab.
    if !of.account.email_proven {
        verification::verify_by_code(&exchange.app, of, typed(exchange, "code")?, &exchange.client()).await?;
    }
    go_on(exchange, of).await
}

async fn take_new_address(exchange: &Exchange, of: &SignedIn) -> Result<Response, Failure> {
    address::confirm_by_code(&exchange.app, of, typed(exchange, "code")?, &exchange.client()).await?;
    go_on(exchange, of).await
}

async fn send_again(exchange: &Exchange, of: &SignedIn) -> Result<Response, Failure> {
    verification::send(&exchange.app, of, &exchange.client()).await?;
    Ok(sent(exchange, AGAIN))
}

async fn change_address(exchange: &Exchange, of: &SignedIn) -> Result<Response, Failure> {
    let email = EmailAddress::parse(typed(exchange, "email")?).ok_or(AuthError::InvalidEmail)?;
    let wanted = WantedAddress { address: &email, password: None, code: CodePlace::Page };
    address::ask(&exchange.app, of, wanted, &exchange.client()).await?;
    Ok(sent(exchange, TO_NEW_ADDRESS))
}

/// URL of the page for the code that was mailed to a new address, on the way to the account.
pub(super) fn new_address_url() -> String {
    with_parameter(&format!("/{CHECK_EMAIL}"), SENT, TO_NEW_ADDRESS)
}

/// Redirects to the page of the code, which says what was mailed.
fn sent(exchange: &Exchange, what: &str) -> Response {
    let url = step_url(CHECK_EMAIL, target_of(exchange).as_ref());
    see_other(&with_parameter(&url, SENT, what))
}

async fn go_on(exchange: &Exchange, _: &SignedIn) -> Result<Response, Failure> {
    Ok(see_other(&after_code(exchange, target_of(exchange).as_ref())))
}

/// Offers a passkey to a session that may add one without a further proof. Any other goes on.
async fn show_passkey(exchange: &Exchange, of: &SignedIn) -> Result<Response, Failure> {
    let target = target_of(exchange);
    if !of.session.is_fresh(exchange.app.now()) {
        return Ok(see_other(end_url(target.as_ref())));
    }
    Ok(show(exchange, StatusCode::OK, WelcomeStep::Passkey.view(copy(exchange), "", target.as_ref())))
}

/// Registers a passkey. The script puts the browser's `RegistrationResponseJSON` into the field `credential`.
async fn add_passkey(exchange: &Exchange, of: &SignedIn) -> Result<Response, Failure> {
    let credential: Value = passkey_answer(typed(exchange, "credential")?)?;
    passkeys::register(&exchange.app, of, &credential, None, &exchange.client()).await.map_err(about_passkey)?;
    Ok(see_other(end_url(target_of(exchange).as_ref())))
}

/// Text of a required field.
fn typed<'a>(exchange: &'a Exchange, field: &str) -> Result<&'a str, ProtocolError> {
    exchange.fields.get(field).and_then(Value::as_str).ok_or(ProtocolError::Malformed)
}

fn copy(exchange: &Exchange) -> &'static Copy {
    Copy::of(exchange.language.get())
}

/// Page of the step again, with the error beside its form. An error that no form explains has a page of its own.
async fn refuse(exchange: &Exchange, of: &SignedIn, error: AuthError) -> Result<Response, Failure> {
    let (status, problem, wait) = problem(error)?;
    let (copy, target, problem) = (copy(exchange), target_of(exchange), problem.of_signed_in());
    let action = exchange.request.path.trim_end_matches('/');
    let asked = if action == NEW_ADDRESS { address::asked(&exchange.app, of).await? } else { None };
    let own = of.account.shown_email().filter(|_| action != NEW_ADDRESS);
    let email = asked.as_deref().or(own).unwrap_or_default();
    let mail = CodeMail::Refused { retry_after: wait };
    let step = match action {
        _ if is_about_passkeys(exchange) => WelcomeStep::Passkey,
        NEW_ADDRESS => WelcomeStep::NewAddress(mail),
        _ => WelcomeStep::Code(mail),
    };
    let mut view = step.view(copy, email, target.as_ref());
    let refusal = Refusal { action, problem, text: copy.explain(problem), typed: &exchange.fields };
    refusal.tell_forms(view.page.forms.iter_mut());
    Ok(retry_after(show(exchange, status, view), wait))
}

fn show(exchange: &Exchange, status: StatusCode, view: WelcomeView) -> Response {
    let own = form_targets(exchange.app.config(), target_of(exchange).as_ref());
    let form_targets = &browser::with_waiting(exchange, &own);
    let html = view.render(exchange.language.get(), exchange.app.look());
    html_response(exchange, status, html, &Needs { form_targets, script: true, ..Needs::default() })
}
