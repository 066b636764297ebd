//! `/remove-second-factor`: page of the link by which an owner removes a second factor that somebody else enabled.

use ::http::StatusCode;
use serde::Deserialize;

use super::handlers::{DecisionForm, done, link_token, once, show};
use super::{DonePage, Page, Problem};
use crate::domain::AuthError;
use crate::flows::links::factor_undo;
use crate::http::{Exchange, Failure, Response, press};

#[derive(Deserialize)]
struct RemovedFactorForm {
    password: String,
    /// Address for password managers, shown again after an error.
    #[serde(default)]
    username: String,
}

pub(super) async fn show_page(exchange: &Exchange) -> Result<Response, Failure> {
    let token = link_token(exchange)?;
    let account = factor_undo::find(&exchange.app, &token).await?;
    let email = account.email.unwrap_or_default();
    Ok(show(exchange, StatusCode::OK, &Page::RemoveSecondFactor { token, email, problem: None }, &[]))
}

pub(super) async fn remove(exchange: &Exchange) -> Result<Response, Failure> {
    let DecisionForm { token, .. } = DecisionForm::read(exchange, "confirm")?;
    let RemovedFactorForm { password, username: email } = exchange.body()?;
    let client = press::client(exchange);
    let undone = factor_undo::undo(&exchange.app, &token, &password, &client).await;
    match once(exchange, &client, &token, undone).await {
        Ok(()) => done(exchange, DonePage::SecondFactorRemoved),
        Err(AuthError::InvalidCredentials) => {
            let problem = Some(Problem::WrongPassword);
            Ok(show(exchange, StatusCode::UNAUTHORIZED, &Page::RemoveSecondFactor { token, email, problem }, &[]))
        }
        Err(error) => Err(error.into()),
    }
}
