//! Second factors: an account's TOTP secret with its backup codes, and offers to sessions.

use serde::Deserialize;

use super::events::{Trace, insert_event, record};
use crate::domain::time::HOUR;
use crate::domain::{AccountId, ActorId, AuthError, EventKind, Fingerprint, SessionId, UnixTime};
use crate::ports::{Database, Statement};
use crate::store::batch::{Batch, run_one};
use crate::store::rows::email_column;
use crate::store::sql;

/// Lifetime of an offer, in seconds.
const OFFER_LIFETIME: i64 = HOUR;

/// Verified code of an account's second factor, not yet used.
pub struct FittingCode {
    pub account: AccountId,
    pub code: FactorCode,
}

/// Identity of a code.
pub enum FactorCode {
    /// Time step of a TOTP code.
    Step(i64),
    /// Possible fingerprints of a backup code.
    Backup(Vec<Fingerprint>),
}

impl Batch {
    /// Uses a code, once, for the actor `by`. After a TOTP code, no older one is valid.
    pub fn use_code(&mut self, fitting: &FittingCode, by: &ActorId, trace: &Trace<'_>) {
        let account = &fitting.account;
        match &fitting.code {
            FactorCode::Step(step) => {
                self.push(sql!(
                    "UPDATE totp SET last_step = ?2, used_by = ?3 WHERE account_id = ?1 AND (last_step IS NULL OR last_step < ?2)",
                    account,
                    *step,
                    by,
                ));
            }
            FactorCode::Backup(fingerprints) => self.extend(spend_backup_code(account, fingerprints, by, trace)),
        }
    }
}

fn spend_backup_code(
    account: &AccountId,
    fingerprints: &[Fingerprint],
    by: &ActorId,
    trace: &Trace<'_>,
) -> [Statement; 3] {
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

/// Unused backup codes of an account, and the address to tell.
#[derive(Deserialize)]
pub struct CodesLeft {
    pub left: i64,
    pub email: Option<String>,
}

/// # Errors
/// [`AuthError::Unavailable`].
pub async fn find_codes_left(db: &dyn Database, account: &AccountId) -> Result<Option<CodesLeft>, AuthError> {
    const COUNT: &str = concat!(
        "SELECT (SELECT count(*) FROM backup_codes WHERE account_id = ?1 AND spent_by IS NULL) AS left, ",
        email_column!(),
        " FROM accounts WHERE id = ?1"
    );
    run_one(db, sql!(COUNT, account)).await?.read_first()
}

/// Second factor to offer to a session.
pub struct NewOffer<'a> {
    /// Requesting session.
    pub session: &'a SessionId,
    /// Secret, sealed for the account.
    pub secret: &'a str,
    /// Keyed hashes of the backup codes.
    pub fingerprints: &'a [Fingerprint],
    pub now: UnixTime,
}

/// Offer to a session.
#[derive(Deserialize)]
pub struct Offered {
    /// Secret, sealed for the account; `None` if none can be offered.
    pub secret: Option<String>,
    enabled: i64,
}

impl Offered {
    /// True if the account has an enabled factor, so that nothing is offered.
    pub fn is_enabled(&self) -> bool {
        self.enabled != 0
    }
}

/// Offers a secret to a session, unless its own offer is still open, and new backup codes; returns the secret of the
/// open offer. Offers nothing if a factor is enabled.
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

/// Sealed text of a secret, and the one that replaces it.
#[derive(Clone, Copy)]
pub struct Resealed<'a> {
    pub old: &'a str,
    pub new: &'a str,
}

/// Replaces the secret of a session's offer. False if the old one is no longer offered.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn replace_offer(db: &dyn Database, session: &SessionId, sealed: Resealed<'_>) -> Result<bool, AuthError> {
    let replaced = run_one(
        db,
        sql!(
            "UPDATE totp_offers SET secret = ?3 WHERE session_id = ?1 AND secret = ?2 RETURNING session_id",
            session.0.as_str(),
            sealed.old,
            sealed.new,
        ),
    )
    .await?;
    Ok(!replaced.is_empty())
}

/// Uses a code of the enabled factor alone. False if it was already used.
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

/// Stores the same secret sealed again, unless it was replaced meanwhile.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn update_seal(db: &dyn Database, account: &AccountId, sealed: Resealed<'_>) -> Result<(), AuthError> {
    run_one(
        db,
        sql!("UPDATE totp SET secret = ?3 WHERE account_id = ?1 AND secret = ?2", account, sealed.old, sealed.new),
    )
    .await?;
    Ok(())
}
