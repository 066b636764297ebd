//! Events as operators read them: all of them in the order of their sequence, or those of an account.

use serde::Deserialize;

use crate::domain::event::{Event, EventKind};
use crate::domain::{AccountId, UnixTime};
use crate::store::batch::{Batch, Handle};
use crate::store::sql;
use crate::store::tables::events::{EventRow, event_columns};

/// Event with what only operators may know of it.
#[derive(Clone, Debug)]
pub struct RecordedEvent {
    pub event: Event,
    /// Account that it is about; `None` once that is deleted, unless an operator acted on it.
    pub account: Option<AccountId>,
    /// `account:<id>`, `key:<id>` or `wrangler`; `None` for the person.
    pub actor: Option<String>,
    /// For operators alone.
    pub note: Option<String>,
}

/// Events to read, in the order of their sequence.
#[derive(Clone, Debug)]
pub struct FeedFilter {
    /// Sequence to start behind; 0 for the first event.
    pub after: i64,
    pub kind: Option<EventKind>,
    pub account: Option<AccountId>,
}

/// Part of the feed.
pub struct FeedPage {
    pub events: Vec<RecordedEvent>,
    /// Sequence to go on behind.
    pub next: i64,
}

/// Most events that one page reads to find those of a kind.
const LOOKED_THROUGH: i64 = 2000;

#[derive(Deserialize)]
struct RecordedRow {
    sequence: i64,
    account: Option<AccountId>,
    note: Option<String>,
    #[serde(flatten)]
    event: EventRow,
}

#[derive(Deserialize)]
struct LastRow {
    last: Option<i64>,
}

impl RecordedRow {
    /// `None` for a kind that only a newer version knows.
    fn read(self) -> Option<RecordedEvent> {
        let Self { account, note, event, .. } = self;
        let actor = event.actor.clone();
        event.read().map(|event| RecordedEvent { event, account, actor, note })
    }
}

/// Columns of a [`RecordedRow`].
macro_rules! recorded_columns {
    () => {
        concat!("COALESCE(events.account_id, events.about) AS account, events.note, ", event_columns!())
    };
}

/// Feed behind ?1, at most ?2 of it.
macro_rules! part {
    () => {
        "(SELECT sequence, event_id FROM event_feed WHERE sequence > ?1 ORDER BY sequence LIMIT ?2)"
    };
}

/// Events of the feed, at most ?3, of the kind ?4 if it is given.
const FEED: &str = concat!(
    "SELECT part.sequence, ",
    recorded_columns!(),
    " FROM ",
    part!(),
    " AS part JOIN events ON events.id = part.event_id WHERE ?4 IS NULL OR events.kind = ?4
     ORDER BY part.sequence LIMIT ?3"
);

/// Events that name an account in either column, in the order of their sequence, at most ?2. `$is` is the account's
/// parameter, and further conditions.
macro_rules! of_account {
    ($is:literal, $order:literal) => {
        concat!(
            "SELECT * FROM (",
            of_account!(@ "events.account_id", $is),
            " UNION ALL ",
            of_account!(@ "events.about", $is),
            ") ORDER BY sequence",
            $order,
            " LIMIT ?2"
        )
    };
    (@ $column:literal, $is:literal) => {
        concat!(
            "SELECT event_feed.sequence, ",
            recorded_columns!(),
            " FROM events JOIN event_feed ON event_feed.event_id = events.id WHERE ",
            $column,
            " = ",
            $is
        )
    };
}

/// Events of the account ?4 behind the sequence ?1, of the kind ?3 if it is given.
const FEED_OF_ACCOUNT: &str = of_account!("?4 AND event_feed.sequence > ?1 AND (?3 IS NULL OR events.kind = ?3)", "");

/// Newest events of the account ?1 before the sequence ?3, of the kind ?4 if it is given.
const NEWEST_OF_ACCOUNT: &str =
    of_account!("?1 AND event_feed.sequence < ?3 AND (?4 IS NULL OR events.kind = ?4)", " DESC");

/// Newest events to read.
#[derive(Clone, Debug, Default)]
pub struct NewestFilter {
    /// Sequence to end before; `None` for the newest.
    pub before: Option<i64>,
    pub kind: Option<EventKind>,
}

/// Newest part of the feed before ?1, at most ?2 of it.
macro_rules! newest_part {
    () => {
        "(SELECT sequence, event_id FROM event_feed WHERE sequence < ?1 ORDER BY sequence DESC LIMIT ?2)"
    };
}

/// Events of that part, newest first, at most ?3, of the kind ?4 if it is given.
const NEWEST: &str = concat!(
    "SELECT part.sequence, ",
    recorded_columns!(),
    " FROM ",
    newest_part!(),
    " AS part JOIN events ON events.id = part.event_id WHERE ?4 IS NULL OR events.kind = ?4
     ORDER BY part.sequence DESC LIMIT ?3"
);

/// Number that is greater than every sequence.
const END: i64 = 1 << 53;

/// Newest events, and the sequence that the next page ends before.
pub struct NewestEvents {
    pub events: Vec<RecordedEvent>,
    /// `None` at the end.
    pub next: Option<i64>,
}

impl Batch {
    /// Part of the feed, oldest first, at most `limit` events. For a kind it looks through a bounded number of events:
    /// an empty page is not the end of the feed.
    pub fn feed(&mut self, filter: &FeedFilter, limit: i64) -> Handle<FeedPage> {
        let FeedFilter { after, kind, account } = filter;
        let (after, kind) = (*after, kind.map(EventKind::as_str));
        let through = if kind.is_some() { LOOKED_THROUGH } else { limit };
        let rows = match account {
            Some(account) => sql!(FEED_OF_ACCOUNT, after, limit, kind, account),
            None => sql!(FEED, after, through, limit, kind),
        };
        let rows = self.push(rows).all::<RecordedRow>();
        let last = concat!("SELECT MAX(sequence) AS last FROM ", part!());
        let last = self.push(sql!(last, after, through)).first::<LastRow>();
        let of_account = account.is_some();
        self.handle(move |done| {
            let (rows, last) = (done.take(rows)?, done.take(last)?.and_then(|row| row.last));
            let is_full = i64::try_from(rows.len()).is_ok_and(|count| count >= limit);
            let newest = rows.last().map(|row| row.sequence);
            let looked_through = if is_full || of_account { newest } else { last };
            let next = looked_through.unwrap_or(after);
            Ok(FeedPage { events: rows.into_iter().filter_map(RecordedRow::read).collect(), next })
        })
    }

    /// Newest events of an account, at most `limit`.
    pub fn newest_events(&mut self, account: &AccountId, filter: &NewestFilter, limit: i64) -> Handle<NewestEvents> {
        let (before, kind) = (filter.before.unwrap_or(END), filter.kind.map(EventKind::as_str));
        self.push(sql!(NEWEST_OF_ACCOUNT, account, limit + 1, before, kind)).all::<RecordedRow>().map(
            move |mut rows| {
                let limit = usize::try_from(limit).unwrap_or(usize::MAX);
                let has_more = rows.len() > limit;
                rows.truncate(limit);
                let next = rows.last().map(|row| row.sequence).filter(|_| has_more);
                NewestEvents { events: rows.into_iter().filter_map(RecordedRow::read).collect(), next }
            },
        )
    }

    /// Newest events of all accounts, at most `limit`. For a kind it looks through a bounded number of events: an empty
    /// page with a `next` is not the end.
    pub fn newest_of_all(&mut self, filter: &NewestFilter, limit: i64) -> Handle<NewestEvents> {
        let (before, kind) = (filter.before.unwrap_or(END), filter.kind.map(EventKind::as_str));
        let through = if kind.is_some() { LOOKED_THROUGH } else { limit };
        let rows = self.push(sql!(NEWEST, before, through, limit, kind)).all::<RecordedRow>();
        let oldest = concat!("SELECT MIN(sequence) AS last FROM ", newest_part!(), " HAVING count(*) = ?2");
        let oldest = self.push(sql!(oldest, before, through)).first::<LastRow>();
        self.handle(move |done| {
            let (rows, oldest) = (done.take(rows)?, done.take(oldest)?.and_then(|row| row.last));
            let is_full = i64::try_from(rows.len()).is_ok_and(|count| count >= limit);
            let next = if is_full { rows.last().map(|row| row.sequence) } else { oldest };
            Ok(NewestEvents { events: rows.into_iter().filter_map(RecordedRow::read).collect(), next })
        })
    }

    /// Events counted by day since `since`.
    pub fn stats(&mut self, since: UnixTime) -> Handle<Vec<CountedEvents>> {
        self.push(sql!(
            "SELECT at / 86400 AS day, kind, CASE kind WHEN 'sign-in' THEN detail END AS method, count(*) AS count
             FROM events WHERE at >= ?1
               AND kind IN ('sign-up', 'sign-in', 'sign-in-failed', 'reauthentication-failed', 'second-factor-failed')
             GROUP BY day, kind, method
             UNION ALL
             SELECT at / 86400 AS day, 'active', NULL, count(DISTINCT account_id)
             FROM events WHERE at >= ?1 AND kind NOT LIKE '%-failed' GROUP BY day",
            since,
        ))
        .all()
    }
}

/// Number of events of a kind on a day.
#[derive(Deserialize)]
pub struct CountedEvents {
    /// Days since 1970-01-01, in UTC.
    pub day: i64,
    /// Kind, or `active` for the number of accounts with an event that is no failure.
    pub kind: String,
    /// Method of sign-ins.
    pub method: Option<String>,
    pub count: i64,
}
