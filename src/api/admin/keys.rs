//! `/keys`.

use ::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::wire::{future, list, list_page, requested_act};
use crate::api::shared::wire::SUCCESS;
use crate::domain::profile;
use crate::domain::{AuthError, Authority, KeyScope, ServiceKeyId, UnixTime};
use crate::flows::operators::keys::{self, ListedKey, WantedKey};
use crate::http::{Exchange, Failure, Response, reply};

/// Service key. `key` is present in the answer that makes it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct KeyJson<'a> {
    id: &'a str,
    name: &'a str,
    scopes: Vec<&'static str>,
    created_at: String,
    ends_at: Option<String>,
    last_used_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<&'a str>,
}

impl<'a> KeyJson<'a> {
    fn new(listed: &'a ListedKey, key: Option<&'a str>) -> Self {
        Self {
            id: &listed.id.0,
            name: &listed.name,
            scopes: listed.scopes.iter().map(|scope| scope.as_str()).collect(),
            created_at: listed.created_at.to_rfc3339(),
            ends_at: listed.ends_at.map(UnixTime::to_rfc3339),
            last_used_at: listed.last_used_at.map(UnixTime::to_rfc3339),
            key,
        }
    }
}

/// `POST /keys`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct KeyBody {
    name: String,
    scopes: Vec<String>,
    /// RFC 3339.
    ends_at: Option<String>,
}

pub(super) async fn index(exchange: &Exchange, authority: &Authority) -> Result<Response, Failure> {
    let found = keys::list(&exchange.app, authority, &list_page(exchange)?).await?;
    let entries = found.entries.iter().map(|key| json!(KeyJson::new(key, None))).collect();
    Ok(list("keys", entries, found.next))
}

pub(super) async fn create(exchange: &Exchange, authority: &Authority) -> Result<Response, Failure> {
    let KeyBody { name, scopes, ends_at } = exchange.body()?;
    let wanted = WantedKey {
        name: profile::name(&name)?,
        scopes: parse_scopes(&scopes)?,
        ends_at: ends_at
            .as_deref()
            .map(|text| future(exchange, "endsAt must be a future time of RFC 3339", text))
            .transpose()?,
    };
    let requested = requested_act(exchange, authority)?;
    let (listed, key) = keys::make(&exchange.app, &requested, wanted).await?;
    Ok(reply::json(StatusCode::CREATED, &json!({ "key": KeyJson::new(&listed, Some(key.expose())) })))
}

fn parse_scopes(names: &[String]) -> Result<Vec<KeyScope>, AuthError> {
    let scopes: Option<Vec<_>> = names.iter().map(|name| KeyScope::parse(name)).collect();
    let mut scopes = scopes
        .filter(|scopes| !scopes.is_empty())
        .ok_or(AuthError::InvalidRequest("scopes must name scopes of service keys"))?;
    scopes.sort_by_key(|scope| scope.as_str());
    scopes.dedup();
    Ok(scopes)
}

pub(super) async fn delete(exchange: &Exchange, authority: &Authority) -> Result<Response, Failure> {
    let requested = requested_act(exchange, authority)?;
    keys::delete(&exchange.app, &requested, &ServiceKeyId(exchange.parameter("id").to_owned())).await?;
    Ok(reply::json(StatusCode::OK, &SUCCESS))
}
