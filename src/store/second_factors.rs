//! Second factors: the TOTP secret of an account with its backup codes, and what is offered to a session.

use serde::Deserialize;

use super::batch::{Batch, run_one};
use super::events::{Trace, insert_event, record};
use super::revocation::{Cause, Keep, Scope};
use super::sql;
use crate::domain::time::HOUR;
use crate::domain::{AccountId, ActorId, AuthError, EventKind, SessionId, UnixTime};
use crate::ports::{Database, Statement};

/// Seconds an offered factor waits for its first code.
const OFFER_LIFETIME: i64 = HOUR;

/// A code of an account's second factor that fits, not used yet.
pub struct FittingCode {
    /// The account.
    pub account: AccountId,
    /// The code.
    pub code: Code,
}

/// What a code is known by.
pub enum Code {
    /// The time step of a TOTP.
    Step(i64),
    /// A backup code, by the fingerprints that it may be stored as.
    Backup(Vec<String>),
}

impl Batch {
    /// Uses a code, once, in the name of `by`: of a TOTP, no older one is good any more.
    pub fn use_code(&mut self, fitting: &FittingCode, by: &ActorId, trace: &Trace<'_>) {
        let account = &fitting.account;
        match &fitting.code {
            Code::Step(step) => {
                self.push(sql!(
                    "UPDATE totp SET last_step = ?2, used_by = ?3 WHERE account_id = ?1 AND (last_step IS NULL OR last_step < ?2)",
                    account,
                    *step,
                    by,
                ));
            }
            Code::Backup(fingerprints) => self.extend(spend_backup_code(account, fingerprints, by, trace)),
        }
    }
}

fn spend_backup_code(account: &AccountId, fingerprints: &[String], by: &ActorId, trace: &Trace<'_>) -> [Statement; 3] {
    let list = serde_json::json!(fingerprints).to_string();
    let used = insert_event!("account_id", "backup_codes WHERE account_id = ?1 AND spent_by = ?2");
    [
        sql!(
            "UPDATE backup_codes SET spent_by = ?3 WHERE account_id = ?1 AND spent_by IS NULL
             AND fingerprint IN (SELECT value FROM json_each(?2))",
            account,
            list.as_str(),
            by,
        ),
        record(used, EventKind::BackupCodeUsed, trace, &[&account.0, &by.0]),
        sql!(
            "UPDATE totp SET used_by = ?3 WHERE account_id = ?1 AND EXISTS (
               SELECT 1 FROM backup_codes WHERE account_id = ?1 AND spent_by = ?3
               AND fingerprint IN (SELECT value FROM json_each(?2)))",
            account,
            list.as_str(),
            by,
        ),
    ]
}

/// A second factor for one session to verify.
pub struct NewOffer<'a> {
    /// The session that asks.
    pub session: &'a SessionId,
    /// Its secret, sealed for the account.
    pub secret: &'a str,
    /// Keyed hashes of its backup codes.
    pub fingerprints: &'a [String],
    /// Now.
    pub now: UnixTime,
}

/// What a session is offered.
#[derive(Deserialize)]
pub struct Offered {
    /// The secret, sealed for the account; `None` if none can be offered any more.
    pub secret: Option<String>,
    enabled: i64,
}

impl Offered {
    /// Whether the account has an enabled factor: then nothing is offered.
    pub fn is_enabled(&self) -> bool {
        self.enabled != 0
    }
}

/// Offers a secret to a session unless an offer of its own is open, and new backup codes; gives the secret of the offer
/// then. Nothing is offered where a factor is enabled.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn insert_offer(db: &dyn Database, new: NewOffer<'_>) -> Result<Offered, AuthError> {
    let session = new.session;
    let mut batch = Batch::new();
    batch.push(sql!(
        "INSERT INTO totp_offers (session_id, secret, backup_codes, created_at, expires_at)
         SELECT ?1, ?2, ?3, ?4, ?5 FROM sessions WHERE id = ?1 AND NOT EXISTS (
           SELECT 1 FROM totp WHERE totp.account_id = sessions.account_id AND enabled_at IS NOT NULL)
         ON CONFLICT (session_id) DO UPDATE SET
           secret = CASE WHEN totp_offers.expires_at > ?4 THEN totp_offers.secret ELSE excluded.secret END,
           created_at = CASE WHEN totp_offers.expires_at > ?4 THEN totp_offers.created_at ELSE ?4 END,
           expires_at = CASE WHEN totp_offers.expires_at > ?4 THEN totp_offers.expires_at ELSE ?5 END,
           backup_codes = excluded.backup_codes",
        session,
        new.secret,
        serde_json::json!(new.fingerprints).to_string(),
        new.now,
        new.now + OFFER_LIFETIME,
    ));
    let offered = batch
        .push(sql!(
            "SELECT (SELECT secret FROM totp_offers WHERE session_id = ?1 AND expires_at > ?2) AS secret,
               EXISTS (SELECT 1 FROM totp JOIN sessions ON sessions.account_id = totp.account_id
                 WHERE sessions.id = ?1 AND totp.enabled_at IS NOT NULL) AS enabled",
            session,
            new.now,
        ))
        .first();
    let offered = batch.run(db).await?.take(offered)?;
    offered.ok_or_else(|| AuthError::Internal("a SELECT without FROM gave no row".into()))
}

/// Puts another secret in the place of one that was offered to a session. False if that is not offered any more.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn replace_offer(db: &dyn Database, session: &SessionId, old: &str, new: &str) -> Result<bool, AuthError> {
    let replaced = run_one(
        db,
        sql!(
            "UPDATE totp_offers SET secret = ?3 WHERE session_id = ?1 AND secret = ?2 RETURNING session_id",
            session.0.as_str(),
            old,
            new,
        ),
    )
    .await?;
    Ok(!replaced.is_empty())
}

impl Batch {
    /// Ends what a change of the factor ends, if `by` used a code of it.
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

/// Uses a code of the enabled factor by itself. False if it was used up.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn spend_code(
    db: &dyn Database,
    code: &FittingCode,
    by: &ActorId,
    trace: &Trace<'_>,
) -> Result<bool, AuthError> {
    let mut batch = Batch::new();
    batch.use_code(code, by, trace);
    let used = batch
        .push(sql!("SELECT 1 AS used FROM totp WHERE account_id = ?1 AND used_by = ?2", &code.account, by))
        .found();
    batch.run(db).await?.take(used)
}

/// The first right code of a factor that was offered to a session.
pub struct FirstCode<'a> {
    /// The account.
    pub account: &'a AccountId,
    /// The session that was offered the factor, which stays.
    pub session: &'a SessionId,
    /// The secret that was offered, as sealed.
    pub secret: &'a str,
    /// Step of the code.
    pub step: i64,
    /// The request that shows it.
    pub by: &'a ActorId,
}

/// Enables the factor that was offered to a session, once: it and its backup codes are the account's from now on, and the
/// other sessions, which never showed a code, end. False if the offer is over, or a factor is enabled already.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn consume_offer(db: &dyn Database, first: &FirstCode<'_>, trace: &Trace<'_>) -> Result<bool, AuthError> {
    let mut batch = Batch::new();
    let enabled = batch.push(enable(first, trace.at)).found();
    batch.push(by_code_user(first.account, first.by, EventKind::TwoFactorEnabled, trace));
    // What the former version offered and nobody verified.
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
    batch.run(db).await?.take(enabled)
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

/// Raises the session whose code switched the factor on. A paired device stays what it was.
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

/// A change of the enabled factor, which a code of it allows.
pub struct FactorChange<'a> {
    /// The code.
    pub code: &'a FittingCode,
    /// The request that shows it.
    pub by: &'a ActorId,
    /// The session that asks, which stays.
    pub kept: &'a SessionId,
    /// Where it comes from.
    pub trace: Trace<'a>,
}

impl FactorChange<'_> {
    /// A batch that uses the code.
    fn begin(&self) -> Batch {
        let mut batch = Batch::new();
        batch.use_code(self.code, self.by, &self.trace);
        batch
    }
}

/// Removes the factor and ends the other sessions. False if the code was used up.
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

/// Replaces the backup codes by those of these fingerprints. False if the code was used up.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn replace_backup_codes(
    db: &dyn Database,
    change: &FactorChange<'_>,
    fingerprints: &[String],
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

/// The event of a change that `by` used a code for.
fn by_code_user(account: &AccountId, by: &ActorId, kind: EventKind, trace: &Trace<'_>) -> Statement {
    let by_code = insert_event!("account_id", "totp WHERE account_id = ?1 AND used_by = ?2");
    record(by_code, kind, trace, &[&account.0, &by.0])
}

/// Seals the same secret anew, unless it was replaced meanwhile.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn update_seal(db: &dyn Database, account: &AccountId, old: &str, new: &str) -> Result<(), AuthError> {
    run_one(
        db,
        sql!("UPDATE totp SET secret = ?3 WHERE account_id = ?1 AND secret = ?2", account.0.as_str(), old, new),
    )
    .await?;
    Ok(())
}
