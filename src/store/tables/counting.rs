//! Counting against a subject in a window of time.

use serde::Deserialize;

use crate::domain::{AuthError, SessionId, UnixTime};
use crate::ports::{Rows, Statement};
use crate::store::batch::{Batch, Handle};
use crate::store::sql;

/// Counts one attempt of a subject, on an optional condition; returns a [`Count`].
macro_rules! count_one {
    ($subject:expr) => {
        $crate::store::tables::counting::count_one!($subject, "true")
    };
    ($subject:expr, $condition:expr) => {
        $crate::store::tables::counting::count_one!($subject, $condition, now: "?1", end: "?2")
    };
    ($subject:expr, $condition:expr, now: $now:literal, end: $end:literal) => {
        concat!(
            "INSERT INTO attempts (subject, count, resets_at) SELECT ",
            $subject,
            ", 1, ",
            $end,
            " WHERE ",
            $condition,
            "
             ON CONFLICT (subject) DO UPDATE SET
               count = CASE WHEN resets_at <= ",
            $now,
            " THEN 1 ELSE count + 1 END,
               resets_at = CASE WHEN resets_at <= ",
            $now,
            " THEN ",
            $end,
            " ELSE resets_at END
             RETURNING subject, count, resets_at"
        )
    };
}

pub(in crate::store) use count_one;

/// Statement that clears a subject's count. Its window then ends a second earlier, so that attempts in progress release
/// nothing counted afterwards.
macro_rules! clear {
    ($subject:expr, $condition:expr $(, $binding:expr)+ $(,)?) => {
        $crate::store::sql!(
            concat!(
                "UPDATE attempts SET count = 0, resets_at = resets_at - 1 WHERE count > 0 AND subject = ",
                $subject,
                " AND ",
                $condition
            )
            $(, $binding)+
        )
    };
}
pub(in crate::store) use clear;

/// Condition that a subject, counted earlier in the same batch, is within its limit.
macro_rules! within {
    ($subject:expr, $limit:literal) => {
        concat!("(SELECT count FROM attempts WHERE subject = ", $subject, ") <= ", $limit)
    };
}
pub(in crate::store) use within;

/// Limit of a subject in a window.
pub struct Budget {
    /// Key of its row.
    pub subject: String,
    /// Highest count that is allowed.
    pub limit: i64,
    /// Length of the window, in seconds.
    pub window: i64,
}

/// Count of a subject in its window, including this attempt.
#[derive(Deserialize)]
pub struct Count {
    subject: String,
    count: i64,
    resets_at: UnixTime,
}

impl Count {
    /// Reads the row of a counting statement without a condition.
    pub(in crate::store) fn read(rows: Rows) -> Result<Self, AuthError> {
        rows.read_first()?.ok_or_else(|| AuthError::Internal("an attempt was not counted".into()))
    }

    /// True for the first of its window.
    pub(in crate::store) const fn is_first(&self) -> bool {
        self.count == 1
    }

    /// Seconds until a retry can succeed, if this is beyond the limit.
    pub fn retry_after(&self, limit: i64, now: UnixTime) -> Option<i64> {
        (self.count > limit).then(|| (self.resets_at - now).max(1))
    }

    /// Statement that releases the attempt.
    pub(in crate::store) fn release(&self) -> Statement {
        sql!(
            "UPDATE attempts SET count = count - 1 WHERE subject = ?1 AND resets_at = ?2 AND count > 0",
            self.subject.as_str(),
            self.resets_at,
        )
    }

    /// Statement that releases the attempt if this session was opened.
    pub(in crate::store) fn release_if_opened(&self, session: &SessionId) -> Statement {
        sql!(
            "UPDATE attempts SET count = count - 1 WHERE subject = ?1 AND resets_at = ?2 AND count > 0
             AND EXISTS (SELECT 1 FROM sessions WHERE id = ?3)",
            self.subject.as_str(),
            self.resets_at,
            session.0.as_str(),
        )
    }

    /// Statement that releases every attempt up to this time, if this session, where one is named, was opened. The
    /// window then ends a second earlier, as by [`clear`]; a window that has started since is left alone.
    pub(in crate::store) fn clear_until_then(&self, session: Option<&SessionId>) -> Statement {
        sql!(
            "UPDATE attempts SET count = MAX(count - ?3, 0), resets_at = resets_at - 1
             WHERE subject = ?1 AND resets_at <= ?2 AND count > 0
             AND (?4 IS NULL OR EXISTS (SELECT 1 FROM sessions WHERE id = ?4))",
            self.subject.as_str(),
            self.resets_at,
            self.count,
            session.map(|session| session.0.as_str()),
        )
    }
}

impl Batch {
    /// Counts one more against a subject.
    pub(in crate::store) fn count(&mut self, subject: &str, window: i64, now: UnixTime) -> Handle<Count> {
        self.push(sql!(count_one!("?3"), now, now + window, subject)).and_then(Count::read)
    }

    /// Releases one count.
    pub fn release_count(&mut self, count: &Count) {
        self.push(count.release());
    }

    /// Releases one count if this session was opened.
    pub fn release_count_if_opened(&mut self, count: &Count, session: &SessionId) {
        self.push(count.release_if_opened(session));
    }
}
