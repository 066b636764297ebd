//! Signing keys: their states, and the two acts on them.

use ::http::StatusCode;

use super::desk::requested;
use super::layout::{Desk, page, refused};
use crate::domain::signing_key::{KeyId, SigningKeyState};
use crate::domain::{AuthError, Authority, UnixTime};
use crate::facts::{Fact, moment};
use crate::flows::operators::signing_keys::{self, StoredSigningKey};
use crate::http::reply::see_other;
use crate::http::{Exchange, Failure, Response};
use crate::pages::copy::Copy;
use crate::pages::ui::{Badge, Button, Field, Form, Input, Item, Section};

const PATH: &str = "/admin/signing-keys";

pub(super) async fn show(exchange: &Exchange, authority: &Authority) -> Result<Response, Failure> {
    Ok(page(exchange, StatusCode::OK, &listed(exchange, authority).await?))
}

pub(super) async fn rotate(exchange: &Exchange, authority: &Authority) -> Result<Response, Failure> {
    let act = requested(exchange, authority)?;
    let outcome = signing_keys::rotate(&exchange.app, &act, &key_id(exchange)).await;
    answer(exchange, authority, outcome).await
}

pub(super) async fn revoke(exchange: &Exchange, authority: &Authority) -> Result<Response, Failure> {
    let act = requested(exchange, authority)?;
    let outcome = signing_keys::revoke(&exchange.app, &act, &key_id(exchange)).await;
    answer(exchange, authority, outcome).await
}

fn key_id(exchange: &Exchange) -> KeyId {
    KeyId(exchange.parameter("id").to_owned())
}

async fn answer<T>(
    exchange: &Exchange,
    authority: &Authority,
    outcome: Result<T, AuthError>,
) -> Result<Response, Failure> {
    match outcome {
        Ok(_) => Ok(see_other(PATH)),
        Err(error) => refused(exchange, listed(exchange, authority).await?, error),
    }
}

async fn listed(exchange: &Exchange, authority: &Authority) -> Result<Desk, AuthError> {
    let keys = signing_keys::list(&exchange.app, authority).await?;
    let copy = Copy::of(exchange.language.get());
    let console = &copy.console;
    let section = Section::new("signing-keys", console.signing_keys)
        .lead(console.signing_keys_lead)
        .items(keys.iter().map(|key| item(copy, key, exchange.app.now())));
    Ok(Desk { title: console.signing_keys.into(), sections: vec![section], ..Desk::default() })
}

fn item(copy: &'static Copy, key: &StoredSigningKey, now: UnixTime) -> Item {
    let console = &copy.console;
    let at = |label, time: UnixTime| Fact::known(label, moment(time, copy.language));
    let facts = vec![
        Fact::known(console.id, key.id.0.clone()),
        at(console.signs_from, key.times.signs_at),
        at(console.signs_until, key.times.retires_at),
        at(console.published_until, key.times.withdrawn_at),
    ];
    let state = key.times.state(now);
    let badge = match state {
        SigningKeyState::Live => Badge::good(console.key_live),
        SigningKeyState::Next => Badge::plain(console.key_next),
        SigningKeyState::Retired | SigningKeyState::Gone => Badge::plain(console.key_retired),
    };
    let act = |verb: &str, button: Button| {
        Form::new(format!("{PATH}/{}/{verb}", key.id.0), button)
            .field(Field::new("reason", Input::Label, console.reason).optional())
            .field(Field::new("note", Input::Label, console.note).optional())
    };
    let rotate = act("rotate", Button::main(console.rotate_key)).lead(console.rotate_key_lead);
    let revoke = act("revoke", Button::danger(console.revoke_key)).lead(console.revoke_key_lead);
    let rotate = (state == SigningKeyState::Live).then(|| rotate.fold(console.rotate_key));
    let forms = rotate.into_iter().chain([revoke.fold(console.revoke_key)]).collect();
    Item { title: key.algorithm.as_str().to_owned(), badge: Some(badge), facts, forms }
}
