//! Accounts.

use serde::Deserialize;

use super::attempts::Attempt;
use super::batch::{Batch, run_one};
use super::events::record_deletion;
use super::one_time_tokens::{self, NewToken, Of};
use super::opening::{self, NewSession, Proof};
use super::passwords;
use super::revocation::{Cause, Keep, Scope};
use super::rows::{AccountRow, StoredPassword, account_columns, read_ids, select_by_email};
use super::sql;
use crate::domain::profile::ProfileChange;
use crate::domain::{Account, AccountId, AuthError, AuthorizationKind, UnixTime};
use crate::ports::{Database, Statement};

/// Rows of a sign-up.
pub struct NewAccount<'a> {
    pub account: &'a Account,
    /// Lookup key of its address, if it has one.
    pub email_key: Option<&'a str>,
    /// Lookup key of its username, if it has one.
    pub username_key: Option<String>,
    /// True to create the account without an address that is taken, rather than not at all.
    pub without_taken_email: bool,
    pub password: Option<&'a StoredPassword>,
    pub session: NewSession<'a>,
    /// Token to prove the address, if it has one.
    pub verification: Option<NewToken<'a>>,
}

/// Result of a sign-up.
pub struct Inserted {
    /// True if the address now belongs to the account.
    pub email_attached: bool,
    /// True if the mail is within its budgets.
    pub may_mail: bool,
}

#[derive(Deserialize)]
struct InsertedRow {
    email_key: Option<String>,
}

/// Adds an account with its password, its first session and its verification token, atomically. `None` if the address
/// or the username is taken.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn insert_account(db: &dyn Database, new: NewAccount<'_>) -> Result<Option<Inserted>, AuthError> {
    let id = &new.account.id;
    let now = new.account.created_at;
    let mut batch = Batch::new();
    let inserted = batch.push(insert_account_row(&new)).first::<InsertedRow>();
    let refused = new.verification.as_ref().map(|token| batch.count_mail(&token.budgets, Some(id), now));
    batch.extend(new.password.map(|password| passwords::insert(id, password, now)));
    batch.extend(opening::insert(&new.session, &Proof::SignUp { account: id }));
    batch.extend(new.verification.as_ref().map(|token| one_time_tokens::insert(token, Of::Account(id))));
    let mut done = batch.run(db).await?;
    let Some(inserted) = done.take(inserted)? else {
        return Ok(None);
    };
    let may_mail = match refused {
        Some(refused) => done.take(refused)?.is_none(),
        None => false,
    };
    Ok(Some(Inserted { email_attached: inserted.email_key.is_some(), may_mail }))
}

fn insert_account_row(new: &NewAccount<'_>) -> Statement {
    let account = new.account;
    sql!(
        "INSERT INTO accounts (id, email, email_key, unattached_email,
           username, username_key, name, image, made_by, made_from, created_at, press)
         SELECT ?1, CASE WHEN taken.known THEN NULL ELSE ?2 END, CASE WHEN taken.known THEN NULL ELSE ?3 END,
                CASE WHEN taken.known THEN ?2 END, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?12
         FROM (SELECT ?11 AND EXISTS (SELECT 1 FROM accounts WHERE email_key = ?3) AS known) AS taken WHERE true
         ON CONFLICT DO NOTHING RETURNING email_key",
        account.id.0.as_str(),
        account.email.as_deref(),
        new.email_key,
        account.username.as_deref(),
        new.username_key.as_deref(),
        account.name.as_deref(),
        account.image.as_deref(),
        account.made_by.as_str(),
        account.made_from.as_deref(),
        account.created_at,
        i64::from(new.without_taken_email),
        new.session.client.press.as_ref().map(|press| press.0.as_str()),
    )
}

/// Account with this address.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn find_by_email(db: &dyn Database, email_key: &str) -> Result<Option<Account>, AuthError> {
    let rows = run_one(db, select_by_email(email_key)).await?;
    Ok(rows.read_first::<AccountRow>()?.map(Account::from))
}

/// Changes the profile; returns the account after the change. `None` if the username is taken, or is to be removed
/// while there is no address.
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
    let rows = run_one(db, sql!(
            concat!(
                "UPDATE OR IGNORE accounts SET
                   name = CASE WHEN ?2 THEN ?3 ELSE name END,
                   image = CASE WHEN ?4 THEN ?5 ELSE image END,
                   username = CASE WHEN ?6 THEN ?7 ELSE username END,
                   username_key = CASE WHEN ?6 THEN ?8 ELSE username_key END
                 WHERE id = ?1 AND (NOT ?6 OR ?8 IS NOT NULL OR COALESCE(email, unattached_email) IS NOT NULL) RETURNING ",
                account_columns!()
            ),
            id.0.as_str(),
            i64::from(name.is_some()),
            name.flatten(),
            i64::from(image.is_some()),
            image.flatten(),
            i64::from(set_username),
            username.as_ref().map(|username| username.as_typed()),
            key,
        ))
        .await?;
    Ok(rows.read_first::<AccountRow>()?.map(Account::from))
}

/// Requests deleted with an account, by their keys in KV.
pub struct DeletedRequests {
    /// Fingerprints of mailed tokens.
    pub tokens: Vec<String>,
    /// Kind and hash of logins and pairings.
    pub authorizations: Vec<(AuthorizationKind, String)>,
}

#[derive(Deserialize)]
struct AuthorizationRow {
    kind: String,
    secret_hash: String,
}

/// Releases an attempt, if there is one, and deletes the account with everything that belongs to it, except for one
/// event that does not name it. Returns the deleted requests.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn delete_account(
    db: &dyn Database,
    id: &AccountId,
    attempt: Option<&Attempt>,
    now: UnixTime,
) -> Result<DeletedRequests, AuthError> {
    let mut batch = Batch::new();
    if let Some(attempt) = attempt {
        batch.release(attempt);
    }
    let tokens = batch.push(sql!("SELECT id FROM one_time_tokens WHERE account_id = ?1", id)).and_then(read_ids);
    let authorizations = batch
        .push(sql!("SELECT kind, secret_hash FROM authorizations WHERE account_id = ?1", id))
        .all::<AuthorizationRow>();
    batch.push(record_deletion(id, now));
    batch.revoke(
        Cause::Deleted,
        &Scope { account: "?1", only_if: None, bindings: vec![id.into()], keep: Keep::Nothing },
    );
    let mut done = batch.run(db).await?;
    let with_kind = |row: AuthorizationRow| AuthorizationKind::parse(&row.kind).map(|kind| (kind, row.secret_hash));
    let authorizations = done.take(authorizations)?.into_iter().filter_map(with_kind).collect();
    Ok(DeletedRequests { tokens: done.take(tokens)?, authorizations })
}
