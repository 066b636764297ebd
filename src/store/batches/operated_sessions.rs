//! Sessions that operators look at and end.

use super::acts::{Act, Condition};
use crate::domain::{AccountId, AuthError, Session, SessionId, UnixTime};
use crate::store::batch::{Batch, Handle};
use crate::store::pages::{ListPosition, NewestPage, one_more};
use crate::store::revocation::Cause;
use crate::store::rows::session_columns;
use crate::store::sql;
use crate::store::tables::sessions::{read_sessions, select_of};

impl Batch {
    /// Active sessions of an account, last used first.
    pub fn sessions_of(&mut self, account: &AccountId, now: UnixTime) -> Handle<Vec<Session>> {
        self.push(select_of(account, now)).and_then(read_sessions)
    }

    /// One page of the active sessions of an account, newest first, at most `limit` of them. The result fails with
    /// [`AuthError::NotFound`] without such an account.
    pub fn session_page(
        &mut self,
        account: &AccountId,
        behind: &ListPosition,
        (limit, now): (usize, UnixTime),
    ) -> Handle<NewestPage<Session>> {
        const PAGE: &str = concat!(
            "SELECT ",
            session_columns!(),
            " FROM sessions WHERE account_id = ?1 AND ends_at > ?2 AND (created_at, id) < (?3, ?4)
             ORDER BY created_at DESC, id DESC LIMIT ?5"
        );
        let exists = self.push(sql!("SELECT 1 FROM accounts WHERE id = ?1", account)).found();
        let rows = self.push(sql!(PAGE, account, now, behind.at, behind.id.as_str(), one_more(limit)));
        let sessions = rows.and_then(read_sessions);
        self.handle(move |done| {
            if !done.take(exists)? {
                return Err(AuthError::NotFound);
            }
            let position = |session: &Session| ListPosition { at: session.created_at, id: session.id.0.clone() };
            Ok(NewestPage::of(done.take(sessions)?, limit, position))
        })
    }

    /// Active session of an account.
    pub fn session_of(&mut self, account: &AccountId, session: &SessionId, now: UnixTime) -> Handle<Option<Session>> {
        const FIND: &str =
            concat!("SELECT ", session_columns!(), " FROM sessions WHERE id = ?2 AND account_id = ?1 AND ends_at > ?3");
        let found = self.push(sql!(FIND, account, session, now)).and_then(read_sessions);
        found.map(|sessions| sessions.into_iter().next())
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
