//! Sessions of a browser's cookies.

use crate::crypto::refresh_token::{ComputedToken, PresentedToken};
use crate::domain::{AccountId, AuthError, EventKind, SessionId};
use crate::ports::{Database, Statement};
use crate::store::batch::{Batch, Handle};
use crate::store::sql;
use crate::store::tables::events::{Trace, insert_event, record};
use crate::store::tables::sessions::revoke;

/// Credentials in a browser's cookies, verified as far as the keys allow.
#[derive(Default)]
pub struct HeldCredentials {
    /// Session and account of the session token, which may have expired.
    pub session: Option<(SessionId, AccountId)>,
    pub refresh_token: Option<PresentedToken>,
}

impl HeldCredentials {
    /// True unless one of them names another session.
    pub(super) fn is_only(&self, session: &SessionId) -> bool {
        let named = self.session.as_ref().map(|(id, _)| id);
        let refreshed = self.refresh_token.as_ref().map(PresentedToken::session);
        named.into_iter().chain(refreshed).all(|id| id == session)
    }
}

/// Session of a refresh token of any generation: ?1 session, ?2 seed, or fingerprint of a former token.
macro_rules! session_of_refresh_token {
    () => {
        "sessions WHERE id = ?1 AND (refresh_seed = ?2
           OR EXISTS (SELECT 1 FROM refresh_tokens WHERE token_hash = ?2 AND session_id = ?1))"
    };
}

fn bindings_of(token: &PresentedToken) -> (&SessionId, String) {
    match token {
        PresentedToken::Computed(ComputedToken { generation, .. }) => (&generation.holder, generation.seed.to_stored()),
        PresentedToken::Former { session, fingerprint } => (session, fingerprint.0.clone()),
    }
}

/// Ends the sessions of a browser's credentials.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn revoke_by_credentials(
    db: &dyn Database,
    held: &HeldCredentials,
    trace: &Trace<'_>,
) -> Result<(), AuthError> {
    let mut batch = Batch::new();
    if let Some((id, account)) = &held.session {
        batch.extend(revoke(id, account, &Trace { session: Some(id), ..*trace }));
    }
    if let Some(token) = &held.refresh_token {
        let trace = Trace { session: Some(token.session()), ..*trace };
        let (session, proof) = bindings_of(token);
        let event = insert_event!("account_id", session_of_refresh_token!());
        batch.push(record(event, EventKind::SignOut, &trace, &[&session.0, &proof]));
        batch.push(sql!(concat!("DELETE FROM ", session_of_refresh_token!()), session, proof));
    }
    batch.run(db).await?;
    Ok(())
}

impl Batch {
    /// True if any of a browser's credentials names a session.
    pub(super) fn any_session_of(&mut self, held: &HeldCredentials) -> Handle<bool> {
        let named = held.session.as_ref().map(|(id, account)| {
            self.push(sql!("SELECT id FROM sessions WHERE id = ?1 AND account_id = ?2", id, account)).found()
        });
        let refreshed = held.refresh_token.as_ref().map(|token| {
            let (session, proof) = bindings_of(token);
            self.push(sql!(concat!("SELECT id FROM ", session_of_refresh_token!()), session, proof)).found()
        });
        self.handle(move |done| {
            let mut is_any = false;
            for found in [named, refreshed].into_iter().flatten() {
                is_any |= done.take(found)?;
            }
            Ok(is_any)
        })
    }
}

/// Statements that move what a session, selected by `$which` on ?1 to ?3, gave to clients to the session ?3, if it is
/// alive at ?4: its grants, its codes and its `sid`s. No client notices the change.
macro_rules! take_over {
    ($which:expr, $($binding:expr),*) => {
        [
            sql!(
                concat!(
                    "UPDATE grants SET opened_by = ?3, session_id = CASE WHEN session_id IS NULL THEN NULL ELSE ?3 END,
                       ends_at = CASE WHEN session_id IS NULL THEN ends_at
                         ELSE (SELECT ends_at FROM sessions WHERE id = ?3) END
                     WHERE opened_by = ?1 AND EXISTS (SELECT 1 FROM ", $which, " AND ends_at > ?4)"
                ),
                $($binding),*
            ),
            sql!(
                concat!(
                    "UPDATE authorization_codes SET session_id = ?3
                     WHERE session_id = ?1 AND EXISTS (SELECT 1 FROM ", $which, " AND ends_at > ?4)"
                ),
                $($binding),*
            ),
            sql!(
                concat!(
                    "UPDATE sessions SET (sid_seed, client_sids)
                       = (SELECT sid_seed, client_sids FROM sessions WHERE id = ?1)
                     WHERE id = ?3 AND sid_seed IS NULL AND EXISTS (SELECT 1 FROM ", $which, " AND ends_at > ?4)"
                ),
                $($binding),*
            ),
        ]
    };
}

/// Statements that end the browser's former sessions in favour of a new one: those of the same account, if the new
/// session was opened. It takes over what they gave to clients.
pub(super) fn end_replaced(held: &HeldCredentials, new: &SessionId, trace: &Trace<'_>) -> Vec<Statement> {
    macro_rules! of_the_same_account {
        ($session:expr) => {
            concat!($session, " AND account_id = (SELECT account_id FROM sessions WHERE id = ?3)")
        };
    }
    macro_rules! named_by_token {
        () => {
            of_the_same_account!("sessions WHERE id = ?1 AND account_id = ?2")
        };
    }
    macro_rules! named_by_refresh_token {
        () => {
            of_the_same_account!(session_of_refresh_token!())
        };
    }
    let (mut batch, new) = (Vec::new(), new.0.as_str());
    if let Some((id, account)) = &held.session {
        let (id, account) = (id.0.as_str(), account.0.as_str());
        let event = insert_event!("account_id", "platform", named_by_token!());
        batch.push(record(event, EventKind::SessionEnded, trace, &[id, account, new]));
        batch.extend(take_over!(named_by_token!(), id, account, new, trace.at));
        batch.push(sql!(concat!("DELETE FROM ", named_by_token!()), id, account, new));
    }
    if let Some(token) = &held.refresh_token {
        let (session, proof) = bindings_of(token);
        let event = insert_event!("account_id", "platform", named_by_refresh_token!());
        batch.push(record(event, EventKind::SessionEnded, trace, &[&session.0, &proof, new]));
        batch.extend(take_over!(named_by_refresh_token!(), session, proof.as_str(), new, trace.at));
        batch.push(sql!(concat!("DELETE FROM ", named_by_refresh_token!()), session, proof, new));
    }
    batch
}
