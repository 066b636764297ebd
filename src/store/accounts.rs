//! Accounts.

use serde::Deserialize;

use super::{passwords, refresh_tokens, sessions, sql};
use crate::crypto::refresh_token::RefreshToken;
use crate::domain::profile::ProfileChange;
use crate::domain::{Account, AccountId, AuthError, Session, SessionMethod, UnixTime};
use crate::ports::{Database, Statement};
use crate::store::passwords::StoredPassword;

/// The columns of an [`AccountRow`].
macro_rules! account_columns {
    () => {
        "accounts.id AS account_id, accounts.email, accounts.email_verified_at, accounts.username, accounts.name, \
         accounts.image, accounts.created_at AS account_created_at"
    };
}
pub(super) use account_columns;

/// An account as selected by its columns.
#[derive(Deserialize)]
pub(super) struct AccountRow {
    account_id: AccountId,
    email: Option<String>,
    email_verified_at: Option<UnixTime>,
    username: Option<String>,
    name: Option<String>,
    image: Option<String>,
    account_created_at: UnixTime,
}

impl From<AccountRow> for Account {
    fn from(row: AccountRow) -> Self {
        Self {
            id: row.account_id,
            email: row.email,
            email_verified: row.email_verified_at.is_some(),
            username: row.username,
            name: row.name,
            image: row.image,
            created_at: row.account_created_at,
        }
    }
}

/// All that a sign-up makes.
pub struct NewAccount<'a> {
    /// The account.
    pub account: &'a Account,
    /// What its address is compared by.
    pub email_key: &'a str,
    /// Its password.
    pub password: &'a StoredPassword,
    /// Its first session.
    pub session: &'a Session,
    /// The network address the session is opened from.
    pub address: Option<String>,
    /// Its first refresh token, for a client that refreshes.
    pub refresh_token: Option<&'a RefreshToken>,
}

/// Adds an account with its password and first session, all or nothing. False if the address is taken.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn insert_account(db: &dyn Database, new: NewAccount<'_>) -> Result<bool, AuthError> {
    let NewAccount { account, password, session, .. } = new;
    let mut batch = vec![
        insert_account_row(account, new.email_key),
        passwords::insert(&account.id, password, account.created_at),
        sessions::insert(session, SessionMethod::SignUp, new.address, &password.id),
    ];
    batch.extend(new.refresh_token.map(|token| refresh_tokens::insert_first(token, account.created_at)));
    let rows = db.batch(batch).await?;
    Ok(rows.first().is_some_and(|inserted| !inserted.is_empty()))
}

fn insert_account_row(account: &Account, email_key: &str) -> Statement {
    sql!(
        "INSERT INTO accounts (id, email, email_key, name, image, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (email_key) DO NOTHING RETURNING id",
        account.id.0.as_str(),
        account.email.as_deref(),
        email_key,
        account.name.as_deref(),
        account.image.as_deref(),
        account.created_at,
    )
}

/// Changes the profile; gives the account as it is then, or `None` if the username is another's.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn update_profile(
    db: &dyn Database,
    id: &AccountId,
    change: ProfileChange,
) -> Result<Option<Account>, AuthError> {
    let ProfileChange { name, image, username } = change;
    let (set_username, username) = (username.is_some(), username.flatten());
    let key = username.as_ref().map(|username| username.key());
    let [rows] = db
        .run([sql!(
            concat!(
                "UPDATE OR IGNORE accounts SET
                   name = CASE WHEN ?2 THEN ?3 ELSE name END,
                   image = CASE WHEN ?4 THEN ?5 ELSE image END,
                   username = CASE WHEN ?6 THEN ?7 ELSE username END,
                   username_key = CASE WHEN ?6 THEN ?8 ELSE username_key END
                 WHERE id = ?1 RETURNING ",
                "id AS account_id, email, email_verified_at, username, name, image, created_at AS account_created_at"
            ),
            id.0.as_str(),
            i64::from(name.is_some()),
            name.flatten(),
            i64::from(image.is_some()),
            image.flatten(),
            i64::from(set_username),
            username.as_ref().map(|username| username.as_typed()),
            key,
        )])
        .await?;
    Ok(rows.read_first::<AccountRow>()?.map(Account::from))
}

/// Removes the account and, with it, all that hangs on it.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn delete_account(db: &dyn Database, id: &AccountId, mut before: Vec<Statement>) -> Result<(), AuthError> {
    before.push(sql!("DELETE FROM attempts WHERE subject = 'account:' || ?1", id.0.as_str()));
    before.push(sql!("DELETE FROM accounts WHERE id = ?1", id.0.as_str()));
    db.batch(before).await?;
    Ok(())
}
