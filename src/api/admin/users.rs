//! `/users`: looking at accounts, and deleting them.

use ::http::StatusCode;
use serde_json::json;

use super::wire::{UserJson, list, list_page, requested_act, user};
use crate::api::shared::wire::SUCCESS;
use crate::domain::{AccountId, AuthError, Authority, EmailAddress, Username};
use crate::flows::operators::deletion;
use crate::flows::operators::users::{self, UserFilter};
use crate::http::{Exchange, Failure, Response, reply};

/// Query parameters that choose accounts; a request has at most one.
const FILTERS: [&str; 6] = ["email", "username", "id", "externalId", "prefix", "status"];

/// Account that the path names.
pub(super) fn account(exchange: &Exchange) -> AccountId {
    AccountId(exchange.parameter("id").to_owned())
}

pub(super) async fn show(exchange: &Exchange, authority: &Authority) -> Result<Response, Failure> {
    Ok(user(&users::find(&exchange.app, authority, &account(exchange)).await?))
}

pub(super) async fn delete(exchange: &Exchange, authority: &Authority) -> Result<Response, Failure> {
    let requested = requested_act(exchange, authority)?;
    deletion::delete(&exchange.app, &requested, &account(exchange)).await?;
    Ok(reply::json(StatusCode::OK, &SUCCESS))
}

pub(super) async fn index(exchange: &Exchange, authority: &Authority) -> Result<Response, Failure> {
    let found = users::list(&exchange.app, authority, &filter(exchange)?, &list_page(exchange)?).await?;
    let entries = found.entries.iter().map(|user| json!(UserJson::from(user))).collect();
    Ok(list("users", entries, found.next))
}

fn filter(exchange: &Exchange) -> Result<UserFilter, AuthError> {
    let mut given = FILTERS.iter().filter_map(|name| Some((*name, exchange.query(name)?)));
    let filter = match given.next() {
        None => UserFilter::All,
        Some(("email", typed)) => {
            UserFilter::Email(EmailAddress::parse(&typed).ok_or(AuthError::InvalidEmail)?.key().clone())
        }
        Some(("username", typed)) => {
            UserFilter::Username(Username::parse(&typed).ok_or(AuthError::InvalidUsername)?.key())
        }
        Some(("id", id)) => UserFilter::Id(AccountId(id)),
        Some(("externalId", id)) => UserFilter::ExternalId(id),
        Some(("prefix", text)) => UserFilter::Prefix(text.trim().to_lowercase()),
        Some((_, status)) => match status.as_str() {
            "active" => UserFilter::Active,
            "disabled" => UserFilter::Disabled,
            _ => return Err(AuthError::InvalidRequest("status must be active or disabled")),
        },
    };
    if given.next().is_some() {
        return Err(AuthError::InvalidRequest("give one of email, username, id, externalId, prefix and status"));
    }
    Ok(filter)
}
