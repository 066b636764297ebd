//! Passwords.

use super::attempts::Attempt;
use super::events::{Trace, insert_event, record};
use crate::domain::{AccountId, ActorId, AuthError, EventKind, Fingerprint, PasswordId, SessionId, UnixTime};
use crate::ports::{Database, Statement};
use crate::store::batch::{Batch, run_one};
use crate::store::revocation::{Cause, Keep, Scope};
use crate::store::rows::StoredPassword;
use crate::store::sql;

/// Password of an account added in the same batch.
pub(in crate::store) fn insert(account: &AccountId, password: &StoredPassword, now: UnixTime) -> Statement {
    sql!(
        "INSERT INTO passwords (account_id, id, hash, pepper_version, changed_at)
         SELECT ?1, ?2, ?3, ?4, ?5 WHERE EXISTS (SELECT 1 FROM accounts WHERE id = ?1)",
        account.0.as_str(),
        &password.id,
        password.hash.phc.as_str(),
        password.hash.pepper_version,
        now,
    )
}

/// Sets the password of the account whose mailed token `by` just spent.
pub(in crate::store) fn set_by_token(
    token: &Fingerprint,
    by: &ActorId,
    password: &StoredPassword,
    now: UnixTime,
) -> Statement {
    sql!(
        "INSERT INTO passwords (account_id, id, hash, pepper_version, changed_at)
         SELECT account_id, ?3, ?4, ?5, ?6 FROM one_time_tokens WHERE id = ?1 AND spent_by = ?2
         ON CONFLICT (account_id) DO UPDATE SET id = excluded.id, hash = excluded.hash,
           pepper_version = excluded.pepper_version, changed_at = excluded.changed_at",
        token,
        by,
        &password.id,
        password.hash.phc.as_str(),
        password.hash.pepper_version,
        now,
    )
}

/// Replacement of a password.
pub struct Replacement<'a> {
    pub account: &'a AccountId,
    /// Id of the previous password.
    pub old: &'a PasswordId,
    pub new: &'a StoredPassword,
    /// Requesting session, which stays.
    pub kept: &'a SessionId,
}

/// Replaces a password, ends every session but the requesting one and every deferred sign-in, and releases the attempt;
/// atomically. False if the old one is no longer the password.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn replace_password(
    db: &dyn Database,
    replacement: &Replacement<'_>,
    attempt: &Attempt,
    trace: &Trace<'_>,
) -> Result<bool, AuthError> {
    let Replacement { account, old, new, kept } = *replacement;
    let mut batch = Batch::new();
    let replaced = batch
        .push(sql!(
            "UPDATE passwords SET id = ?3, hash = ?4, pepper_version = ?5, changed_at = ?6
             WHERE account_id = ?1 AND id = ?2 RETURNING id",
            account,
            old,
            &new.id,
            new.hash.phc.as_str(),
            new.hash.pepper_version,
            trace.at,
        ))
        .found();
    batch.revoke(
        Cause::PasswordChanged,
        &Scope {
            account: "?1",
            only_if: Some("EXISTS (SELECT 1 FROM passwords WHERE account_id = ?1 AND id = ?2)"),
            bindings: vec![account.into(), (&new.id).into()],
            keep: Keep::Session(kept),
        },
    );
    let changed = insert_event!("account_id", "passwords WHERE account_id = ?1 AND id = ?2");
    batch.push(record(changed, EventKind::PasswordChanged, trace, &[&account.0, &new.id.0]));
    batch.release(attempt);
    batch.run(db).await?.take(replaced)
}

/// Stores a new hash of the same password, unless it was changed meanwhile.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn update_hash(db: &dyn Database, account: &AccountId, password: &StoredPassword) -> Result<(), AuthError> {
    let statement = sql!(
        "UPDATE passwords SET hash = ?3, pepper_version = ?4 WHERE account_id = ?1 AND id = ?2",
        account.0.as_str(),
        &password.id,
        password.hash.phc.as_str(),
        password.hash.pepper_version,
    );
    run_one(db, statement).await?;
    Ok(())
}
