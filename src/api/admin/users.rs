//! `/users`.

use crate::domain::{AccountId, Authority};
use crate::flows::operators;
use crate::http::{Exchange, Failure, Response};

use super::wire::user;

/// Account that the path names.
pub(super) fn account(exchange: &Exchange) -> AccountId {
    AccountId(exchange.parameter("id").to_owned())
}

pub(super) async fn show(exchange: &Exchange, authority: &Authority) -> Result<Response, Failure> {
    Ok(user(&operators::users::find(&exchange.app, authority, &account(exchange)).await?))
}
