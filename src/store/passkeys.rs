//! Passkeys, and the challenges they answer.

use super::sql;
use crate::domain::{SessionId, UnixTime};
use crate::ports::Statement;

/// A passkey whose answer was verified, and what is to be stored of it.
pub struct PasskeyUse {
    /// Its id.
    pub id: String,
    /// The counter it was verified against.
    pub known_count: i64,
    /// The counter it showed.
    pub sign_count: i64,
    /// Whether it is backed up now.
    pub backed_up: bool,
}

/// Uses a passkey in the name of a session, unless its counter was moved by another use meanwhile.
pub fn spend_counter(used: &PasskeyUse, session: &SessionId, now: UnixTime) -> Statement {
    sql!(
        "UPDATE passkeys SET sign_count = ?4, backed_up = ?5, used_by = ?2, last_used_at = ?6
         WHERE id = ?1 AND sign_count = ?3 RETURNING id",
        used.id.as_str(),
        session.0.as_str(),
        used.known_count,
        used.sign_count,
        i64::from(used.backed_up),
        now,
    )
}
