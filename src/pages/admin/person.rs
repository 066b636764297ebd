//! Page of a person: everything that operators know of an account, and every act on it.

use ::http::StatusCode;

use super::desk::account;
use super::layout::{Desk, page, refused};
use super::people::title;
use super::sections;
use crate::domain::{AuthError, Authority};
use crate::flows::operators::person::{ConsolePerson, find};
use crate::http::{Exchange, Failure, Response};
use crate::pages::copy::Copy;

pub(super) async fn show(exchange: &Exchange, authority: &Authority) -> Result<Response, Failure> {
    let person = find(&exchange.app, authority, &account(exchange)).await?;
    Ok(page(exchange, StatusCode::OK, &desk(exchange, &person)))
}

/// The page again, with the error of the form that was sent.
///
/// # Errors
/// The error itself, if no form can explain it.
pub(super) async fn refuse(exchange: &Exchange, authority: &Authority, error: AuthError) -> Result<Response, Failure> {
    let person = find(&exchange.app, authority, &account(exchange)).await?;
    refused(exchange, desk(exchange, &person), error)
}

fn desk(exchange: &Exchange, person: &ConsolePerson) -> Desk {
    let copy = Copy::of(exchange.language.get());
    Desk {
        title: copy.console.person.into(),
        subject: Some(title(&person.user)),
        sections: sections::all(copy, exchange.app.config(), person),
        ..Desk::default()
    }
}
