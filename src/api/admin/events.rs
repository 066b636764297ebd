//! `/events`, `/users/{id}/events` and `/stats`.

use std::collections::BTreeMap;

use ::http::StatusCode;
use serde::Serialize;
use serde_json::{Value, json};

use super::users::account;
use super::wire::{limit, list, list_page};
use crate::domain::{AccountId, AuthError, Authority, EventId, EventKind};
use crate::flows::operators::events::{self, Day, FeedFilter, RecordedEvent};
use crate::http::{Exchange, Failure, Response, reply};

/// Most days of `/stats`.
const MAX_DAYS: i64 = 90;
/// Days of `/stats` if none are named.
const DEFAULT_DAYS: i64 = 30;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct EventJson<'a> {
    id: &'a EventId,
    #[serde(rename = "type")]
    kind: &'static str,
    at: String,
    account_id: Option<&'a str>,
    detail: Option<&'a str>,
    session_id: Option<&'a str>,
    platform: Option<&'a str>,
    place: Option<&'a str>,
    address: Option<&'a str>,
    /// Present for an act of somebody else than the person.
    actor: Option<ActorJson<'a>>,
    reason: Option<&'a str>,
    note: Option<&'a str>,
}

#[derive(Serialize)]
struct ActorJson<'a> {
    /// `account`, `key` or `wrangler`.
    #[serde(rename = "type")]
    kind: &'a str,
    id: Option<&'a str>,
    role: Option<&'a str>,
}

impl<'a> From<&'a RecordedEvent> for EventJson<'a> {
    fn from(recorded: &'a RecordedEvent) -> Self {
        let RecordedEvent { event, account, actor, note } = recorded;
        let actor = actor.as_deref().map(|actor| {
            let (kind, id) = actor.split_once(':').map_or((actor, None), |(kind, id)| (kind, Some(id)));
            ActorJson { kind, id, role: event.act.as_ref().and_then(|act| act.role.as_deref()) }
        });
        Self {
            id: &event.id,
            kind: event.kind.as_str(),
            at: event.at.to_rfc3339(),
            account_id: account.as_ref().map(|account| account.0.as_str()),
            detail: event.detail.as_deref(),
            session_id: event.session_id.as_ref().map(|session| session.0.as_str()),
            platform: event.platform.as_deref(),
            place: event.place.as_deref(),
            address: event.address.as_deref(),
            actor,
            reason: event.act.as_ref().and_then(|act| act.reason.as_deref()),
            note: note.as_deref(),
        }
    }
}

fn entries(events: &[RecordedEvent]) -> Vec<Value> {
    events.iter().map(|event| json!(EventJson::from(event))).collect()
}

pub(super) async fn feed(exchange: &Exchange, authority: &Authority) -> Result<Response, Failure> {
    let limit = i64::try_from(limit(exchange)?).unwrap_or(i64::MAX);
    let unknown = AuthError::InvalidRequest("type must be a kind of event");
    let kind = exchange.query("type").map(|name| EventKind::parse(&name).ok_or(unknown)).transpose()?;
    let not_a_place = AuthError::InvalidRequest("after must be the value of next in an earlier answer");
    let after = exchange.query("after").map_or(Ok(0), |text| text.parse::<u32>().map_err(|_| not_a_place))?;
    let filter = FeedFilter { after: after.into(), kind, account: exchange.query("account").map(AccountId) };
    let page = events::feed(&exchange.app, authority, &filter, limit).await?;
    Ok(list("events", entries(&page.events), Some(page.next.to_string())))
}

pub(super) async fn of_user(exchange: &Exchange, authority: &Authority) -> Result<Response, Failure> {
    let found = events::list(&exchange.app, authority, &account(exchange), &list_page(exchange)?).await?;
    Ok(list("events", entries(&found.entries), found.next))
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct DayJson {
    day: String,
    sign_ups: i64,
    /// By method.
    sign_ins: BTreeMap<String, i64>,
    failures: i64,
    active_accounts: i64,
}

impl From<Day> for DayJson {
    fn from(day: Day) -> Self {
        let date = day.date();
        let Day { sign_ups, sign_ins, failures, active_accounts, .. } = day;
        Self { day: date, sign_ups, sign_ins, failures, active_accounts }
    }
}

pub(super) async fn stats(exchange: &Exchange, authority: &Authority) -> Result<Response, Failure> {
    let not_days = AuthError::InvalidRequest("days must be 1 to 90");
    let days = match exchange.query("days") {
        Some(text) => text.parse().ok().filter(|days| (1..=MAX_DAYS).contains(days)).ok_or(not_days)?,
        None => DEFAULT_DAYS,
    };
    let days = events::by_day(&exchange.app, authority, days).await?;
    let days: Vec<_> = days.into_iter().map(DayJson::from).collect();
    Ok(reply::json(StatusCode::OK, &json!({ "days": days })))
}
