//! `/keep-address`: page of the link by which a mailbox keeps its address, or takes it back.

use ::http::StatusCode;

use super::handlers::{DecisionForm, done, link_token, once, show};
use super::{DonePage, Page};
use crate::flows::links::address_undo;
use crate::http::{Exchange, Failure, Response, press};

pub(super) async fn show_page(exchange: &Exchange) -> Result<Response, Failure> {
    let token = link_token(exchange)?;
    let email = address_undo::find(&exchange.app, &token).await?;
    Ok(show(exchange, StatusCode::OK, &Page::KeepAddress { token, email }, &[]))
}

pub(super) async fn keep(exchange: &Exchange) -> Result<Response, Failure> {
    let DecisionForm { token, .. } = DecisionForm::read(exchange, "confirm")?;
    let client = press::client(exchange);
    let undone = address_undo::undo(&exchange.app, &token, &client).await;
    once(exchange, &client, &token, undone).await?;
    done(exchange, DonePage::AddressKept)
}
