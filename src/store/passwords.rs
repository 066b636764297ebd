//! Passwords.

use super::events::{Trace, insert_event, record};
use super::{authorizations, challenges, sessions, sql};
use crate::crypto::password_hash::StoredHash;
use crate::domain::{AccountId, AuthError, EventKind, SessionId, UnixTime};
use crate::ports::{Database, Statement};

/// A password as stored.
#[derive(Clone, Debug)]
pub struct StoredPassword {
    /// Changes with the password, not when its hash is re-made.
    pub id: String,
    /// Its hash.
    pub hash: StoredHash,
}

/// The password of an account that this same batch adds.
pub(super) fn insert(account: &AccountId, password: &StoredPassword, now: UnixTime) -> Statement {
    sql!(
        "INSERT INTO passwords (account_id, id, hash, pepper_version, changed_at)
         SELECT ?1, ?2, ?3, ?4, ?5 WHERE EXISTS (SELECT 1 FROM accounts WHERE id = ?1)",
        account.0.as_str(),
        password.id.as_str(),
        password.hash.phc.as_str(),
        password.hash.pepper_version,
        now,
    )
}

/// Replaces the password named `old` and ends every session but `kept` and every sign-in that waits, all or nothing. False if `old` is no longer
/// the password.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn replace_password(
    db: &dyn Database,
    account: &AccountId,
    old: &str,
    new: &StoredPassword,
    kept: &SessionId,
    trace: &Trace<'_>,
    mut after: Vec<Statement>,
) -> Result<bool, AuthError> {
    let mut batch = vec![
        sql!(
            "UPDATE passwords SET id = ?3, hash = ?4, pepper_version = ?5, changed_at = ?6
             WHERE account_id = ?1 AND id = ?2 RETURNING id",
            account.0.as_str(),
            old,
            new.id.as_str(),
            new.hash.phc.as_str(),
            new.hash.pepper_version,
            trace.at,
        ),
        sessions::revoke_others_if_password(account, kept, &new.id),
        authorizations::void_if_password(account, &new.id),
        challenges::forget_if_password(account, &new.id),
        record(
            insert_event!("account_id", "passwords WHERE account_id = ?1 AND id = ?2"),
            EventKind::PasswordChanged,
            trace,
            &[&account.0, &new.id],
        ),
    ];
    batch.append(&mut after);
    let rows = db.batch(batch).await?;
    Ok(rows.first().is_some_and(|replaced| !replaced.is_empty()))
}

/// Stores the same password hashed anew, unless it was changed meanwhile.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn update_hash(db: &dyn Database, account: &AccountId, password: &StoredPassword) -> Result<(), AuthError> {
    let statement = sql!(
        "UPDATE passwords SET hash = ?3, pepper_version = ?4 WHERE account_id = ?1 AND id = ?2",
        account.0.as_str(),
        password.id.as_str(),
        password.hash.phc.as_str(),
        password.hash.pepper_version,
    );
    db.run([statement]).await?;
    Ok(())
}
