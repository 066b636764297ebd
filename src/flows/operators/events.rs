//! Events as operators read them.

use super::{INVALID_CURSOR, Page};
use crate::app::App;
use crate::domain::{AccountId, AuthError, Authority, UnixTime};
use crate::store::batch::Batch;
pub use crate::store::batches::event_feed::{CountedEvents, FeedFilter, FeedPage, RecordedEvent};

/// Part of the feed of all events, oldest first, in one round trip.
///
/// # Errors
/// As [`super::admit`].
pub async fn feed(app: &App, authority: &Authority, filter: &FeedFilter, limit: i64) -> Result<FeedPage, AuthError> {
    let mut batch = Batch::new();
    let admitted = batch.admit(authority, app.now());
    let page = batch.feed(filter, limit);
    let mut done = batch.run(&*app.ports.database).await?;
    done.take(admitted)?;
    done.take(page)
}

/// Events of an account, and the cursor of the next page.
pub struct EventList {
    pub events: Vec<RecordedEvent>,
    pub next: Option<String>,
}

/// One page of an account's events, newest first, in one round trip.
///
/// # Errors
/// [`AuthError::InvalidRequest`] for a cursor of another list, those of [`super::admit`].
pub async fn list(
    app: &App,
    authority: &Authority,
    account: &AccountId,
    page: &Page<'_>,
) -> Result<EventList, AuthError> {
    let name = format!("events {}", account.0);
    let read = |cursor: &str| match app.keys().read_cursor(&name, cursor)?.as_slice() {
        [sequence] => sequence.parse().ok(),
        _ => None,
    };
    let before = page.cursor.map(|cursor| read(cursor).ok_or(AuthError::InvalidRequest(INVALID_CURSOR))).transpose()?;
    let mut batch = Batch::new();
    let admitted = batch.admit(authority, app.now());
    let listed = batch.newest_events(account, before, i64::try_from(page.limit).unwrap_or(i64::MAX));
    let mut done = batch.run(&*app.ports.database).await?;
    done.take(admitted)?;
    let listed = done.take(listed)?;
    let next = listed.next.map(|sequence| app.keys().write_cursor(&name, &vec![sequence.to_string()]));
    Ok(EventList { events: listed.events, next })
}

/// Events counted by day since `since`, in one round trip.
///
/// # Errors
/// As [`super::admit`].
pub async fn stats(app: &App, authority: &Authority, since: UnixTime) -> Result<Vec<CountedEvents>, AuthError> {
    let mut batch = Batch::new();
    let admitted = batch.admit(authority, app.now());
    let counted = batch.stats(since);
    let mut done = batch.run(&*app.ports.database).await?;
    done.take(admitted)?;
    done.take(counted)
}
