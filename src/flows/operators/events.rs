//! Events as operators read them.

use std::collections::BTreeMap;

use super::{INVALID_CURSOR, ListPage, ListedPage, look_up};
use crate::app::App;
use crate::domain::time::DAY;
use crate::domain::{AccountId, AuthError, Authority, UnixTime};
use crate::store::batches::event_feed::CountedEvents;
pub use crate::store::batches::event_feed::{FeedFilter, FeedPage, NewestEvents, NewestFilter, RecordedEvent};

/// Part of the feed of all events, oldest first, in one round trip.
///
/// # Errors
/// As [`super::admit`].
pub async fn feed(app: &App, authority: &Authority, filter: &FeedFilter, limit: i64) -> Result<FeedPage, AuthError> {
    look_up(app, authority, |batch| batch.feed(filter, limit)).await
}

/// One page of an account's events, newest first, in one round trip.
///
/// # Errors
/// [`AuthError::InvalidRequest`] for a cursor of another list, those of [`super::admit`].
pub async fn list(
    app: &App,
    authority: &Authority,
    account: &AccountId,
    page: &ListPage,
) -> Result<ListedPage<RecordedEvent>, AuthError> {
    let name = format!("events {}", account.0);
    let read = |cursor: &str| match app.keys().read_cursor(&name, cursor)?.as_slice() {
        [sequence] => sequence.parse().ok(),
        _ => None,
    };
    let before = page
        .cursor
        .as_deref()
        .map(|cursor| read(cursor).ok_or(AuthError::InvalidRequest(INVALID_CURSOR)))
        .transpose()?;
    let (filter, limit) = (NewestFilter { before, kind: None }, i64::try_from(page.limit).unwrap_or(i64::MAX));
    let listed = look_up(app, authority, |batch| batch.newest_events(account, &filter, limit)).await?;
    let next = listed.next.map(|sequence| app.keys().write_cursor(&name, &vec![sequence.to_string()]));
    Ok(ListedPage { entries: listed.events, next })
}

/// Newest events of an account, or of all of them, at most `limit`, in one round trip.
///
/// # Errors
/// As [`super::admit`].
pub async fn newest(
    app: &App,
    authority: &Authority,
    (account, filter): (Option<&AccountId>, &NewestFilter),
    limit: i64,
) -> Result<NewestEvents, AuthError> {
    let newest = look_up(app, authority, |batch| match account {
        Some(account) => batch.newest_events(account, filter, limit),
        None => batch.newest_of_all(filter, limit),
    });
    newest.await
}

/// Events of one day in UTC.
#[derive(Clone, Debug, Default)]
pub struct Day {
    /// Days since 1970-01-01.
    pub number: i64,
    pub sign_ups: i64,
    /// By method.
    pub sign_ins: BTreeMap<String, i64>,
    pub failures: i64,
    /// Accounts with an event that is no failure.
    pub active_accounts: i64,
}

impl Day {
    /// Date, as `2024-01-15`.
    pub fn date(&self) -> String {
        UnixTime(self.number * DAY).to_rfc3339().chars().take("2024-01-15".len()).collect()
    }

    /// Sign-ins by any method.
    pub fn all_sign_ins(&self) -> i64 {
        self.sign_ins.values().sum()
    }
}

/// Events of the last `days` days, today among them, in one round trip. A day without events is there too.
///
/// # Errors
/// As [`super::admit`].
pub async fn by_day(app: &App, authority: &Authority, days: i64) -> Result<Vec<Day>, AuthError> {
    let today = app.now().0 / DAY;
    let first = today - days + 1;
    let counted = look_up(app, authority, |batch| batch.stats(UnixTime(first * DAY))).await?;
    let mut by_day: BTreeMap<i64, Day> =
        (first..=today).map(|number| (number, Day { number, ..Day::default() })).collect();
    for CountedEvents { day, kind, method, count } in counted {
        let Some(entry) = by_day.get_mut(&day) else { continue };
        match kind.as_str() {
            "active" => entry.active_accounts = count,
            "sign-up" => entry.sign_ups += count,
            "sign-in" => *entry.sign_ins.entry(method.unwrap_or_default()).or_default() += count,
            _ => entry.failures += count,
        }
    }
    Ok(by_day.into_values().collect())
}
