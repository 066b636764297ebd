//! `/recovery`: page of a recovery link, with a form for a password and one for a passkey.

use ::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::handlers::{DecisionForm, done, link_token, once, show};
use super::ui::{Problem, told};
use super::{DonePage, Page};
use crate::api::shared::errors::describe;
use crate::domain::AuthError;
use crate::flows::links::recovery::{self, ShownRecovery};
use crate::http::{Exchange, Failure, ProtocolError, Response, press, reply};

/// Link as it is shown with a form.
fn shown(form: &DecisionForm) -> ShownRecovery<'_> {
    ShownRecovery { token: &form.token, code: form.totp_code.as_deref() }
}

/// `POST /recovery`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RecoveryPasswordForm {
    new_password: String,
}

/// `POST /recovery/passkey`.
#[derive(Deserialize)]
struct RecoveryPasskeyForm {
    /// Browser's `RegistrationResponseJSON`, as the script puts it into the form.
    credential: String,
}

/// `POST /recovery/options`, by the script.
#[derive(Deserialize)]
struct OptionsBody {
    token: String,
}

pub(super) async fn show_page(exchange: &Exchange) -> Result<Response, Failure> {
    let token = link_token(exchange)?;
    page(exchange, StatusCode::OK, token, None).await
}

async fn page(
    exchange: &Exchange,
    status: StatusCode,
    token: String,
    refused: Option<(RecoveryForm, Problem)>,
) -> Result<Response, Failure> {
    let account = recovery::find(&exchange.app, &token).await?;
    let name = account.email.or(account.username).unwrap_or_default();
    let page = Page::Recovery { token, name, second_factor: account.second_factor, refused };
    Ok(show(exchange, status, &page, &[]))
}

pub(super) async fn set_password(exchange: &Exchange) -> Result<Response, Failure> {
    let (form, RecoveryPasswordForm { new_password }) = (DecisionForm::read(exchange, "confirm")?, exchange.body()?);
    let client = press::client(exchange);
    let set = recovery::set_password(&exchange.app, shown(&form), &new_password, &client).await;
    let outcome = once(exchange, &client, &form.token, set).await;
    answer(exchange, form, RecoveryForm::Password, outcome).await
}

pub(super) async fn add_passkey(exchange: &Exchange) -> Result<Response, Failure> {
    let (form, RecoveryPasskeyForm { credential }) = (DecisionForm::read(exchange, "confirm")?, exchange.body()?);
    let credential: Value = serde_json::from_str(&credential).map_err(|_| ProtocolError::Malformed)?;
    let client = press::client(exchange);
    let added = recovery::add_passkey(&exchange.app, shown(&form), &credential, &client).await;
    let outcome = once(exchange, &client, &form.token, added).await;
    answer(exchange, form, RecoveryForm::Passkey, outcome).await
}

/// Options for a new passkey, in JSON.
pub(super) async fn options(exchange: &Exchange) -> Result<Response, Failure> {
    let OptionsBody { token } = exchange.body()?;
    let options = recovery::ask_for_passkey(&exchange.app, &token).await?;
    Ok(reply::json(StatusCode::OK, &json!({ "options": options })))
}

/// Outcome of a form: the page again with an error that it can explain.
async fn answer(
    exchange: &Exchange,
    form: DecisionForm,
    sent: RecoveryForm,
    outcome: Result<(), AuthError>,
) -> Result<Response, Failure> {
    let error = match outcome {
        Ok(()) => return done(exchange, DonePage::Recovered),
        Err(error @ AuthError::TooManyAttempts { .. }) => return Err(error.into()),
        Err(error) => error,
    };
    let Some(problem) = told(&error).problem else { return Err(error.into()) };
    page(exchange, describe(&error).status, form.token, Some((sent, problem.of_signed_in()))).await
}

/// Form of the recovery page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecoveryForm {
    Password,
    Passkey,
}
