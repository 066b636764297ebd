//! `/sign-up/code`: the mailed code of a domain-bound account, which has no session before its address is proven.
//!
//! Account, address and browser stand sealed in the form, so that only the browser that signed up types the code. In
//! another one, a link to the page would have the mailbox's owner prove the account of a stranger, with its password.

use ::http::StatusCode;

use super::view::CodeMail;
use super::{AGAIN, SENT, after_code, copy, show, typed};
use crate::domain::{Account, AccountId, AuthError, EmailAddress};
use crate::flows::links::verification;
use crate::flows::mailing::CodePlace;
use crate::flows::sign_in::{SignUpCode, with_sign_up_code};
use crate::http::reply::see_other;
use crate::http::{Exchange, Failure, Response, cookies, press};
use crate::pages::handlers::target_of;
use crate::pages::outcome::{self, FormOutcome};
use crate::pages::page::with_parameter;
use crate::pages::sign_in::{problem, retry_after};
use crate::pages::ui::Refusal;

/// Sign-up that waits for its code.
pub(in crate::pages) struct Unproven {
    /// Sealed [`FormOutcome::SignedUpUnproven`].
    pub sealed: String,
    /// Address as typed.
    pub email: String,
}

/// Redirects the browser of a new account to the page for the code.
pub(in crate::pages) fn lead_without_session(exchange: &Exchange, account: Account) -> Result<Response, AuthError> {
    let email = account.email.unwrap_or_default();
    press::bind(exchange, |browser| {
        outcome::lead(exchange, FormOutcome::SignedUpUnproven { account: account.id, email, browser })
    })
}

pub(in crate::pages) fn show_without_session(exchange: &Exchange, of: &Unproven) -> Response {
    let is_again = exchange.query(SENT).as_deref() == Some(AGAIN);
    let mail = if is_again { CodeMail::Again } else { CodeMail::First };
    page(exchange, of, (StatusCode::OK, mail), None)
}

/// `POST /sign-up/code`.
pub(in crate::pages) async fn take_sign_up_code(exchange: &Exchange) -> Result<Response, Failure> {
    let (of, account, email) = waiting(exchange)?;
    let code = SignUpCode { account, email, code: typed(exchange, "code")?.to_owned() };
    match with_sign_up_code(&exchange.app, code, &press::client(exchange)).await {
        Ok(opened) => {
            let mut response = see_other(&after_code(exchange, target_of(exchange).as_ref()));
            cookies::set_pair(&mut response, exchange.app.config(), &opened, exchange.app.now());
            Ok(response)
        }
        Err(error) => refuse(exchange, &of, error),
    }
}

/// `POST /sign-up/resend`.
pub(in crate::pages) async fn mail_sign_up_code(exchange: &Exchange) -> Result<Response, Failure> {
    let (of, _, email) = waiting(exchange)?;
    match verification::send_to(&exchange.app, &email, CodePlace::Page, &exchange.client()).await {
        Ok(()) => Ok(see_other(&with_parameter(&outcome::sealed_url(exchange, &of.sealed), SENT, AGAIN))),
        Err(error) => refuse(exchange, &of, error),
    }
}

/// Sign-up that the form is about.
fn waiting(exchange: &Exchange) -> Result<(Unproven, AccountId, EmailAddress), Failure> {
    let sealed = typed(exchange, "signUp")?.to_owned();
    let (account, email) = match outcome::open(exchange, &sealed) {
        Some(FormOutcome::SignedUpUnproven { account, email, browser }) if press::is_bound(exchange, &browser) => {
            (account, email)
        }
        _ => return Err(AuthError::InvalidLink.into()),
    };
    let address = EmailAddress::parse(&email).ok_or(AuthError::InvalidLink)?;
    Ok((Unproven { sealed, email }, account, address))
}

/// Page of the code again, with the error beside its form.
fn refuse(exchange: &Exchange, of: &Unproven, error: AuthError) -> Result<Response, Failure> {
    let (status, problem, wait) = problem(error)?;
    let action = exchange.request.path.trim_end_matches('/');
    let refusal = Refusal { action, problem, text: copy(exchange).explain(problem), typed: &exchange.fields };
    let shown = page(exchange, of, (status, CodeMail::Refused { retry_after: wait }), Some(refusal));
    Ok(retry_after(shown, wait))
}

fn page(
    exchange: &Exchange,
    of: &Unproven,
    (status, mail): (StatusCode, CodeMail),
    refusal: Option<Refusal<'_>>,
) -> Response {
    let target = target_of(exchange);
    let mut view = mail.without_session(copy(exchange), of, target.as_ref());
    if let Some(refusal) = refusal {
        refusal.tell_forms(view.page.forms.iter_mut());
    }
    let mut response = show(exchange, status, view);
    press::set(exchange, &mut response);
    response
}
