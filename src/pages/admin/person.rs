//! Page of a person: everything that operators know of an account, and every act on it.

use ::http::StatusCode;

use super::desk::account;
use super::layout::{Desk, page};
use super::people::title;
use super::sections;
use crate::domain::{AuthError, Authority};
use crate::flows::operators::person::{Person, find};
use crate::http::{Exchange, Failure, Response};
use crate::pages::copy::Copy;
use crate::pages::ui::{Refusal, told};

pub(super) async fn show(exchange: &Exchange, authority: &Authority) -> Result<Response, Failure> {
    let person = find(&exchange.app, authority, &account(exchange)).await?;
    Ok(page(exchange, StatusCode::OK, &desk(exchange, &person)))
}

/// The page again, with the error of the form that was sent.
///
/// # Errors
/// The error itself, if no form can explain it.
pub(super) async fn refuse(exchange: &Exchange, authority: &Authority, error: AuthError) -> Result<Response, Failure> {
    let told = told(&error);
    let Some(problem) = told.problem.filter(|_| !matches!(error, AuthError::ReauthenticationRequired)) else {
        return Err(error.into());
    };
    let person = find(&exchange.app, authority, &account(exchange)).await?;
    let mut desk = desk(exchange, &person);
    let text = (Copy::of(exchange.language.get()).problem)(problem);
    let action = exchange.request.path.trim_end_matches('/');
    let refusal = Refusal { action, problem, text: text.into(), typed: &exchange.fields };
    if !refusal.tell(&mut desk.sections) {
        desk.alert = Some(text.into());
    }
    Ok(page(exchange, told.failed.status(), &desk))
}

fn desk(exchange: &Exchange, person: &Person) -> Desk {
    let copy = Copy::of(exchange.language.get());
    Desk {
        title: copy.console.person.into(),
        subject: Some(title(&person.user)),
        sections: sections::all(copy, person),
        ..Desk::default()
    }
}
