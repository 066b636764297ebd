//! Accounts.

use crate::domain::profile::ProfileChange;
use crate::domain::{Account, AccountId, AuthError, EmailKey, UnixTime};
use crate::ports::Database;
use crate::store::batch::run_one;
use crate::store::rows::{AccountRow, account_columns, select_by_email};
use crate::store::sql;

/// Account with this address.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn find_by_email(db: &dyn Database, email_key: &EmailKey) -> Result<Option<Account>, AuthError> {
    let rows = run_one(db, select_by_email(Some(email_key))).await?;
    Ok(rows.read_first::<AccountRow>()?.map(Account::from))
}

/// Assignments of a change of the profile: ?2 to ?7 are what is set and to what, ?8 is the key of the username.
macro_rules! set_profile {
    ($now:literal) => {
        concat!(
            "name = CASE WHEN ?2 THEN ?3 ELSE name END,
             image = CASE WHEN ?4 THEN ?5 ELSE image END,
             username = CASE WHEN ?6 THEN ?7 ELSE username END,
             username_key = CASE WHEN ?6 THEN ?8 ELSE username_key END,
             profile_changed_at = CASE
               WHEN (?2 AND name IS NOT ?3) OR (?4 AND image IS NOT ?5) OR (?6 AND username IS NOT ?7) THEN ",
            $now,
            " ELSE profile_changed_at END"
        )
    };
}
pub(in crate::store) use set_profile;

/// Changes the profile; returns the account after the change. `None` if the username is taken, or is to be removed
/// while there is no address.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn update_profile(
    db: &dyn Database,
    id: &AccountId,
    change: ProfileChange,
    now: UnixTime,
) -> Result<Option<Account>, AuthError> {
    let ProfileChange { name, image, username } = change;
    let (set_username, username) = (username.is_some(), username.flatten());
    let key = username.as_ref().map(|username| username.key());
    let rows = run_one(db, sql!(
            concat!(
                "UPDATE OR IGNORE accounts SET ",
                set_profile!("?9"),
                " WHERE id = ?1 AND (NOT ?6 OR ?8 IS NOT NULL OR COALESCE(email, unattached_email) IS NOT NULL) RETURNING ",
                account_columns!()
            ),
            id.0.as_str(),
            i64::from(name.is_some()),
            name.flatten(),
            i64::from(image.is_some()),
            image.flatten(),
            i64::from(set_username),
            username.as_ref().map(|username| username.as_typed()),
            key.as_ref(),
            now,
        ))
        .await?;
    Ok(rows.read_first::<AccountRow>()?.map(Account::from))
}
