//! Clients: the applications that sign people in through this service.

use ::http::StatusCode;
use serde_json::{Map, Value, json};

use super::desk::{given, requested};
use super::layout::{Desk, ShownSecret, next_page, page, refused};
use crate::domain::client_metadata::ClientId;
use crate::domain::{AuthError, Authority};
use crate::facts::{Fact, moment, one_line};
use crate::flows::operators::ListPage;
use crate::flows::operators::clients::{self, RegisteredClient};
use crate::http::reply::see_other;
use crate::http::{Exchange, Failure, Response};
use crate::pages::copy::Copy;
use crate::pages::ui::{Button, Field, Form, Input, Item, Section};

const PATH: &str = "/admin/clients";
/// Clients on a page.
const LIMIT: usize = 25;
/// Ways in which a client authenticates.
const METHODS: [(&str, &str); 4] = [
    ("client_secret_basic", "client_secret_basic"),
    ("client_secret_post", "client_secret_post"),
    ("none", "none"),
    ("private_key_jwt", "private_key_jwt"),
];

pub(super) async fn show(exchange: &Exchange, authority: &Authority) -> Result<Response, Failure> {
    Ok(page(exchange, StatusCode::OK, &listed(exchange, authority).await?))
}

async fn listed(exchange: &Exchange, authority: &Authority) -> Result<Desk, AuthError> {
    let cursor = exchange.query("cursor");
    let asked = ListPage { limit: LIMIT, cursor: cursor.as_deref() };
    let found = clients::list(&exchange.app, authority, &asked).await?;
    let copy = &Copy::of(exchange.language.get()).console;
    let next = next_page(copy, PATH, found.next);
    Ok(Desk { next, ..desk(exchange, &found.clients, None) })
}

pub(super) async fn make(exchange: &Exchange, authority: &Authority) -> Result<Response, Failure> {
    let act = requested(exchange, authority)?;
    match clients::register(&exchange.app, &act, &members(exchange)).await {
        Ok((client, secret)) => {
            let secret = secret.as_ref().map(|secret| secret.expose());
            Ok(page(exchange, StatusCode::CREATED, &desk(exchange, &[client], secret)))
        }
        Err(error) => refused(exchange, listed(exchange, authority).await?, error),
    }
}

/// Members of a registration, from the form. What it leaves out has its default.
fn members(exchange: &Exchange) -> Map<String, Value> {
    let lines = |field| -> Vec<&str> { given(exchange, field).unwrap_or_default().split_whitespace().collect() };
    let is_ticked = |field| given(exchange, field).is_some();
    let mut members = Map::new();
    let mut set = |name: &str, value: Value| members.insert(name.to_owned(), value);
    set("client_name", json!(given(exchange, "client_name")));
    set("redirect_uris", json!(lines("redirect_uris")));
    set("post_logout_redirect_uris", json!(lines("post_logout_redirect_uris")));
    set("token_endpoint_auth_method", json!(given(exchange, "token_endpoint_auth_method")));
    if let Some(jwks) = given(exchange, "jwks") {
        set("jwks", serde_json::from_str(jwks).unwrap_or_else(|_| json!(jwks)));
    }
    if let Some(scope) = given(exchange, "scope") {
        set("scope", json!(scope));
    }
    set("first_party", json!(is_ticked("first_party")));
    set("require_second_factor", json!(is_ticked("require_second_factor")));
    members.retain(|_, value| !value.is_null() && value.as_array().is_none_or(|list| !list.is_empty()));
    members
}

pub(super) async fn replace_secret(exchange: &Exchange, authority: &Authority) -> Result<Response, Failure> {
    let id = ClientId(exchange.parameter("id").to_owned());
    let act = requested(exchange, authority)?;
    let (client, secret) = clients::replace_secret(&exchange.app, &act, &id, super::desk::grace(exchange)).await?;
    Ok(page(exchange, StatusCode::CREATED, &desk(exchange, &[client], Some(secret.expose()))))
}

pub(super) async fn delete(exchange: &Exchange, authority: &Authority) -> Result<Response, Failure> {
    let id = ClientId(exchange.parameter("id").to_owned());
    clients::delete(&exchange.app, &requested(exchange, authority)?, &id).await?;
    Ok(see_other(PATH))
}

fn desk(exchange: &Exchange, clients: &[RegisteredClient], secret: Option<&str>) -> Desk {
    let copy = Copy::of(exchange.language.get());
    let console = &copy.console;
    let lines = |name, label| Field::new(name, Input::Lines, label).hint(console.lines_hint);
    let form = Form::new(PATH, Button::main(console.make_client))
        .field(Field::new("client_name", Input::Label, console.name))
        .field(lines("redirect_uris", console.redirect_uris))
        .field(lines("post_logout_redirect_uris", console.logout_uris).optional())
        .field(Field::new("token_endpoint_auth_method", Input::Choice, console.auth_method).options(METHODS))
        .field(Field::new("jwks", Input::Lines, console.jwks).optional())
        .field(Field::new("scope", Input::Label, console.scopes).optional().hint(console.scopes_hint))
        .field(Field::new("first_party", Input::Consent, console.first_party).optional())
        .field(Field::new("require_second_factor", Input::Consent, console.needs_second_factor).optional())
        .field(Field::new("reason", Input::Label, console.reason).optional())
        .fold(console.make_client);
    let section = Section::new("clients", console.clients)
        .lead(console.clients_lead)
        .items(clients.iter().map(|client| item(copy, client)))
        .forms([form]);
    let secret = secret.map(|text| ShownSecret { lead: console.secret_made.into(), text: text.to_owned() });
    Desk { title: console.clients.into(), secret, sections: vec![section], ..Desk::default() }
}

fn item(copy: &'static Copy, client: &RegisteredClient) -> Item {
    let console = &copy.console;
    let text = |name: &str| client.metadata.standard.get(name).and_then(Value::as_str).unwrap_or_default();
    let uris = client.metadata.standard.get("redirect_uris").and_then(Value::as_array).cloned().unwrap_or_default();
    let uris: Vec<_> = uris.iter().filter_map(Value::as_str).collect();
    let facts = vec![
        Fact::known("client_id", client.id.0.clone()),
        Fact::stated(console.redirect_uris, &uris.join(" ")),
        Fact::stated(console.auth_method, text("token_endpoint_auth_method")),
        Fact::stated(console.scopes, text("scope")),
        Fact::known(console.created, moment(client.created_at, copy.language)),
    ];
    let path = format!("{PATH}/{}", client.id.0);
    let replace = || super::layout::new_secret(console, &path);
    let delete = super::layout::removal(console, format!("{path}/delete"));
    let forms = client.metadata.has_secret().then(replace).into_iter().chain([delete]).collect();
    Item { title: one_line(text("client_name")), badge: None, facts, forms }
}
