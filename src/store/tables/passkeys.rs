//! Passkeys.

use serde::Deserialize;

use super::attempts::Attempt;
use super::events::{Trace, count_in_window, first_in_window, insert_event, record};
use crate::domain::passkey::Passkey;
use crate::domain::{AccountId, ActorId, AuthError, EventKind, PasskeyId, SessionId, UnixTime};
use crate::ports::{Database, Rows, Statement};
use crate::store::batch::{Batch, Handle, run_one};
use crate::store::revocation::{Cause, Keep, Scope};
use crate::store::ways_in::{OpenWays, other_way_in};
use crate::store::{LISTED, sql};

/// Session that registers or removes a passkey.
#[derive(Clone, Copy)]
pub struct PasskeyHolder<'a> {
    pub account: &'a AccountId,
    /// Must still be active.
    pub session: &'a SessionId,
}

/// Passkey with a verified answer, and the values to store.
pub struct PasskeyUse {
    pub id: PasskeyId,
    /// Counter it was verified against.
    pub known_count: i64,
    /// Counter in the answer.
    pub sign_count: i64,
    /// True if the passkey can be synced.
    pub backup_eligible: bool,
    /// True if the passkey is synced now.
    pub backed_up: bool,
}

/// Stored passkey, for the verification of an answer.
#[derive(Deserialize)]
pub struct KnownPasskey {
    pub id: PasskeyId,
    /// Account id that it was made under: its authenticator answers with that after a merge too.
    pub user_handle: AccountId,
    /// Base64url of a COSE_Key.
    pub public_key: String,
    /// Counter at its last use.
    pub sign_count: u32,
}

/// Passkey to remove.
pub struct Removal<'a> {
    pub passkey: &'a PasskeyId,
    /// Marks the passkey before its removal.
    pub request: &'a ActorId,
    /// Requesting session.
    pub by: PasskeyHolder<'a>,
    /// Ways to sign in that the settings leave open.
    pub ways: &'a OpenWays,
}

/// Result of a removal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Removed {
    /// The account has no such passkey, or the session has ended.
    NotFound,
    /// Last way to sign in to the account; nothing happened.
    LastWayIn,
    /// Removed, and the account's other sessions ended.
    Gone,
}

#[derive(Deserialize)]
struct PasskeyRow {
    id: PasskeyId,
    name: String,
    created_at: UnixTime,
    last_used_at: Option<UnixTime>,
}

impl From<PasskeyRow> for Passkey {
    fn from(PasskeyRow { id, name, created_at, last_used_at }: PasskeyRow) -> Self {
        Self { id, name, created_at, last_used_at }
    }
}

impl Batch {
    /// Uses a passkey for a session. False if another use changed its counter meanwhile.
    pub fn spend_counter(&mut self, used: &PasskeyUse, session: &SessionId, now: UnixTime) -> Handle<bool> {
        self.push(spend_counter(used, session, now)).found()
    }
}

fn spend_counter(used: &PasskeyUse, session: &SessionId, now: UnixTime) -> Statement {
    sql!(
        "UPDATE passkeys SET sign_count = ?4, backed_up = ?5, backup_eligible = ?7, used_by = ?2, last_used_at = ?6
         WHERE id = ?1 AND sign_count = ?3 RETURNING id",
        &used.id,
        session.0.as_str(),
        used.known_count,
        used.sign_count,
        i64::from(used.backed_up),
        now,
        i64::from(used.backup_eligible),
    )
}

/// Passkeys of an account, oldest first.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn find_passkeys_of(db: &dyn Database, account: &AccountId) -> Result<Vec<Passkey>, AuthError> {
    let rows = run_one(db, select_of(account)).await?;
    read_passkeys(rows)
}

/// Statement of [`find_passkeys_of`].
pub(in crate::store) fn select_of(account: &AccountId) -> Statement {
    sql!(
        "SELECT id, name, created_at, last_used_at FROM passkeys WHERE account_id = ?1 ORDER BY created_at, id
         LIMIT ?2",
        account.0.as_str(),
        LISTED,
    )
}

/// Reads the rows of [`select_of`].
pub(in crate::store) fn read_passkeys(rows: Rows) -> Result<Vec<Passkey>, AuthError> {
    Ok(rows.read_all::<PasskeyRow>()?.into_iter().map(Passkey::from).collect())
}

/// A passkey's new name.
pub struct Renaming<'a> {
    pub passkey: &'a PasskeyId,
    pub account: &'a AccountId,
    pub name: &'a str,
    /// Seconds in which the event of it is written once.
    pub window: i64,
}

/// Renames a passkey of this account. `None` if the account has no such passkey.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn update_name(
    db: &dyn Database,
    renaming: &Renaming<'_>,
    trace: &Trace<'_>,
) -> Result<Option<Passkey>, AuthError> {
    let Renaming { passkey: id, account, name, window } = *renaming;
    let (count, subject) = count_in_window(EventKind::PasskeyRenamed, account, window, trace.at);
    let event = insert_event!(
        "account_id",
        "name",
        concat!("passkeys WHERE id = ?1 AND account_id = ?2 AND ", first_in_window!("?3"))
    );
    let mut batch = Batch::new();
    let renamed = batch
        .push(sql!(
            "UPDATE passkeys SET name = ?3 WHERE id = ?1 AND account_id = ?2
             RETURNING id, name, created_at, last_used_at",
            id,
            account,
            name,
        ))
        .first::<PasskeyRow>();
    batch.extend([count, record(event, EventKind::PasskeyRenamed, trace, &[&id.0, &account.0, &subject])]);
    Ok(batch.run(db).await?.take(renamed)?.map(Passkey::from))
}

/// Removes a passkey of the account and ends its other sessions, unless it is the last way to sign in; releases an
/// attempt, if there is one; atomically.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn remove_passkey(
    db: &dyn Database,
    removal: Removal<'_>,
    attempt: Option<&Attempt>,
    trace: &Trace<'_>,
) -> Result<Removed, AuthError> {
    let Removal { passkey: id, request, by, .. } = removal;
    let mut batch = Batch::new();
    batch.push(mark_unless_last(&removal, trace.at));
    batch.revoke(
        Cause::FactorChanged,
        &Scope {
            account: "?1",
            only_if: Some("EXISTS (SELECT 1 FROM passkeys WHERE id = ?2 AND account_id = ?1 AND used_by = ?3)"),
            bindings: vec![by.account.into(), id.into(), request.into()],
            keep: Keep::Session(by.session),
        },
    );
    let goes = insert_event!("account_id", "name", "passkeys WHERE id = ?1 AND used_by = ?2");
    batch.push(record(goes, EventKind::PasskeyRemoved, trace, &[&id.0, &request.0]));
    let removed =
        batch.push(sql!("DELETE FROM passkeys WHERE id = ?1 AND used_by = ?2 RETURNING id", id, request)).found();
    let stays = batch.push(sql!("SELECT id FROM passkeys WHERE id = ?1 AND account_id = ?2", id, by.account)).found();
    if let Some(attempt) = attempt {
        batch.release(attempt);
    }
    let mut done = batch.run(db).await?;
    Ok(match (done.take(removed)?, done.take(stays)?) {
        (true, _) => Removed::Gone,
        (false, true) => Removed::LastWayIn,
        (false, false) => Removed::NotFound,
    })
}

fn mark_unless_last(removal: &Removal<'_>, now: UnixTime) -> Statement {
    let [mails, providers] = removal.ways.bindings();
    sql!(
        concat!(
            "UPDATE passkeys SET used_by = ?2 WHERE id = ?1 AND account_id = ?3
             AND EXISTS (SELECT 1 FROM sessions WHERE id = ?4 AND account_id = ?3 AND ends_at > ?5) AND ",
            other_way_in!("?3", passkey: "?1", identity: "NULL", mails: "?6", providers: "?7")
        ),
        removal.passkey,
        removal.request,
        removal.by.account.0.as_str(),
        removal.by.session.0.as_str(),
        now,
        mails,
        providers,
    )
}
