//! Sign-up: an account with its password, first session and verification token.

use super::opening::{self, NewSession, SessionProof};
use crate::domain::sign_up_policy::Terms;
use crate::domain::{Account, AuthError, EmailKey, EventKind, Fingerprint, UsernameKey};
use crate::ports::{Database, Statement};
use crate::store::batch::Batch;
use crate::store::rows::{AccountRow, StoredPassword, account_columns};
use crate::store::sql;
use crate::store::tables::events::{Trace, insert_event, record};
use crate::store::tables::invitations::{self, open_invitation};
use crate::store::tables::one_time_tokens::{self, NewToken, TokenOwner};
use crate::store::tables::passwords;

/// Rows of a sign-up.
pub struct NewAccount<'a> {
    pub account: &'a Account,
    /// Lookup key of its address, if it has one.
    pub email_key: Option<&'a EmailKey>,
    /// Lookup key of its username, if it has one.
    pub username_key: Option<UsernameKey>,
    /// True to create the account without an address that is taken, rather than not at all.
    pub without_taken_email: bool,
    pub terms: Terms,
    /// Fingerprint of the token of an invitation, if there is one.
    pub invitation: Option<&'a Fingerprint>,
    pub password: Option<&'a StoredPassword>,
    pub session: NewSession<'a>,
    /// Token to prove the address, if it has one.
    pub verification: Option<NewToken<'a>>,
}

/// Result of a sign-up.
pub enum Inserted {
    Made(Box<MadeAccount>),
    /// The address or the username is taken.
    Taken,
    /// The terms ask for an invitation, and there is no open one with this token and address.
    NotInvited,
}

/// Account that was created.
pub struct MadeAccount {
    pub account: Account,
    /// True if the session was opened.
    pub has_session: bool,
    /// True if the mail is within its budgets.
    pub may_mail: bool,
}

/// Adds an account with its password, its first session and its verification token, atomically.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn insert_account(db: &dyn Database, new: NewAccount<'_>) -> Result<Inserted, AuthError> {
    let id = &new.account.id;
    let now = new.account.created_at;
    let mut batch = Batch::new();
    let invited = (!new.terms.admit_anyone()).then(|| batch.push(select_invited(&new)).found());
    batch.push(insert_account_row(&new));
    batch.extend(new.invitation.map(|token| invitations::spend(token, id, now)));
    let refused = new.verification.as_ref().map(|token| batch.count_mail(&token.budgets, Some(id), now));
    batch.extend(new.password.map(|password| passwords::insert(id, password, now)));
    batch.extend(opening::insert(&new.session, &SessionProof::SignUp { account: id }));
    batch.extend(record_without_session(&new));
    let session = batch.push(sql!("SELECT 1 AS opened FROM sessions WHERE id = ?1", new.session.id)).found();
    batch.extend(new.verification.as_ref().map(|token| one_time_tokens::insert(token, TokenOwner::Account(id))));
    let select = concat!("SELECT ", account_columns!(), " FROM accounts WHERE id = ?1");
    let account = batch.push(sql!(select, id)).first::<AccountRow>();
    let mut done = batch.run(db).await?;
    let Some(account) = done.take(account)?.map(Account::from) else {
        let is_admitted = invited.map_or(Ok(true), |invited| done.take(invited))?;
        return Ok(if is_admitted { Inserted::Taken } else { Inserted::NotInvited });
    };
    let may_mail = match refused {
        Some(refused) => done.take(refused)?.is_none(),
        None => false,
    };
    Ok(Inserted::Made(Box::new(MadeAccount { account, has_session: done.take(session)?, may_mail })))
}

/// Open invitation of the address ?3 with the token ?15, unless the account is created without that address.
macro_rules! invited {
    () => {
        concat!(open_invitation!("token_hash = ?15 AND email_key = ?3", "?10"), " AS invited ON NOT taken.known")
    };
}

fn insert_account_row(new: &NewAccount<'_>) -> Statement {
    on_new_account(
        new,
        concat!(
            "INSERT INTO accounts (id, email, email_key, unattached_email, username, username_key, name, image, made_by,
               made_from, created_at, press, domain_bound, email_verified_at, external_id, metadata_public,
               metadata_private)
             SELECT ?1, CASE WHEN taken.known THEN NULL ELSE ?2 END, CASE WHEN taken.known THEN NULL ELSE ?3 END,
                    CASE WHEN taken.known THEN ?2 END, COALESCE(?4, invited.username),
                    COALESCE(?5, invited.username_key), COALESCE(?6, invited.name), ?7, ?8, ?9, ?10, ?12,
                    ?14 AND invited.id IS NULL, CASE WHEN invited.id IS NOT NULL THEN ?10 END, invited.external_id,
                    invited.metadata_public, invited.metadata_private
             FROM (SELECT ?11 AND EXISTS (SELECT 1 FROM accounts WHERE email_key = ?3) AS known) AS taken
             LEFT JOIN ",
            invited!(),
            " WHERE ?13 OR invited.id IS NOT NULL ON CONFLICT DO NOTHING"
        ),
    )
}

/// Selects the invitation that [`insert_account_row`] takes.
fn select_invited(new: &NewAccount<'_>) -> Statement {
    on_new_account(
        new,
        concat!(
            "SELECT invited.id
             FROM (SELECT ?11 AND EXISTS (SELECT 1 FROM accounts WHERE email_key = ?3) AS known) AS taken
             JOIN ",
            invited!()
        ),
    )
}

/// Binds ?1 to ?15.
fn on_new_account(new: &NewAccount<'_>, sql: &'static str) -> Statement {
    let account = new.account;
    sql!(
        sql,
        account.id.0.as_str(),
        account.email.as_deref(),
        new.email_key,
        account.username.as_deref(),
        new.username_key.as_ref(),
        account.name.as_deref(),
        account.image.as_deref(),
        account.made_by.as_str(),
        account.made_from.as_deref(),
        account.created_at,
        i64::from(new.without_taken_email),
        new.session.client.press.as_ref().map(|press| press.0.as_str()),
        i64::from(new.terms.admit_anyone()),
        i64::from(new.terms == Terms::DomainBound),
        new.invitation,
    )
}

/// Events of the account that the opening of its session does not record.
fn record_without_session(new: &NewAccount<'_>) -> Vec<Statement> {
    let (id, session) = (&new.account.id, new.session.id);
    let trace = Trace { client: new.session.client, session: None, at: new.session.now };
    let mut events = Vec::new();
    if new.terms == Terms::DomainBound {
        let alone = insert_event!("id", "accounts WHERE id = ?1 AND domain_bound = 1");
        events.push(record(alone, EventKind::SignUp, &trace, &[&id.0]));
    }
    if new.invitation.is_some() {
        let proven = insert_event!("id", "accounts WHERE id = ?1 AND email_verified_at IS NOT NULL");
        events.push(record(proven, EventKind::EmailVerified, &Trace { session: Some(session), ..trace }, &[&id.0]));
    }
    events
}
