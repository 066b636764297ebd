//! Generations of a session's refresh tokens, as its row holds them.

use serde::Deserialize;

use crate::crypto::refresh_token::{Generation, RefreshSeed};
use crate::domain::{Account, AuthError, Session, SessionId};
use crate::ports::Statement;
use crate::store::rows::HeldSessionRow;

/// Start of a session's refresh tokens.
pub struct NewChain {
    /// Seed, stored with the session.
    pub seed: RefreshSeed,
    /// Version of `DATA_SECRET` that its tokens are computed under.
    pub key_version: i64,
}

/// Session whose refresh token was accepted.
pub struct Turned {
    pub account: Account,
    pub session: Session,
    /// Newest generation, for the answer.
    pub generation: Generation<SessionId>,
}

#[derive(Deserialize)]
pub(in crate::store) struct TurnedRow {
    #[serde(flatten)]
    held: HeldSessionRow,
    refresh_seed: String,
    refresh_generation: i64,
}

impl TurnedRow {
    pub fn read(self) -> Result<Turned, AuthError> {
        let (account, session): (Account, Session) = self.held.into();
        let seed = RefreshSeed::parse(&self.refresh_seed)
            .ok_or_else(|| AuthError::Internal("a refresh seed is not 256 bits".into()))?;
        let generation = Generation { holder: session.id.clone(), number: self.refresh_generation, seed };
        Ok(Turned { account, session, generation })
    }
}

/// Columns of a [`TurnedRow`] for a session that is active at `$now`, of an account that is not
/// disabled.
macro_rules! select_turned {
    ($now:literal, $condition:expr) => {
        concat!(
            "SELECT ",
            $crate::store::rows::account_columns!(),
            ", ",
            $crate::store::rows::session_columns!(),
            ", sessions.refresh_seed, sessions.refresh_generation FROM sessions
             JOIN accounts ON accounts.id = sessions.account_id
             WHERE sessions.ends_at > ",
            $now,
            $crate::store::rows::and_not_disabled!($now),
            " AND ",
            $condition
        )
    };
}
pub(in crate::store) use select_turned;

/// Statements that decide on a presented token, in this order: the event of a reuse, the end of its session, the next
/// generation, and the session after that.
pub(in crate::store) struct RefreshStatements {
    pub reuse: Statement,
    pub end: Statement,
    pub advance: Statement,
    pub select: Statement,
}
