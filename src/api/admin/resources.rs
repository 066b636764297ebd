//! `/resources`.

use ::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::secrets::grace;
use super::wire::{list, list_page, requested_act};
use crate::api::shared::patch::Patch;
use crate::api::shared::wire::SUCCESS;
use crate::domain::resource::{NewResource, ResourceChange, scopes};
use crate::domain::{AuthError, Authority, ResourceId, ResourceIdentifier, profile};
use crate::flows::operators::resources::{self, Resource};
use crate::http::{Exchange, Failure, Response, conditional, reply};

/// Members that a request may name.
const MEMBERS: [&str; 6] = ["identifier", "name", "scopes", "open_to_registered", "reason", "note"];

/// Resource. `client_secret` is present in the answer that makes it.
#[derive(Serialize)]
struct ResourceJson<'a> {
    id: &'a str,
    identifier: &'a str,
    name: &'a str,
    scopes: &'a [String],
    open_to_registered: bool,
    created_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_secret: Option<&'a str>,
}

impl<'a> ResourceJson<'a> {
    fn new(resource: &'a Resource, client_secret: Option<&'a str>) -> Self {
        Self {
            id: &resource.id.0,
            identifier: &resource.identifier,
            name: &resource.name,
            scopes: &resource.scopes,
            open_to_registered: resource.open_to_registered,
            created_at: resource.created_at.to_rfc3339(),
            client_secret,
        }
    }
}

/// `POST` and `PATCH`. A member of a merge patch that is `null` is absent or has its default.
#[derive(Deserialize)]
struct ResourceBody {
    identifier: Option<String>,
    name: Option<String>,
    scopes: Option<Vec<String>>,
    open_to_registered: Option<bool>,
}

impl ResourceBody {
    fn read(exchange: &Exchange) -> Result<ResourceChange, Failure> {
        Patch::of(&exchange.fields, &MEMBERS)?;
        let Self { identifier, name, scopes: names, open_to_registered } = exchange.body()?;
        let is_null = |member: &str| exchange.fields.get(member).is_some_and(Value::is_null);
        if is_null("identifier") || is_null("name") {
            return Err(AuthError::InvalidRequest("identifier and name cannot be removed").into());
        }
        let trusted = &exchange.app.config().trusted_origins;
        let parse = |text: String| ResourceIdentifier::parse(&text, trusted).map_err(AuthError::InvalidRequest);
        let names = names.or(is_null("scopes").then(Vec::new));
        Ok(ResourceChange {
            identifier: identifier.map(parse).transpose()?,
            name: name.map(|name| profile::name(&name)).transpose()?,
            scopes: names.map(scopes).transpose().map_err(AuthError::InvalidRequest)?,
            open_to_registered: open_to_registered.or(is_null("open_to_registered").then_some(false)),
            versions: conditional::if_match(&exchange.request),
        })
    }
}

fn resource_id(exchange: &Exchange) -> ResourceId {
    ResourceId(exchange.parameter("id").to_owned())
}

fn answer(status: StatusCode, resource: &Resource, client_secret: Option<&str>) -> Response {
    let body = json!({ "resource": ResourceJson::new(resource, client_secret) });
    let mut response = reply::json(status, &body);
    conditional::set_version(&mut response, resource.version);
    response
}

pub(super) async fn index(exchange: &Exchange, authority: &Authority) -> Result<Response, Failure> {
    let found = resources::list(&exchange.app, authority, &list_page(exchange)?).await?;
    let entries = found.entries.iter().map(|resource| json!(ResourceJson::new(resource, None))).collect();
    Ok(list("resources", entries, found.next))
}

pub(super) async fn show(exchange: &Exchange, authority: &Authority) -> Result<Response, Failure> {
    let resource = resources::find(&exchange.app, authority, &resource_id(exchange)).await?;
    Ok(answer(StatusCode::OK, &resource, None))
}

pub(super) async fn create(exchange: &Exchange, authority: &Authority) -> Result<Response, Failure> {
    let requested = requested_act(exchange, authority)?;
    let ResourceChange { identifier, name, scopes, open_to_registered, .. } = ResourceBody::read(exchange)?;
    let (Some(identifier), Some(name)) = (identifier, name) else {
        return Err(AuthError::InvalidRequest("identifier and name must be given").into());
    };
    let (scopes, open_to_registered) = (scopes.unwrap_or_default(), open_to_registered.unwrap_or_default());
    let new = NewResource { identifier, name, scopes, open_to_registered };
    let resource = resources::register(&exchange.app, &requested, new).await?;
    Ok(answer(StatusCode::CREATED, &resource, None))
}

pub(super) async fn change(exchange: &Exchange, authority: &Authority) -> Result<Response, Failure> {
    let requested = requested_act(exchange, authority)?;
    let change = ResourceBody::read(exchange)?;
    let resource = resources::change(&exchange.app, &requested, &resource_id(exchange), change).await?;
    Ok(answer(StatusCode::OK, &resource, None))
}

pub(super) async fn delete(exchange: &Exchange, authority: &Authority) -> Result<Response, Failure> {
    let requested = requested_act(exchange, authority)?;
    resources::delete(&exchange.app, &requested, &resource_id(exchange)).await?;
    Ok(reply::json(StatusCode::OK, &SUCCESS))
}

pub(super) async fn replace_secret(exchange: &Exchange, authority: &Authority) -> Result<Response, Failure> {
    let (requested, grace) = (requested_act(exchange, authority)?, grace(exchange)?);
    let (resource, secret) =
        resources::replace_secret(&exchange.app, &requested, &resource_id(exchange), grace).await?;
    Ok(answer(StatusCode::CREATED, &resource, Some(secret.expose())))
}
