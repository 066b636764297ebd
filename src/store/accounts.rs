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

/// All that a sign-up makes.
pub struct NewAccount<'a> {
    /// The account.
    pub account: &'a Account,
    /// What its address is compared by, if it has one.
    pub email_key: Option<&'a str>,
    /// What its username is compared by, if it has one.
    pub username_key: Option<String>,
    /// Whether the account is made without the address, rather than not at all, if another has it.
    pub without_taken_email: bool,
    /// Its password, if it has one.
    pub password: Option<&'a StoredPassword>,
    /// Its first session.
    pub session: NewSession<'a>,
    /// What is mailed to prove the address, if it has one.
    pub verification: Option<NewToken<'a>>,
}

/// What came of a sign-up.
pub struct Inserted {
    /// Whether the address is the account's now.
    pub email_attached: bool,
    /// Whether the address may be mailed to: the mail is within its budgets.
    pub may_mail: bool,
}

#[derive(Deserialize)]
struct InsertedRow {
    email_key: Option<String>,
}

/// Adds an account with its password, its first session and what proves its address, all or nothing. `None` if the
/// address or the username is taken.
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

/// The account that has an address.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn find_by_email(db: &dyn Database, email_key: &str) -> Result<Option<Account>, AuthError> {
    let rows = run_one(db, select_by_email(email_key)).await?;
    Ok(rows.read_first::<AccountRow>()?.map(Account::from))
}

/// Changes the profile; gives the account as it is then, or `None` if the username is another's, or would go where there
/// is no address to name the account by.
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

/// Requests that went with an account, by what KV may know them by.
pub struct DeletedRequests {
    /// Fingerprints of mailed tokens.
    pub tokens: Vec<String>,
    /// Kind and hash of what logins and pairings are decided with.
    pub authorizations: Vec<(AuthorizationKind, String)>,
}

#[derive(Deserialize)]
struct AuthorizationRow {
    kind: String,
    secret_hash: String,
}

/// Takes an attempt back, if one was made, and removes the account and, with it, all that hangs on it, but for one event
/// that does not say whose it was; gives the requests that hung on it.
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
