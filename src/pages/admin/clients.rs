//! Clients: the applications that sign people in through this service.

use ::http::StatusCode;
use serde_json::{Map, Value, json};

use super::desk::{given, list_page, requested};
use super::layout::{Desk, ShownSecret, next_page, page, refused, remarks};
use crate::domain::client_metadata::{ClientChange, ClientId};
use crate::domain::{AuthError, Authority};
use crate::facts::{Fact, moment, one_line};
use crate::flows::operators::clients::{self, RegisteredClient};
use crate::http::reply::see_other;
use crate::http::{Exchange, Failure, Response};
use crate::pages::copy::Copy;
use crate::pages::copy::console::Console;
use crate::pages::ui::{Button, Field, Form, Input, Item, Section};

const PATH: &str = "/admin/clients";
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
    let found = clients::list(&exchange.app, authority, &list_page(exchange)).await?;
    let copy = &Copy::of(exchange.language.get()).console;
    let next = next_page(copy, PATH, found.next);
    Ok(Desk { next, ..desk(exchange, &found.entries, None) })
}

pub(super) async fn make(exchange: &Exchange, authority: &Authority) -> Result<Response, Failure> {
    let act = requested(exchange, authority)?;
    let mut members = members(exchange);
    members.retain(|_, value| !value.is_null() && value.as_array().is_none_or(|list| !list.is_empty()));
    match clients::register(&exchange.app, &act, &members).await {
        Ok((client, secret)) => {
            let secret = secret.as_ref().map(|secret| secret.expose());
            Ok(page(exchange, StatusCode::CREATED, &desk(exchange, &[client], secret)))
        }
        Err(error) => refused(exchange, listed(exchange, authority).await?, error),
    }
}

pub(super) async fn change(exchange: &Exchange, authority: &Authority) -> Result<Response, Failure> {
    let act = requested(exchange, authority)?;
    let id = ClientId(exchange.parameter("id").to_owned());
    let changed = async {
        let change = ClientChange::parse(&members(exchange), None)?;
        clients::change(&exchange.app, &act, &id, change).await
    };
    match changed.await {
        Ok(_) => Ok(see_other(PATH)),
        Err(error) => refused(exchange, listed(exchange, authority).await?, error),
    }
}

/// Members of a client, from the form; `null` for an empty field, which stands for the default.
fn members(exchange: &Exchange) -> Map<String, Value> {
    let lines = |field| -> Vec<&str> { given(exchange, field).unwrap_or_default().split_whitespace().collect() };
    let is_ticked = |field| given(exchange, field).is_some();
    let mut members = Map::new();
    let mut set = |name: &str, value: Value| members.insert(name.to_owned(), value);
    set("client_name", json!(given(exchange, "client_name")));
    set("redirect_uris", json!(lines("redirect_uris")));
    set("post_logout_redirect_uris", json!(lines("post_logout_redirect_uris")));
    set("token_endpoint_auth_method", json!(given(exchange, "token_endpoint_auth_method")));
    let keys = given(exchange, "jwks").map(|jwks| serde_json::from_str(jwks).unwrap_or_else(|_| json!(jwks)));
    set("jwks", keys.unwrap_or_default());
    set("scope", json!(given(exchange, "scope")));
    set("first_party", json!(is_ticked("first_party")));
    set("require_second_factor", json!(is_ticked("require_second_factor")));
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
    let form = form(console, Form::new(PATH, Button::main(console.make_client)), None).fold(console.make_client);
    let section = Section::new("clients", console.clients)
        .lead(console.clients_lead)
        .items(clients.iter().map(|client| item(copy, client)))
        .forms([form]);
    let secret = secret.map(|text| ShownSecret { lead: console.secret_made.into(), text: text.to_owned() });
    Desk { title: console.clients.into(), secret, sections: vec![section], ..Desk::default() }
}

/// Form of a client, with the members of the one that it changes.
fn form(console: &'static Console, form: Form, of: Option<&RegisteredClient>) -> Form {
    let text = |name| of.map(|client| shown(client, name)).unwrap_or_default();
    let field = |name, input, label| Field::new(name, input, label).value(text(name));
    let is_set = |name| of.is_some_and(|client| client.metadata.settings.get(name) == Some(&Value::Bool(true)));
    let ticked = |name, label| Field::new(name, Input::Consent, label).optional().ticked(is_set(name));
    let form = form
        .field(field("client_name", Input::Label, console.name))
        .field(field("redirect_uris", Input::Lines, console.redirect_uris).hint(console.lines_hint))
        .field(
            field("post_logout_redirect_uris", Input::Lines, console.logout_uris).optional().hint(console.lines_hint),
        )
        .field(field("token_endpoint_auth_method", Input::Choice, console.auth_method).options(METHODS))
        .field(field("jwks", Input::Lines, console.jwks).optional())
        .field(field("scope", Input::Label, console.scopes).optional().hint(console.scopes_hint))
        .field(ticked("first_party", console.first_party))
        .field(ticked("require_second_factor", console.needs_second_factor));
    remarks(console, form)
}

/// Member of a client as text: lists one a line, objects as JSON.
fn shown(client: &RegisteredClient, name: &str) -> String {
    match client.metadata.standard.get(name) {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("\n"),
        Some(other) => other.to_string(),
    }
}

fn item(copy: &'static Copy, client: &RegisteredClient) -> Item {
    let console = &copy.console;
    let text = |name: &str| client.metadata.standard.get(name).and_then(Value::as_str).unwrap_or_default();
    let uris = shown(client, "redirect_uris").replace('\n', " ");
    let facts = vec![
        Fact::known("client_id", client.id.0.clone()),
        Fact::stated(console.redirect_uris, &uris),
        Fact::stated(console.auth_method, text("token_endpoint_auth_method")),
        Fact::stated(console.scopes, text("scope")),
        Fact::known(console.created, moment(client.created_at, copy.language)),
    ];
    let path = format!("{PATH}/{}", client.id.0);
    let replace = || super::layout::new_secret(console, &path);
    let delete = super::layout::removal(console, format!("{path}/delete"));
    let change = form(console, Form::new(path.clone(), Button::main(console.save)), Some(client)).fold(console.change);
    let forms =
        [Some(change), client.metadata.has_secret().then(replace), Some(delete)].into_iter().flatten().collect();
    Item { title: one_line(text("client_name")), badge: None, facts, forms }
}
