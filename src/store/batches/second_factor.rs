//! Changes of an account's second factor: enabled by a first code, removed, its backup codes replaced.

use crate::domain::{AccountId, ActorId, AuthError, EventKind, Fingerprint, SessionId, UnixTime};
use crate::ports::{Database, Statement};
use crate::store::batch::Batch;
use crate::store::revocation::{Cause, Keep, Scope};
use crate::store::sql;
use crate::store::tables::events::{Trace, insert_event, record};
use crate::store::tables::second_factors::FittingCode;

/// First right code of a session's offer.
pub struct FirstCode<'a> {
    pub account: &'a AccountId,
    /// Session with the offer, which stays.
    pub session: &'a SessionId,
    /// Secret of the offer, sealed.
    pub secret: &'a str,
    /// Step of the code.
    pub step: i64,
    /// Request with the code.
    pub by: &'a ActorId,
    /// Fingerprint of the token for its undo.
    pub undo: &'a Fingerprint,
}

/// Factor that was enabled.
pub struct Enabled {
    /// True if the token for its undo was stored.
    pub has_undo: bool,
}

/// Enables a session's offered factor, once: it and its backup codes become the account's, and the other sessions,
/// which never presented a code, end. `None` if the offer has expired, or a factor is enabled already.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn consume_offer(
    db: &dyn Database,
    first: &FirstCode<'_>,
    trace: &Trace<'_>,
) -> Result<Option<Enabled>, AuthError> {
    let mut batch = Batch::new();
    let enabled = batch.push(enable(first, trace.at)).found();
    batch.push(by_code_user(first.account, first.by, EventKind::TwoFactorEnabled, trace));
    // Unverified offer of the former version.
    batch.push(delete_backup_codes(first.account, first.by));
    batch.push(sql!(
        "INSERT INTO backup_codes (fingerprint, account_id, created_at)
         SELECT value, ?1, ?4 FROM totp_offers, json_each(totp_offers.backup_codes)
         WHERE session_id = ?3 AND EXISTS (SELECT 1 FROM totp WHERE account_id = ?1 AND used_by = ?2)",
        first.account,
        first.by,
        first.session,
        trace.at,
    ));
    batch.push(sql!(
        "DELETE FROM totp_offers WHERE session_id = ?3
         AND EXISTS (SELECT 1 FROM totp WHERE account_id = ?1 AND used_by = ?2)",
        first.account,
        first.by,
        first.session,
    ));
    batch.revoke_by_code(first.account, first.session, first.by);
    batch.push(strengthen(first, trace.at));
    let undo = batch.push(super::factor_undo::insert(first.undo, first.account, first.by, trace.at)).found();
    let mut done = batch.run(db).await?;
    let has_undo = done.take(undo)?;
    Ok(done.take(enabled)?.then_some(Enabled { has_undo }))
}

fn enable(first: &FirstCode<'_>, now: UnixTime) -> Statement {
    sql!(
        "INSERT INTO totp (account_id, secret, created_at, enabled_at, last_step, used_by)
         SELECT account_id, secret, totp_offers.created_at, ?4, ?5, ?6
         FROM totp_offers JOIN sessions ON sessions.id = totp_offers.session_id
         WHERE session_id = ?1 AND account_id = ?2 AND secret = ?3 AND expires_at > ?4
         ON CONFLICT (account_id) DO UPDATE SET
           secret = excluded.secret, created_at = excluded.created_at, enabled_at = excluded.enabled_at,
           last_step = excluded.last_step, used_by = excluded.used_by
         WHERE totp.enabled_at IS NULL
         RETURNING account_id",
        first.session,
        first.account,
        first.secret,
        now,
        first.step,
        first.by,
    )
}

/// Removes the backup codes of an account, if `by` used a code of the factor.
fn delete_backup_codes(account: &AccountId, by: &ActorId) -> Statement {
    sql!(
        "DELETE FROM backup_codes WHERE account_id = ?1
         AND EXISTS (SELECT 1 FROM totp WHERE account_id = ?1 AND used_by = ?2)",
        account,
        by,
    )
}

/// Raises the session whose code enabled the factor to AAL 2. A paired device stays at AAL 1.
fn strengthen(first: &FirstCode<'_>, now: UnixTime) -> Statement {
    sql!(
        "UPDATE sessions SET aal = 2 WHERE id = ?3 AND account_id = ?1 AND method <> 'pairing'
         AND EXISTS (SELECT 1 FROM totp WHERE account_id = ?1 AND used_by = ?2 AND enabled_at = ?4)",
        first.account,
        first.by,
        first.session,
        now,
    )
}

/// Change of the enabled factor, authorized by a code of it.
pub struct FactorChange<'a> {
    pub code: &'a FittingCode,
    /// Request with the code.
    pub by: &'a ActorId,
    /// Requesting session, which stays.
    pub kept: &'a SessionId,
    pub trace: Trace<'a>,
}

impl FactorChange<'_> {
    /// Batch that uses the code.
    fn begin(&self) -> Batch {
        let mut batch = Batch::new();
        batch.use_code(self.code, self.by, &self.trace);
        batch
    }
}

/// Removes the factor and ends the other sessions. False if the code was already used.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn remove(db: &dyn Database, change: &FactorChange<'_>) -> Result<bool, AuthError> {
    let FactorChange { by, kept, trace, .. } = change;
    let account = &change.code.account;
    let mut batch = change.begin();
    batch.revoke_by_code(account, kept, by);
    batch.push(by_code_user(account, by, EventKind::TwoFactorDisabled, trace));
    batch.push(delete_backup_codes(account, by));
    let removed = batch
        .push(sql!("DELETE FROM totp WHERE account_id = ?1 AND used_by = ?2 RETURNING account_id", account, *by))
        .found();
    batch.run(db).await?.take(removed)
}

/// Replaces the backup codes by those with these fingerprints. False if the code was already used.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn replace_backup_codes(
    db: &dyn Database,
    change: &FactorChange<'_>,
    fingerprints: &[Fingerprint],
) -> Result<bool, AuthError> {
    let (account, by, trace) = (&change.code.account, change.by, &change.trace);
    let mut batch = change.begin();
    batch.push(by_code_user(account, by, EventKind::BackupCodesRenewed, trace));
    batch.push(delete_backup_codes(account, by));
    let inserted = batch
        .push(sql!(
            "INSERT INTO backup_codes (fingerprint, account_id, created_at) SELECT value, ?1, ?4 FROM json_each(?3)
             WHERE EXISTS (SELECT 1 FROM totp WHERE account_id = ?1 AND used_by = ?2) RETURNING fingerprint",
            account,
            by,
            serde_json::json!(fingerprints).to_string(),
            trace.at,
        ))
        .found();
    batch.run(db).await?.take(inserted)
}

/// Event of a change for which `by` used a code.
fn by_code_user(account: &AccountId, by: &ActorId, kind: EventKind, trace: &Trace<'_>) -> Statement {
    let by_code = insert_event!("account_id", "totp WHERE account_id = ?1 AND used_by = ?2");
    record(by_code, kind, trace, &[&account.0, &by.0])
}

impl Batch {
    /// Ends the rows that a change of the factor ends, if `by` used a code of it.
    fn revoke_by_code(&mut self, account: &AccountId, kept: &SessionId, by: &ActorId) {
        self.revoke(
            Cause::FactorChanged,
            &Scope {
                account: "?1",
                only_if: Some("EXISTS (SELECT 1 FROM totp WHERE account_id = ?1 AND used_by = ?2)"),
                bindings: vec![account.into(), by.into()],
                keep: Keep::Session(kept),
            },
        );
    }
}
