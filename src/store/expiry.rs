//! What is over, removed in bounded batches. Nothing depends on it: every read looks at the stored end itself.

use super::events::delete_old;
use super::sql;
use crate::domain::{AuthError, UnixTime};
use crate::ports::Database;

/// Rows of each table that one batch removes at most.
pub const BATCH: i64 = 500;

/// Removes rows that are over, and events from before `events_since`; gives how many went.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn delete_expired(db: &dyn Database, now: UnixTime, events_since: UnixTime) -> Result<usize, AuthError> {
    macro_rules! expired {
        ($table:literal, $end:literal) => {
            sql!(
                concat!(
                    "DELETE FROM ",
                    $table,
                    " WHERE rowid IN (SELECT rowid FROM ",
                    $table,
                    " WHERE ",
                    $end,
                    " <= ?1 LIMIT ?2) RETURNING 1 AS gone"
                ),
                now,
                BATCH,
            )
        };
    }
    let [retention, old_events] = delete_old(events_since, BATCH);
    let rows = db
        .run([
            retention,
            old_events,
            expired!("sessions", "ends_at"),
            expired!("one_time_tokens", "expires_at"),
            expired!("authorizations", "expires_at"),
            expired!("attempts", "resets_at"),
            expired!("second_factor_challenges", "expires_at"),
            expired!("webauthn_challenges", "expires_at"),
            expired!("oauth_states", "expires_at"),
            expired!("totp_offers", "expires_at"),
        ])
        .await?;
    Ok(rows.iter().map(|rows| rows.0.len()).sum())
}
