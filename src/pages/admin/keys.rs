//! Service keys: their list, and the one that was just made.

use ::http::StatusCode;

use super::desk::{given, list_page, requested};
use super::layout::{Desk, ShownSecret, next_page, page, refused, remarks, removal};
use crate::domain::profile;
use crate::domain::{AuthError, Authority, KeyScope, ServiceKeyId, UnixTime};
use crate::facts::{Fact, moment, one_line};
use crate::flows::operators::keys::{self, ListedKey, WantedKey};
use crate::http::reply::see_other;
use crate::http::{Exchange, Failure, Response};
use crate::pages::copy::Copy;
use crate::pages::ui::{Button, Field, Form, Input, Item, Section};

const PATH: &str = "/admin/keys";

pub(super) async fn show(exchange: &Exchange, authority: &Authority) -> Result<Response, Failure> {
    Ok(page(exchange, StatusCode::OK, &listed(exchange, authority).await?))
}

async fn listed(exchange: &Exchange, authority: &Authority) -> Result<Desk, AuthError> {
    let found = keys::list(&exchange.app, authority, &list_page(exchange)).await?;
    let next = next_page(&Copy::of(exchange.language.get()).console, PATH, found.next);
    Ok(Desk { next, ..desk(exchange, &found.entries, None) })
}

pub(super) async fn make(exchange: &Exchange, authority: &Authority) -> Result<Response, Failure> {
    let scopes: Vec<_> = KeyScope::ALL.into_iter().filter(|scope| given(exchange, scope.as_str()).is_some()).collect();
    if scopes.is_empty() {
        return Err(AuthError::InvalidRequest("a key needs a scope").into());
    }
    let ends_at = given(exchange, "endsAt").map(|day| super::acts::future_day(exchange, day)).transpose()?;
    let name = profile::name(given(exchange, "name").unwrap_or_default())?;
    let requested = requested(exchange, authority)?;
    match keys::make(&exchange.app, &requested, WantedKey { name, scopes, ends_at }).await {
        Ok((made, key)) => Ok(page(exchange, StatusCode::CREATED, &desk(exchange, &[made], Some(key.expose())))),
        Err(error) => refused(exchange, listed(exchange, authority).await?, error),
    }
}

pub(super) async fn delete(exchange: &Exchange, authority: &Authority) -> Result<Response, Failure> {
    let id = ServiceKeyId(exchange.parameter("id").to_owned());
    keys::delete(&exchange.app, &requested(exchange, authority)?, &id).await?;
    Ok(see_other(PATH))
}

fn desk(exchange: &Exchange, listed: &[ListedKey], made: Option<&str>) -> Desk {
    let copy = Copy::of(exchange.language.get());
    let console = &copy.console;
    let mut form =
        Form::new(PATH, Button::main(console.make_key)).field(Field::new("name", Input::Label, console.name));
    for scope in KeyScope::ALL {
        form = form.field(Field::new(scope.as_str(), Input::Consent, scope.as_str()).optional());
    }
    let form = form.field(Field::new("endsAt", Input::Day, console.ends).optional().hint(console.until_hint));
    let form = remarks(console, form).fold(console.make_key);
    let section = Section::new("keys", console.keys)
        .lead(console.keys_lead)
        .items(listed.iter().map(|key| item(copy, key)))
        .forms([form]);
    let secret = made.map(|text| ShownSecret { lead: console.key_made.into(), text: text.to_owned() });
    Desk { title: console.keys.into(), secret, sections: vec![section], ..Desk::default() }
}

fn item(copy: &'static Copy, key: &ListedKey) -> Item {
    let console = &copy.console;
    let scopes: Vec<_> = key.scopes.iter().map(|scope| scope.as_str()).collect();
    let at = |label, time: UnixTime| Fact::known(label, moment(time, copy.language));
    let facts = [
        Some(Fact::known(console.id, key.id.0.clone())),
        Some(Fact::known(console.scopes, scopes.join(", "))),
        Some(at(console.created, key.created_at)),
        key.ends_at.map(|time| at(console.ends, time)),
        key.last_used_at.map(|time| at(console.last_used, time)),
    ];
    let delete = removal(console, format!("{PATH}/{}/delete", key.id.0));
    Item { title: one_line(&key.name), badge: None, facts: facts.into_iter().flatten().collect(), forms: vec![delete] }
}
