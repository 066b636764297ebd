//! Security events, written in the batch of the act they report, on the same condition, and never changed.

use serde::Deserialize;

use super::counting::count_one;
use crate::domain::client::Press;
use crate::domain::event::{ActFacts, Event, EventKind};
use crate::domain::{AccountId, AuthError, Client, EventId, SessionId, UnixTime};
use crate::ports::{Database, Rows, Sql, Statement, Value};
use crate::store::batch::{Batch, run_one};
use crate::store::sql;
use crate::store::subjects::Subject;

/// Most events on one page.
const PAGE: i64 = 100;
/// Most parameters of an event's condition.
const CONDITION: usize = 4;

/// Seconds within which the same form counts as the same press.
pub(in crate::store) const PRESS_WINDOW: i64 = 10;

/// Time and press of a form that spends a row; no press without a page.
#[derive(Clone, Copy)]
pub struct Pressed<'a> {
    pub at: UnixTime,
    pub press: Option<&'a Press>,
}

impl<'a> Pressed<'a> {
    /// Stored form.
    pub(in crate::store) fn as_stored(&self) -> Option<&'a str> {
        self.press.map(|press| press.0.as_str())
    }
}

/// Origin of an event.
#[derive(Clone, Copy)]
pub struct Trace<'a> {
    /// Client of the request.
    pub client: &'a Client,
    /// Session of the request, if any.
    pub session: Option<&'a SessionId>,
    pub at: UnixTime,
}

/// `INSERT INTO events … SELECT` for each row of `$from`: ?1 to ?4 are `$from`'s own, [`record`] binds the rest.
macro_rules! insert_event {
    ($account:literal, $from:expr) => {
        $crate::store::tables::events::insert_event!($account, "NULL", $from)
    };
    ($account:literal, $detail:literal, $from:expr) => {
        concat!(
            "INSERT INTO events (kind, at, session_id, platform, place, address, account_id, detail) \
             SELECT ?5, ?6, ?7, ?8, ?9, ?10, ",
            $account,
            ", ",
            $detail,
            " FROM ",
            $from
        )
    };
}
pub(in crate::store) use insert_event;

/// Condition that [`count_in_window`], earlier in the batch, counted the first of the window.
macro_rules! first_in_window {
    ($subject:literal) => {
        concat!("(SELECT count FROM attempts WHERE subject = ", $subject, ") = 1")
    };
}
pub(in crate::store) use first_in_window;

/// Statement that writes an event. `sql` is an `insert_event!`; `own` are the bindings of its condition.
pub(in crate::store) fn record(sql: impl Into<Sql>, kind: EventKind, trace: &Trace<'_>, own: &[&str]) -> Statement {
    record_with(sql, kind, trace, own.iter().copied().map(Value::from).collect())
}

/// As [`record`], for a condition with bindings other than text.
pub(in crate::store) fn record_with(
    sql: impl Into<Sql>,
    kind: EventKind,
    trace: &Trace<'_>,
    mut bindings: Vec<Value>,
) -> Statement {
    bindings.resize(CONDITION, Value::Null);
    let Trace { client, session, at } = *trace;
    bindings.extend([
        Value::from(kind.as_str()),
        Value::from(at),
        Value::from(session.map(|session| session.0.as_str())),
        Value::from(client.platform.as_str()),
        Value::from(client.place.as_deref()),
        Value::from(client.address.map(|address| address.to_string())),
    ]);
    Statement { sql: sql.into(), bindings }
}

/// Event of a session opened in this batch: the account's sign-up, or a sign-in.
pub(in crate::store) fn record_opening(session: &SessionId) -> Statement {
    sql!(
        "INSERT INTO events (kind, at, session_id, platform, place, address, account_id, detail)
         SELECT CASE method WHEN 'sign-up' THEN 'sign-up' ELSE 'sign-in' END, created_at, id, platform, place, address,
                account_id, CASE method WHEN 'sign-up' THEN NULL ELSE method END
         FROM sessions WHERE id = ?1",
        session.0.as_str(),
    )
}

/// Statement that counts an event limited to one per window, and its subject.
pub(in crate::store) fn count_in_window(
    kind: EventKind,
    account: &AccountId,
    window: i64,
    now: UnixTime,
) -> (Statement, String) {
    const COUNT: &str = count_one!("?3", "EXISTS (SELECT 1 FROM accounts WHERE id = ?4)");
    let subject = Subject::of_event(account, kind.as_str());
    (sql!(COUNT, now, now + window, subject.as_str(), account.0.as_str()), subject)
}

/// An event that may be repeated, and is written once a window.
pub struct RepeatableEvent<'a> {
    pub kind: EventKind,
    pub account: &'a AccountId,
    /// Length of the window, in seconds.
    pub window: i64,
}

/// Writes an event outside a batch, for a refusal or an act without effect: only the first of its kind in a window,
/// since such acts can be repeated without end.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn insert_by_itself(
    db: &dyn Database,
    event: &RepeatableEvent<'_>,
    trace: &Trace<'_>,
) -> Result<(), AuthError> {
    let RepeatableEvent { kind, account, window } = *event;
    let (count, subject) = count_in_window(kind, account, window, trace.at);
    let first = insert_event!("id", concat!("accounts WHERE id = ?1 AND ", first_in_window!("?2")));
    let mut batch = Batch::new();
    batch.extend([count, record(first, kind, trace, &[&account.0, &subject])]);
    batch.run(db).await?;
    Ok(())
}

/// Columns of an [`EventRow`].
macro_rules! event_columns {
    () => {
        "events.id, events.kind, events.detail, events.session_id, events.platform, events.place, events.address, \
         events.at, events.actor, events.actor_role, events.reason"
    };
}
pub(in crate::store) use event_columns;

#[derive(Deserialize)]
pub(in crate::store) struct EventRow {
    id: EventId,
    kind: String,
    detail: Option<String>,
    session_id: Option<SessionId>,
    platform: Option<String>,
    place: Option<String>,
    address: Option<String>,
    at: UnixTime,
    /// `account:<id>`, `key:<id>` or `wrangler`; `None` for the person.
    pub(in crate::store) actor: Option<String>,
    actor_role: Option<String>,
    reason: Option<String>,
}

impl<'a> Trace<'a> {
    /// Time and press of the traced request.
    pub(in crate::store) fn pressed(&self) -> Pressed<'a> {
        Pressed { at: self.at, press: self.client.press.as_ref() }
    }
}

impl EventRow {
    /// `None` for a kind that only a newer version knows.
    pub(in crate::store) fn read(self) -> Option<Event> {
        let Self { id, kind, detail, session_id, platform, place, address, at, actor, actor_role, reason } = self;
        let act = actor.map(|_| ActFacts { role: actor_role, reason });
        EventKind::parse(&kind).map(|kind| Event { id, kind, detail, session_id, platform, place, address, at, act })
    }
}

/// Events of an account, newest first, at most 100; only those before the event `before`, if given. Empty if there is
/// no such event.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn find_events_of(
    db: &dyn Database,
    account: &AccountId,
    before: Option<&EventId>,
) -> Result<Vec<Event>, AuthError> {
    let rows = run_one(db, select_newest(account, before, PAGE)).await?;
    read_events(rows)
}

/// Selects the newest `rowid`s of the account ?1 in a column, at most ?3, before the event ?2 if there is one.
macro_rules! newest_rowids {
    ($column:literal) => {
        concat!(
            "SELECT rowid FROM events WHERE ",
            $column,
            " = ?1 AND rowid < CASE WHEN ?2 IS NULL THEN 9223372036854775807
               ELSE (SELECT rowid FROM events WHERE id = ?2 AND (account_id = ?1 OR about = ?1)) END
             ORDER BY rowid DESC LIMIT ?3"
        )
    };
}

/// Selects the rows for [`read_events`], at most `limit` of them: events of the account, and acts on it.
pub(in crate::store) fn select_newest(account: &AccountId, before: Option<&EventId>, limit: i64) -> Statement {
    sql!(
        concat!(
            "SELECT ",
            event_columns!(),
            " FROM events WHERE rowid IN (SELECT * FROM (",
            newest_rowids!("account_id"),
            ") UNION ALL SELECT * FROM (",
            newest_rowids!("about"),
            ")) ORDER BY rowid DESC LIMIT ?3"
        ),
        account.0.as_str(),
        before,
        limit,
    )
}

pub(in crate::store) fn read_events(rows: Rows) -> Result<Vec<Event>, AuthError> {
    Ok(rows.read_all::<EventRow>()?.into_iter().filter_map(EventRow::read).collect())
}

/// Statements that remove events from before `kept_since`, at most `limit` of them, oldest first, up to the first event
/// that stays: the removal reads that one and no later ones.
pub(in crate::store) fn delete_old(kept_since: UnixTime, limit: i64) -> [Statement; 2] {
    [
        sql!("UPDATE event_retention SET kept_since = ?1 WHERE only = 1 AND kept_since < ?1", kept_since),
        sql!(
            "DELETE FROM events WHERE rowid IN (
               SELECT rowid FROM events WHERE rowid > 0 AND rowid < coalesce(
                 (SELECT rowid FROM (SELECT rowid, at FROM events WHERE rowid > 0 ORDER BY rowid LIMIT ?2)
                  WHERE at >= ?1 LIMIT 1),
                 9223372036854775807)
               ORDER BY rowid LIMIT ?2)
             RETURNING 1 AS gone",
            kept_since,
            limit,
        ),
    ]
}
