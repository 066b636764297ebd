//! `/refuse-recovery`: page of the link by which a mailbox refuses a recovery.

use ::http::StatusCode;

use super::handlers::{DecisionForm, done, link_token, show};
use super::{DonePage, Page};
use crate::flows::links::refused_recovery;
use crate::http::{Exchange, Failure, Response, press};

pub(super) async fn show_page(exchange: &Exchange) -> Result<Response, Failure> {
    let token = link_token(exchange)?;
    let email = refused_recovery::find(&exchange.app, &token).await?;
    Ok(show(exchange, StatusCode::OK, &Page::RefuseRecovery { token, email }, &[]))
}

pub(super) async fn refuse(exchange: &Exchange) -> Result<Response, Failure> {
    let DecisionForm { token, .. } = DecisionForm::read(exchange, "refuse")?;
    refused_recovery::refuse(&exchange.app, &token, &press::client(exchange)).await?;
    done(exchange, DonePage::RecoveryRefused)
}
