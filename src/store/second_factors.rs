//! Second factors: the TOTP secret of an account with its backup codes, and what is offered to a session.

use serde::Deserialize;

use super::events::{Trace, insert_event, record};
use super::sql;
use crate::domain::time::HOUR;
use crate::domain::{AccountId, AuthError, EventKind, SessionId, UnixTime};
use crate::ports::{Database, Statement};

/// The TOTP secret of an enabled factor, as stored.
#[derive(Clone, Debug)]
pub struct StoredTotp {
    /// Sealed for its account.
    pub secret: String,
    /// The newest step whose code was used.
    pub last_step: Option<i64>,
}

/// Seconds an offered factor waits for its first code.
const OFFER_LIFETIME: i64 = HOUR;

/// Uses the code of a step, once, in the name of `by`: no older code is good any more.
pub fn spend_step(account: &AccountId, step: i64, by: &str) -> Vec<Statement> {
    vec![sql!(
        "UPDATE totp SET last_step = ?2, used_by = ?3 WHERE account_id = ?1 AND (last_step IS NULL OR last_step < ?2)",
        account.0.as_str(),
        step,
        by,
    )]
}

/// Uses a backup code, once, in the name of `by`. `fingerprints` are what it may be stored as.
pub fn spend_backup_code(account: &AccountId, fingerprints: &[String], by: &str, trace: &Trace<'_>) -> Vec<Statement> {
    let list = serde_json::json!(fingerprints).to_string();
    let used = insert_event!("account_id", "backup_codes WHERE account_id = ?1 AND spent_by = ?2");
    vec![
        sql!(
            "UPDATE backup_codes SET spent_by = ?3 WHERE account_id = ?1 AND spent_by IS NULL
             AND fingerprint IN (SELECT value FROM json_each(?2))",
            account.0.as_str(),
            list.as_str(),
            by,
        ),
        record(used, EventKind::BackupCodeUsed, trace, &[&account.0, by]),
        sql!(
            "UPDATE totp SET used_by = ?3 WHERE account_id = ?1 AND EXISTS (
               SELECT 1 FROM backup_codes WHERE account_id = ?1 AND spent_by = ?3
               AND fingerprint IN (SELECT value FROM json_each(?2)))",
            account.0.as_str(),
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
    let session = new.session.0.as_str();
    let [_, offered] = db
        .run([
            sql!(
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
            ),
            sql!(
                "SELECT (SELECT secret FROM totp_offers WHERE session_id = ?1 AND expires_at > ?2) AS secret,
                   EXISTS (SELECT 1 FROM totp JOIN sessions ON sessions.account_id = totp.account_id
                     WHERE sessions.id = ?1 AND totp.enabled_at IS NOT NULL) AS enabled",
                session,
                new.now,
            ),
        ])
        .await?;
    offered.read_first()?.ok_or_else(|| AuthError::Internal("a SELECT without FROM gave no row".into()))
}

/// Puts another secret in the place of one that was offered to a session. False if that is not offered any more.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn replace_offer(db: &dyn Database, session: &SessionId, old: &str, new: &str) -> Result<bool, AuthError> {
    let [replaced] = db
        .run([sql!(
            "UPDATE totp_offers SET secret = ?3 WHERE session_id = ?1 AND secret = ?2 RETURNING session_id",
            session.0.as_str(),
            old,
            new,
        )])
        .await?;
    Ok(!replaced.is_empty())
}

/// Statements that do something to an account in the name of `by`, if `by` used a code of it.
fn ended_by_change(account: &AccountId, kept: &SessionId, by: &str) -> [Statement; 3] {
    macro_rules! code_used {
        () => {
            "EXISTS (SELECT 1 FROM totp WHERE account_id = ?1 AND used_by = ?2)"
        };
    }
    [
        sql!(
            concat!("DELETE FROM sessions WHERE account_id = ?1 AND id <> ?3 AND ", code_used!()),
            account.0.as_str(),
            by,
            kept.0.as_str()
        ),
        sql!(
            concat!("DELETE FROM authorizations WHERE account_id = ?1 AND state <> 'collected' AND ", code_used!()),
            account.0.as_str(),
            by
        ),
        sql!(
            concat!("DELETE FROM second_factor_challenges WHERE account_id = ?1 AND ", code_used!()),
            account.0.as_str(),
            by
        ),
    ]
}

/// Uses a code of the enabled factor by itself: `claim` is what uses it, in the name of `by`. False if it was used up.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn use_code(
    db: &dyn Database,
    account: &AccountId,
    by: &str,
    claim: Vec<Statement>,
) -> Result<bool, AuthError> {
    let mut batch = claim;
    batch.push(sql!("SELECT 1 AS used FROM totp WHERE account_id = ?1 AND used_by = ?2", account.0.as_str(), by));
    let used = db.batch(batch).await?.pop().unwrap_or_default();
    Ok(!used.is_empty())
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
    /// Id of the request that shows it.
    pub by: &'a str,
}

/// Enables the factor that was offered to a session, once: it and its backup codes are the account's from now on, and the
/// other sessions, which never showed a code, end. False if the offer is over, or a factor is enabled already.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn consume_offer(db: &dyn Database, first: &FirstCode<'_>, trace: &Trace<'_>) -> Result<bool, AuthError> {
    let (account, session) = (first.account.0.as_str(), first.session.0.as_str());
    let enabled = insert_event!("account_id", "totp WHERE account_id = ?1 AND used_by = ?2");
    let mut batch = vec![
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
            session,
            account,
            first.secret,
            trace.at,
            first.step,
            first.by,
        ),
        record(enabled, EventKind::TwoFactorEnabled, trace, &[account, first.by]),
        // What the former version offered and nobody verified.
        sql!(
            "DELETE FROM backup_codes WHERE account_id = ?1
             AND EXISTS (SELECT 1 FROM totp WHERE account_id = ?1 AND used_by = ?2)",
            account,
            first.by,
        ),
        sql!(
            "INSERT INTO backup_codes (fingerprint, account_id, created_at)
             SELECT value, ?1, ?4 FROM totp_offers, json_each(totp_offers.backup_codes)
             WHERE session_id = ?3 AND EXISTS (SELECT 1 FROM totp WHERE account_id = ?1 AND used_by = ?2)",
            account,
            first.by,
            session,
            trace.at,
        ),
        sql!(
            "DELETE FROM totp_offers WHERE session_id = ?3
             AND EXISTS (SELECT 1 FROM totp WHERE account_id = ?1 AND used_by = ?2)",
            account,
            first.by,
            session,
        ),
    ];
    batch.extend(ended_by_change(first.account, first.session, first.by));
    batch.push(strengthen(first.account, first.session, first.by, trace.at));
    let rows = db.batch(batch).await?;
    Ok(rows.first().is_some_and(|enabled| !enabled.is_empty()))
}

/// Raises the session whose code switched the factor on. A paired device stays what it was.
fn strengthen(account: &AccountId, kept: &SessionId, by: &str, now: UnixTime) -> Statement {
    sql!(
        "UPDATE sessions SET aal = 2 WHERE id = ?3 AND account_id = ?1 AND method <> 'pairing'
         AND EXISTS (SELECT 1 FROM totp WHERE account_id = ?1 AND used_by = ?2 AND enabled_at = ?4)",
        account.0.as_str(),
        by,
        kept.0.as_str(),
        now,
    )
}

/// Removes the factor and ends the other sessions, if `claim` uses a code of it in the name of `by`.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn remove(
    db: &dyn Database,
    account: &AccountId,
    kept: &SessionId,
    by: &str,
    claim: Vec<Statement>,
    trace: &Trace<'_>,
) -> Result<bool, AuthError> {
    let mut batch = claim;
    batch.extend(ended_by_change(account, kept, by));
    batch.push(by_code_user(account, by, EventKind::TwoFactorDisabled, trace));
    batch.push(sql!(
        "DELETE FROM backup_codes WHERE account_id = ?1
         AND EXISTS (SELECT 1 FROM totp WHERE account_id = ?1 AND used_by = ?2)",
        account.0.as_str(),
        by,
    ));
    let removed = batch.len();
    batch.push(sql!(
        "DELETE FROM totp WHERE account_id = ?1 AND used_by = ?2 RETURNING account_id",
        account.0.as_str(),
        by
    ));
    let rows = db.batch(batch).await?;
    Ok(rows.get(removed).is_some_and(|removed| !removed.is_empty()))
}

/// Replaces the backup codes, if `claim` uses a code of the factor in the name of `by`.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn replace_backup_codes(
    db: &dyn Database,
    account: &AccountId,
    by: &str,
    fingerprints: &[String],
    claim: Vec<Statement>,
    trace: &Trace<'_>,
) -> Result<bool, AuthError> {
    let mut batch = claim;
    batch.push(by_code_user(account, by, EventKind::BackupCodesRenewed, trace));
    batch.push(sql!(
        "DELETE FROM backup_codes WHERE account_id = ?1
         AND EXISTS (SELECT 1 FROM totp WHERE account_id = ?1 AND used_by = ?2)",
        account.0.as_str(),
        by,
    ));
    let inserted = batch.len();
    batch.push(sql!(
        "INSERT INTO backup_codes (fingerprint, account_id, created_at) SELECT value, ?1, ?4 FROM json_each(?3)
         WHERE EXISTS (SELECT 1 FROM totp WHERE account_id = ?1 AND used_by = ?2) RETURNING fingerprint",
        account.0.as_str(),
        by,
        serde_json::json!(fingerprints).to_string(),
        trace.at,
    ));
    let rows = db.batch(batch).await?;
    Ok(rows.get(inserted).is_some_and(|inserted| !inserted.is_empty()))
}

/// The event of a change that `by` used a code for.
fn by_code_user(account: &AccountId, by: &str, kind: EventKind, trace: &Trace<'_>) -> Statement {
    let by_code = insert_event!("account_id", "totp WHERE account_id = ?1 AND used_by = ?2");
    record(by_code, kind, trace, &[&account.0, by])
}

/// Seals the same secret anew, unless it was replaced meanwhile.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn update_seal(db: &dyn Database, account: &AccountId, old: &str, new: &str) -> Result<(), AuthError> {
    db.run([sql!("UPDATE totp SET secret = ?3 WHERE account_id = ?1 AND secret = ?2", account.0.as_str(), old, new)])
        .await?;
    Ok(())
}
