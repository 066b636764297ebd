//! Pages of lists, newest first.

use crate::domain::UnixTime;

/// Position in such a list behind an entry: when that was made, and its id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListPosition {
    pub at: UnixTime,
    pub id: String,
}

/// Page of a list.
pub struct NewestPage<T> {
    pub entries: Vec<T>,
    /// Position that the next page starts behind; `None` at the end.
    pub next: Option<ListPosition>,
}

impl ListPosition {
    /// Before the newest entry.
    pub fn start() -> Self {
        Self { at: UnixTime(1 << 53), id: String::new() }
    }
}

impl<T> NewestPage<T> {
    /// Page of at most `limit` entries, of rows of which one more was asked for.
    pub(super) fn of(mut entries: Vec<T>, limit: usize, position: impl Fn(&T) -> ListPosition) -> Self {
        let has_more = entries.len() > limit;
        entries.truncate(limit);
        let next = entries.last().map(position).filter(|_| has_more);
        Self { entries, next }
    }
}

/// Rows to ask for, so that it shows whether a page is the last.
pub(super) fn one_more(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1)
}
