//! Sessions.

use super::events::{Trace, insert_event, record};
use crate::domain::session::MAX_SESSIONS;
use crate::domain::{Account, AccountId, AuthError, EventKind, Session, SessionId, UnixTime};
use crate::ports::{Database, Rows, Statement};
use crate::store::batch::{Batch, run_one};
use crate::store::revocation::{Cause, Keep, Scope};
use crate::store::rows::{HeldSessionRow, SessionRow, and_not_disabled, select_held, session_columns};
use crate::store::sql;

/// Session with this id and account, with its account, if it is active and the account is not disabled: an
/// operator's act ends the sessions of an account, but one may be opened meanwhile, or be left on a replica.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn find_session(
    db: &dyn Database,
    id: &SessionId,
    account: &AccountId,
    now: UnixTime,
) -> Result<Option<(Account, Session)>, AuthError> {
    let rows = run_one(db, select_alive(id, account, now)).await?;
    Ok(rows.read_first::<HeldSessionRow>()?.map(Into::into))
}

/// Statement of [`find_session`]; its row is a [`HeldSessionRow`].
pub(in crate::store) fn select_alive(id: &SessionId, account: &AccountId, now: UnixTime) -> Statement {
    sql!(
        select_held!(concat!(
            "sessions.id = ?1 AND sessions.account_id = ?2 AND sessions.ends_at > ?3",
            and_not_disabled!("?3")
        )),
        id,
        account,
        now,
    )
}

/// Active sessions of an account, last used first, at most [`MAX_SESSIONS`].
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn find_sessions_of(
    db: &dyn Database,
    account: &AccountId,
    now: UnixTime,
) -> Result<Vec<Session>, AuthError> {
    let rows = run_one(db, select_of(account, now)).await?;
    read_sessions(rows)
}

/// Statement of [`find_sessions_of`].
pub(in crate::store) fn select_of(account: &AccountId, now: UnixTime) -> Statement {
    sql!(
        concat!(
            "SELECT ",
            session_columns!(),
            " FROM sessions WHERE account_id = ?1 AND ends_at > ?2 ORDER BY last_used_at DESC, created_at DESC, id
             LIMIT ?3"
        ),
        account.0.as_str(),
        now,
        MAX_SESSIONS,
    )
}

/// Reads the rows of [`select_of`].
pub(in crate::store) fn read_sessions(rows: Rows) -> Result<Vec<Session>, AuthError> {
    Ok(rows.read_all::<SessionRow>()?.into_iter().map(Session::from).collect())
}

/// Ends a session of this account. If another does, the grants that it opened end too, those that outlive their session
/// as well. False if the account has no such session.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn revoke_session(
    db: &dyn Database,
    id: &SessionId,
    account: &AccountId,
    trace: &Trace<'_>,
) -> Result<bool, AuthError> {
    let [event, end] = revoke(id, account, trace);
    let mut batch = Batch::new();
    batch.push(event);
    if trace.session != Some(id) {
        batch.push(end_grants_of(id, account));
    }
    let revoked = batch.push(end).found();
    batch.run(db).await?.take(revoked)
}

/// Ends every other session of the account, and uncollected approved ones.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn revoke_other_sessions(
    db: &dyn Database,
    kept: &SessionId,
    account: &AccountId,
    trace: &Trace<'_>,
) -> Result<(), AuthError> {
    let others = insert_event!(
        "id",
        "accounts WHERE id = ?1 AND EXISTS (SELECT 1 FROM sessions WHERE account_id = ?1 AND id <> ?2)"
    );
    let mut batch = Batch::new();
    batch.push(record(others, EventKind::OtherSessionsEnded, trace, &[&account.0, &kept.0]));
    batch.revoke(
        Cause::OthersSignedOut,
        &Scope { account: "?1", only_if: None, bindings: vec![account.into()], keep: Keep::Session(kept) },
    );
    batch.run(db).await?;
    Ok(())
}

/// Ends a session: a sign-out if it is the requesting session.
pub(in crate::store) fn revoke(id: &SessionId, account: &AccountId, trace: &Trace<'_>) -> [Statement; 2] {
    let event = if trace.session == Some(id) {
        record(
            insert_event!("account_id", "sessions WHERE id = ?1 AND account_id = ?2"),
            EventKind::SignOut,
            trace,
            &[&id.0, &account.0],
        )
    } else {
        record(
            insert_event!("account_id", "platform", "sessions WHERE id = ?1 AND account_id = ?2"),
            EventKind::SessionEnded,
            trace,
            &[&id.0, &account.0],
        )
    };
    let (id, account) = (id.0.as_str(), account.0.as_str());
    [event, sql!("DELETE FROM sessions WHERE id = ?1 AND account_id = ?2 RETURNING id", id, account)]
}

fn end_grants_of(opener: &SessionId, account: &AccountId) -> Statement {
    sql!("DELETE FROM grants WHERE opened_by = ?1 AND account_id = ?2", opener, account)
}

/// Updates the session's last use.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn touch_session(db: &dyn Database, id: &SessionId, now: UnixTime) -> Result<(), AuthError> {
    run_one(db, sql!("UPDATE sessions SET last_used_at = ?2 WHERE id = ?1 AND last_used_at < ?2", id.0.as_str(), now))
        .await?;
    Ok(())
}
