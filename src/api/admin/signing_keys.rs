//! `/signing-keys`.

use ::http::StatusCode;
use serde::Serialize;
use serde_json::json;

use super::wire::requested_act;
use crate::domain::signing_key::KeyId;
use crate::domain::{Authority, UnixTime};
use crate::flows::operators::signing_keys::{self, StoredSigningKey};
use crate::http::{Exchange, Failure, Response, reply};

/// Signing key, without its private part.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SigningKeyJson<'a> {
    id: &'a str,
    algorithm: &'static str,
    state: &'static str,
    published_at: String,
    signs_at: String,
    retires_at: String,
    withdrawn_at: String,
    ends_at: String,
}

impl<'a> SigningKeyJson<'a> {
    fn new(key: &'a StoredSigningKey, now: UnixTime) -> Self {
        let times = key.times;
        Self {
            id: &key.id.0,
            algorithm: key.algorithm.as_str(),
            state: times.state(now).as_str(),
            published_at: key.created_at.to_rfc3339(),
            signs_at: times.signs_at.to_rfc3339(),
            retires_at: times.retires_at.to_rfc3339(),
            withdrawn_at: times.withdrawn_at.to_rfc3339(),
            ends_at: times.ends_at.to_rfc3339(),
        }
    }
}

fn answer(exchange: &Exchange, keys: &[StoredSigningKey]) -> Response {
    let now = exchange.app.now();
    let listed: Vec<_> = keys.iter().map(|key| SigningKeyJson::new(key, now)).collect();
    reply::json(StatusCode::OK, &json!({ "keys": listed }))
}

fn key_id(exchange: &Exchange) -> KeyId {
    KeyId(exchange.parameter("id").to_owned())
}

pub(super) async fn index(exchange: &Exchange, authority: &Authority) -> Result<Response, Failure> {
    Ok(answer(exchange, &signing_keys::list(&exchange.app, authority).await?))
}

pub(super) async fn rotate(exchange: &Exchange, authority: &Authority) -> Result<Response, Failure> {
    let requested = requested_act(exchange, authority)?;
    Ok(answer(exchange, &signing_keys::rotate(&exchange.app, &requested, &key_id(exchange)).await?))
}

pub(super) async fn revoke(exchange: &Exchange, authority: &Authority) -> Result<Response, Failure> {
    let requested = requested_act(exchange, authority)?;
    Ok(answer(exchange, &signing_keys::revoke(&exchange.app, &requested, &key_id(exchange)).await?))
}
