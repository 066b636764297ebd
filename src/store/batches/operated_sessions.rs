//! Sessions that operators look at and end.

use super::acts::{Act, Condition};
use crate::domain::{AccountId, Session, SessionId, UnixTime};
use crate::store::batch::{Batch, Handle};
use crate::store::revocation::Cause;
use crate::store::sql;
use crate::store::tables::sessions::{read_sessions, select_of};

impl Batch {
    /// Active sessions of an account, last used first.
    pub fn sessions_of(&mut self, account: &AccountId, now: UnixTime) -> Handle<Vec<Session>> {
        self.push(select_of(account, now)).and_then(read_sessions)
    }

    /// Ends every session of the account of a claimed act.
    pub fn end_sessions(&mut self, act: &Act<'_>) {
        self.revoke(Cause::SignedOut, &act.scope());
    }

    /// Claims an act on a session, and ends it with every grant that it opened. The result is false if the account has no such session; its errors are
    /// those of [`Self::claim`].
    pub fn claim_session(&mut self, act: &Act<'_>, session: &SessionId) -> Handle<bool> {
        let is_its = Condition {
            sql: "EXISTS (SELECT 1 FROM sessions WHERE id = ?16 AND account_id = ?12 AND ends_at > ?3)",
            bindings: vec![session.into()],
        };
        let claimed = self.claim_if(act, Some(is_its));
        self.extend([
            sql!(
                "DELETE FROM grants WHERE opened_by = ?2 AND account_id = (SELECT about FROM events WHERE id = ?1)",
                act.id,
                session,
            ),
            sql!(
                "DELETE FROM sessions WHERE id = ?2 AND account_id = (SELECT about FROM events WHERE id = ?1)",
                act.id,
                session,
            ),
        ]);
        claimed
    }
}
