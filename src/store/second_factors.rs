//! Second factors: one TOTP secret an account, its backup codes, and sign-ins that wait for a code.

use serde::Deserialize;

use super::events::{Trace, insert_event, record};
use super::sql;
use crate::domain::{AccountId, AuthError, EventKind, SessionId, UnixTime};
use crate::ports::{Database, Statement};

/// A TOTP secret as stored.
#[derive(Clone, Debug)]
pub struct StoredTotp {
    /// Sealed for its account.
    pub secret: String,
    /// The newest step whose code was used.
    pub last_step: Option<i64>,
    /// Whether it is asked for.
    pub enabled: bool,
}

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

/// A secret that is not asked for yet, or is.
#[derive(Deserialize)]
pub struct Offered {
    /// Sealed for its account.
    pub secret: String,
    /// When it was enabled.
    pub enabled_at: Option<UnixTime>,
}

/// Stores a secret unless there is one, and new backup codes unless it is enabled; gives what is stored then.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn insert_pending(
    db: &dyn Database,
    account: &AccountId,
    secret: &str,
    fingerprints: &[String],
    now: UnixTime,
) -> Result<Option<Offered>, AuthError> {
    let [_, _, _, offered] = db
        .run([
            sql!(
                "INSERT INTO totp (account_id, secret, created_at) SELECT ?1, ?2, ?3
                 WHERE EXISTS (SELECT 1 FROM accounts WHERE id = ?1) ON CONFLICT DO NOTHING",
                account.0.as_str(),
                secret,
                now,
            ),
            sql!(
                "DELETE FROM backup_codes WHERE account_id = ?1
                 AND EXISTS (SELECT 1 FROM totp WHERE account_id = ?1 AND enabled_at IS NULL)",
                account.0.as_str(),
            ),
            sql!(
                "INSERT INTO backup_codes (fingerprint, account_id, created_at)
                 SELECT value, ?1, ?3 FROM json_each(?2)
                 WHERE EXISTS (SELECT 1 FROM totp WHERE account_id = ?1 AND enabled_at IS NULL)",
                account.0.as_str(),
                serde_json::json!(fingerprints).to_string(),
                now,
            ),
            sql!("SELECT secret, enabled_at FROM totp WHERE account_id = ?1", account.0.as_str()),
        ])
        .await?;
    offered.read_first()
}

/// The statements that forget a factor which was offered and never verified, of an account: whoever asked for it knows
/// its secret. It goes with the sessions that are ended because somebody else may be in.
macro_rules! forget_offered {
    ($account:expr $(, $binding:expr)+) => {
        [
            $crate::store::sql!(
                concat!(
                    "DELETE FROM backup_codes WHERE account_id = ",
                    $account,
                    " AND EXISTS (SELECT 1 FROM totp WHERE account_id = backup_codes.account_id AND enabled_at IS NULL)"
                )
                $(, $binding)+
            ),
            $crate::store::sql!(
                concat!("DELETE FROM totp WHERE enabled_at IS NULL AND account_id = ", $account) $(, $binding)+
            ),
        ]
    };
}

pub(super) use forget_offered;

/// What came of a code shown from a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Applied {
    /// The code was good.
    pub accepted: bool,
    /// It was the first, which enabled the factor.
    pub enabled: bool,
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

/// Uses a code that was shown to verify the factor. The first enables it and ends the other sessions, which never
/// showed one.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn apply_code(
    db: &dyn Database,
    account: &AccountId,
    kept: &SessionId,
    by: &str,
    pending: bool,
    claim: Vec<Statement>,
    trace: &Trace<'_>,
) -> Result<Applied, AuthError> {
    let mut batch = claim;
    let first = insert_event!("account_id", "totp WHERE account_id = ?1 AND used_by = ?2 AND enabled_at IS NULL");
    batch.push(record(first, EventKind::TwoFactorEnabled, trace, &[&account.0, by]));
    let enables = batch.len();
    batch.push(sql!(
        "UPDATE totp SET enabled_at = ?3 WHERE account_id = ?1 AND used_by = ?2 AND enabled_at IS NULL RETURNING account_id",
        account.0.as_str(),
        by,
        trace.at,
    ));
    if pending {
        batch.extend(ended_by_change(account, kept, by));
        batch.push(strengthen(account, kept, by, trace.at));
    }
    batch.push(sql!("SELECT 1 AS used FROM totp WHERE account_id = ?1 AND used_by = ?2", account.0.as_str(), by));
    let mut rows = db.batch(batch).await?;
    let accepted = rows.pop().is_some_and(|used| !used.is_empty());
    let enabled = rows.get(enables).is_some_and(|enabled| !enabled.is_empty());
    Ok(Applied { accepted, enabled })
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

/// Puts another secret in the place of one that is not asked for yet. False if that is not there any more.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn replace_pending(db: &dyn Database, account: &AccountId, old: &str, new: &str) -> Result<bool, AuthError> {
    let [replaced] = db
        .run([sql!(
            "UPDATE totp SET secret = ?3, last_step = NULL WHERE account_id = ?1 AND secret = ?2 AND enabled_at IS NULL
             RETURNING account_id",
            account.0.as_str(),
            old,
            new,
        )])
        .await?;
    Ok(!replaced.is_empty())
}
