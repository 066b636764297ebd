//! `/refuse-recovery`: page of the link by which a mailbox refuses a recovery.

use ::http::StatusCode;
use serde::Deserialize;

use super::handlers::{done, link_token, show};
use super::{Done, Page};
use crate::flows::links::refused_recovery;
use crate::http::{Exchange, Failure, ProtocolError, Response, press};

#[derive(Deserialize)]
struct Form {
    token: String,
    decision: String,
}

pub(super) async fn show_page(exchange: &Exchange) -> Result<Response, Failure> {
    let token = link_token(exchange)?;
    let email = refused_recovery::find(&exchange.app, &token).await?;
    Ok(show(exchange, StatusCode::OK, &Page::RefuseRecovery { token, email }, &[]))
}

pub(super) async fn refuse(exchange: &Exchange) -> Result<Response, Failure> {
    let Form { token, decision } = exchange.body()?;
    if decision != "refuse" {
        return Err(ProtocolError::Malformed.into());
    }
    refused_recovery::refuse(&exchange.app, &token, &press::client(exchange)).await?;
    done(exchange, Done::RecoveryRefused)
}
