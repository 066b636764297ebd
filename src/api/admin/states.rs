//! `/users/{id}/disable` and `/enable`.

use serde::Deserialize;
use serde_json::Value;

use super::users::account;
use super::wire::{future, requested_act, user};
use crate::domain::authority::Remarks;
use crate::domain::{AuthError, Authority};
use crate::flows::operators::states;
use crate::flows::operators::states::{Disabling, OwnerNotice};
use crate::http::{Exchange, Failure, Response};

/// `POST /users/{id}/disable`.
#[derive(Deserialize)]
struct DisableBody {
    /// RFC 3339.
    until: Option<String>,
    /// `true` or `"true"`, as a form sends it.
    silent: Option<Value>,
}

pub(super) async fn disable(exchange: &Exchange, authority: &Authority) -> Result<Response, Failure> {
    let DisableBody { until, silent } = exchange.body()?;
    let until =
        until.as_deref().map(|text| future(exchange, "until must be a future time of RFC 3339", text)).transpose()?;
    let requested = requested_act(exchange, authority)?;
    let notice = notice(silent.as_ref(), &requested.remarks)?;
    let disabling = Disabling { until, notice };
    Ok(user(&states::disable(&exchange.app, &requested, &account(exchange), disabling).await?))
}

pub(super) async fn enable(exchange: &Exchange, authority: &Authority) -> Result<Response, Failure> {
    let requested = requested_act(exchange, authority)?;
    Ok(user(&states::enable(&exchange.app, &requested, &account(exchange)).await?))
}

/// Notice of the act to the person. Silence needs a note.
fn notice(silent: Option<&Value>, remarks: &Remarks) -> Result<OwnerNotice, AuthError> {
    match silent.map(|silent| silent.as_bool().or_else(|| silent.as_str()?.parse().ok())) {
        None | Some(Some(false)) => Ok(OwnerNotice::Mailed),
        Some(Some(true)) if remarks.note.is_some() => Ok(OwnerNotice::Silent),
        Some(Some(true)) => Err(AuthError::InvalidRequest("silent needs a note")),
        Some(None) => Err(AuthError::InvalidRequest("silent must be true or false")),
    }
}
