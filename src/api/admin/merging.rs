//! `/users/{id}/merge`.

use serde::Deserialize;

use super::users::account;
use super::wire::{requested_act, user};
use crate::domain::{AccountId, AuthError, Authority};
use crate::flows::operators::merging::{self, KeptPassword, Merging};
use crate::http::{Exchange, Failure, Response};

/// `POST /users/{id}/merge`.
#[derive(Deserialize)]
struct MergeBody {
    /// Account that ends.
    from: AccountId,
    keep: Option<String>,
}

pub(super) async fn merge(exchange: &Exchange, authority: &Authority) -> Result<Response, Failure> {
    let MergeBody { from, keep } = exchange.body()?;
    let keep = match keep.as_deref() {
        None => None,
        Some("target") => Some(KeptPassword::Target),
        Some("from") => Some(KeptPassword::From),
        Some(_) => return Err(AuthError::InvalidRequest("keep must be target or from").into()),
    };
    let requested = requested_act(exchange, authority)?;
    let merging = Merging { from: &from, keep };
    Ok(user(&merging::merge(&exchange.app, &requested, &account(exchange), &merging).await?))
}
