//! Sign-up: an account with its password, first session and verification token.

use serde::Deserialize;

use super::opening::{self, NewSession, SessionProof};
use crate::domain::{Account, AuthError};
use crate::ports::{Database, Statement};
use crate::store::batch::Batch;
use crate::store::rows::StoredPassword;
use crate::store::sql;
use crate::store::tables::one_time_tokens::{self, NewToken, Of};
use crate::store::tables::passwords;

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
    batch.extend(opening::insert(&new.session, &SessionProof::SignUp { account: id }));
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
