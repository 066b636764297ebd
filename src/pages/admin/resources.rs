//! Resources: the APIs that take access tokens of this service.

use ::http::StatusCode;

use super::desk::{given, list_page, requested};
use super::layout::{Desk, ShownSecret, new_secret, next_page, page, refused, remarks, removal};
use crate::domain::resource::{NewResource, ResourceChange, scopes};
use crate::domain::{AuthError, Authority, ResourceId, ResourceIdentifier, profile};
use crate::facts::{Fact, moment, one_line};
use crate::flows::operators::resources::{self, Resource};
use crate::http::reply::see_other;
use crate::http::{Exchange, Failure, Response};
use crate::pages::copy::Copy;
use crate::pages::copy::console::Console;
use crate::pages::ui::{Button, Field, Form, Input, Item, Section};

const PATH: &str = "/admin/resources";

pub(super) async fn show(exchange: &Exchange, authority: &Authority) -> Result<Response, Failure> {
    Ok(page(exchange, StatusCode::OK, &listed(exchange, authority).await?))
}

async fn listed(exchange: &Exchange, authority: &Authority) -> Result<Desk, AuthError> {
    let found = resources::list(&exchange.app, authority, &list_page(exchange)).await?;
    let copy = &Copy::of(exchange.language.get()).console;
    let next = next_page(copy, PATH, found.next);
    Ok(Desk { next, ..desk(exchange, &found.entries, None) })
}

pub(super) async fn make(exchange: &Exchange, authority: &Authority) -> Result<Response, Failure> {
    let act = requested(exchange, authority)?;
    let new = NewResource {
        identifier: identifier(exchange)?,
        name: profile::name(given(exchange, "name").unwrap_or_default())?,
        scopes: typed_scopes(exchange)?,
        open_to_registered: given(exchange, "open_to_registered").is_some(),
    };
    match resources::register(&exchange.app, &act, new).await {
        Ok(_) => Ok(see_other(PATH)),
        Err(error) => refused(exchange, listed(exchange, authority).await?, error),
    }
}

pub(super) async fn change(exchange: &Exchange, authority: &Authority) -> Result<Response, Failure> {
    let act = requested(exchange, authority)?;
    let changed = async {
        let change = ResourceChange {
            identifier: Some(identifier(exchange)?),
            name: Some(profile::name(given(exchange, "name").unwrap_or_default())?),
            scopes: Some(typed_scopes(exchange)?),
            open_to_registered: Some(given(exchange, "open_to_registered").is_some()),
            versions: None,
        };
        resources::change(&exchange.app, &act, &resource_id(exchange), change).await
    };
    match changed.await {
        Ok(_) => Ok(see_other(PATH)),
        Err(error) => refused(exchange, listed(exchange, authority).await?, error),
    }
}

fn typed_scopes(exchange: &Exchange) -> Result<Vec<String>, AuthError> {
    let names = given(exchange, "scopes").unwrap_or_default().split_whitespace();
    scopes(names.map(str::to_owned).collect()).map_err(AuthError::InvalidRequest)
}

fn resource_id(exchange: &Exchange) -> ResourceId {
    ResourceId(exchange.parameter("id").to_owned())
}

fn identifier(exchange: &Exchange) -> Result<ResourceIdentifier, AuthError> {
    let trusted = &exchange.app.config().trusted_origins;
    let typed = given(exchange, "identifier").unwrap_or_default();
    ResourceIdentifier::parse(typed, trusted).map_err(AuthError::InvalidRequest)
}

pub(super) async fn replace_secret(exchange: &Exchange, authority: &Authority) -> Result<Response, Failure> {
    let (act, grace) = (requested(exchange, authority)?, super::desk::grace(exchange));
    let (resource, secret) = resources::replace_secret(&exchange.app, &act, &resource_id(exchange), grace).await?;
    Ok(page(exchange, StatusCode::CREATED, &desk(exchange, &[resource], Some(secret.expose()))))
}

pub(super) async fn delete(exchange: &Exchange, authority: &Authority) -> Result<Response, Failure> {
    resources::delete(&exchange.app, &requested(exchange, authority)?, &resource_id(exchange)).await?;
    Ok(see_other(PATH))
}

fn desk(exchange: &Exchange, resources: &[Resource], secret: Option<&str>) -> Desk {
    let copy = Copy::of(exchange.language.get());
    let console = &copy.console;
    let form = form(console, Form::new(PATH, Button::main(console.make_resource)), None).fold(console.make_resource);
    let section = Section::new("resources", console.resources)
        .lead(console.resources_lead)
        .items(resources.iter().map(|resource| item(copy, resource)))
        .forms([form]);
    let secret = secret.map(|text| ShownSecret { lead: console.secret_made.into(), text: text.to_owned() });
    Desk { title: console.resources.into(), secret, sections: vec![section], ..Desk::default() }
}

/// Form of a resource, with the members of the one that it changes.
fn form(console: &'static Console, form: Form, of: Option<&Resource>) -> Form {
    let text = |read: fn(&Resource) -> String| of.map(read).unwrap_or_default();
    let form = form
        .field(Field::new("name", Input::Label, console.name).value(text(|of| of.name.clone())))
        .field(
            Field::new("identifier", Input::Label, console.identifier)
                .hint(console.identifier_hint)
                .value(text(|of| of.identifier.clone())),
        )
        .field(
            Field::new("scopes", Input::Label, console.scopes)
                .optional()
                .hint(console.scopes_hint)
                .value(text(|of| of.scopes.join(" "))),
        )
        .field(
            Field::new("open_to_registered", Input::Consent, console.open_to_registered)
                .optional()
                .ticked(of.is_some_and(|of| of.open_to_registered)),
        );
    remarks(console, form)
}

fn item(copy: &'static Copy, resource: &Resource) -> Item {
    let console = &copy.console;
    let path = format!("{PATH}/{}", resource.id);
    let change = form(console, Form::new(path.clone(), Button::main(console.save)), Some(resource));
    Item {
        title: one_line(&resource.name),
        badge: None,
        facts: vec![
            Fact::known(console.id, resource.id.0.clone()),
            Fact::stated(console.identifier, &resource.identifier),
            Fact::stated(console.scopes, &resource.scopes.join(" ")),
            Fact::known(console.created, moment(resource.created_at, copy.language)),
        ],
        forms: vec![
            change.fold(console.change),
            new_secret(console, &path),
            removal(console, format!("{path}/delete")),
        ],
    }
}
