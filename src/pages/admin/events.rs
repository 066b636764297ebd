//! Stream of all events, newest first.

use ::http::StatusCode;
use url::form_urlencoded;

use super::layout::{Desk, page};
use crate::domain::{AccountId, AuthError, Authority, EventKind};
use crate::facts::{Fact, moment, one_line};
use crate::flows::operators::events::{NewestFilter, RecordedEvent, newest};
use crate::http::{Exchange, Failure, Response};
use crate::pages::copy::Copy;
use crate::pages::ui::{Item, Link, Section};

/// Events on a page.
const LIMIT: i64 = 50;

pub(super) async fn show(exchange: &Exchange, authority: &Authority) -> Result<Response, Failure> {
    let copy = Copy::of(exchange.language.get());
    let unknown = AuthError::InvalidRequest("type must be a kind of event");
    let kind = exchange
        .query("type")
        .filter(|name| !name.is_empty())
        .map(|name| EventKind::parse(&name).ok_or(unknown))
        .transpose()?;
    let before = exchange.query("before").and_then(|text| text.parse::<u32>().ok()).map(i64::from);
    let account =
        exchange.query("account").map(|id| id.trim().to_lowercase()).filter(|id| !id.is_empty()).map(AccountId);
    let found = newest(&exchange.app, authority, (account.as_ref(), &NewestFilter { before, kind }), LIMIT).await?;
    let mut section =
        Section::new("events", copy.console.events).items(found.events.iter().map(|event| item(copy, event)));
    if found.events.is_empty() {
        section = section.lead(copy.console.no_event);
    }
    let account = account.map(|account| account.0).unwrap_or_default();
    let next = found.next.map(|before| Link::new(next_url(before, kind, &account), copy.console.next));
    let kinds = EventKind::ALL.iter().map(|kind| {
        let is_chosen = exchange.query("type").as_deref() == Some(kind.as_str());
        (kind.as_str(), (copy.event)(*kind), is_chosen)
    });
    let title = copy.console.events.into();
    let desk = Desk { title, kinds: kinds.collect(), account, sections: vec![section], next, ..Desk::default() };
    Ok(page(exchange, StatusCode::OK, &desk))
}

fn next_url(before: i64, kind: Option<EventKind>, account: &str) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("before", &before.to_string());
    query.append_pair("type", kind.map(EventKind::as_str).unwrap_or_default());
    format!("/admin/events?{}", query.append_pair("account", account).finish())
}

/// Event with what only operators may know of it.
pub(super) fn item(copy: &'static Copy, recorded: &RecordedEvent) -> Item {
    let RecordedEvent { event, account, actor, note } = recorded;
    let (console, language) = (&copy.console, copy.language);
    let stated = |label, text: Option<&str>| text.map(|text| Fact::stated(label, text));
    let act = event.act.as_ref();
    let by = actor.as_deref().map(|actor| match act.and_then(|act| act.role.as_deref()) {
        Some(role) => format!("{role} · {actor}"),
        None => actor.to_owned(),
    });
    let facts = [
        Some(Fact::known(console.when, moment(event.at, language))),
        stated(console.person, account.as_ref().map(|account| account.0.as_str())),
        stated(console.details, event.detail.as_deref()),
        stated(console.by, by.as_deref()),
        stated(console.reason, act.and_then(|act| act.reason.as_deref())),
        stated(console.note, note.as_deref()),
        stated(console.device, event.platform.as_deref()),
        stated(console.place, event.place.as_deref()),
        stated(console.ip_address, event.address.as_deref()),
    ];
    Item {
        title: one_line((copy.event)(event.kind)),
        badge: None,
        facts: facts.into_iter().flatten().collect(),
        forms: Vec::new(),
    }
}
