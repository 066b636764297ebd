//! `/clients`: flat objects by the names of RFC 7591.

use ::http::StatusCode;
use serde_json::{Map, Value, json};

use super::secrets::grace;
use super::wire::{list, list_page, requested_act};
use crate::api::shared::patch::Patch;
use crate::api::shared::wire::SUCCESS;
use crate::domain::client_metadata::{ClientChange, ClientId, member_names};
use crate::domain::{AuthError, Authority};
use crate::flows::operators::clients::{self, RegisteredClient};
use crate::http::{Exchange, Failure, Response, conditional, reply};

/// Client that the path names.
fn client_id(exchange: &Exchange) -> ClientId {
    ClientId(exchange.parameter("id").to_owned())
}

fn object(client: &RegisteredClient) -> Map<String, Value> {
    let mut members = client.metadata.standard.clone();
    members.extend(client.metadata.settings.clone());
    members.insert("client_id".to_owned(), json!(client.id.0));
    members.insert("client_id_issued_at".to_owned(), json!(client.created_at.0));
    members
}

/// Refuses members that a client does not have.
fn check_names(exchange: &Exchange) -> Result<(), AuthError> {
    let known: Vec<&str> = member_names().chain(["reason", "note"]).collect();
    Patch::of(&exchange.fields, &known).map(drop)
}

fn answer(status: StatusCode, client: &RegisteredClient, members: &Map<String, Value>) -> Response {
    let mut response = reply::json(status, members);
    conditional::set_version(&mut response, client.version);
    response
}

/// 201 with a secret, which is shown this once and does not expire.
fn answer_with_secret(client: &RegisteredClient, secret: Option<&str>) -> Response {
    let mut members = object(client);
    if let Some(secret) = secret {
        members.insert("client_secret".to_owned(), json!(secret));
        members.insert("client_secret_expires_at".to_owned(), json!(0));
    }
    answer(StatusCode::CREATED, client, &members)
}

pub(super) async fn index(exchange: &Exchange, authority: &Authority) -> Result<Response, Failure> {
    let found = clients::list(&exchange.app, authority, &list_page(exchange)?).await?;
    Ok(list("clients", found.entries.iter().map(|client| Value::Object(object(client))).collect(), found.next))
}

pub(super) async fn show(exchange: &Exchange, authority: &Authority) -> Result<Response, Failure> {
    let client = clients::find(&exchange.app, authority, &client_id(exchange)).await?;
    Ok(answer(StatusCode::OK, &client, &object(&client)))
}

pub(super) async fn create(exchange: &Exchange, authority: &Authority) -> Result<Response, Failure> {
    let requested = requested_act(exchange, authority)?;
    check_names(exchange)?;
    let (client, secret) = clients::register(&exchange.app, &requested, &exchange.fields).await?;
    Ok(answer_with_secret(&client, secret.as_ref().map(|secret| secret.expose())))
}

pub(super) async fn change(exchange: &Exchange, authority: &Authority) -> Result<Response, Failure> {
    let requested = requested_act(exchange, authority)?;
    check_names(exchange)?;
    let versions = conditional::if_match(&exchange.request);
    let change = ClientChange::parse(&exchange.fields, versions).map_err(AuthError::from)?;
    let client = clients::change(&exchange.app, &requested, &client_id(exchange), change).await?;
    Ok(answer(StatusCode::OK, &client, &object(&client)))
}

pub(super) async fn delete(exchange: &Exchange, authority: &Authority) -> Result<Response, Failure> {
    let requested = requested_act(exchange, authority)?;
    clients::delete(&exchange.app, &requested, &client_id(exchange)).await?;
    Ok(reply::json(StatusCode::OK, &SUCCESS))
}

pub(super) async fn replace_secret(exchange: &Exchange, authority: &Authority) -> Result<Response, Failure> {
    let (requested, grace) = (requested_act(exchange, authority)?, grace(exchange)?);
    let (client, secret) = clients::replace_secret(&exchange.app, &requested, &client_id(exchange), grace).await?;
    Ok(answer_with_secret(&client, Some(secret.expose())))
}
