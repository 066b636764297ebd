//! Requests for a mailed token: its mail is counted and the token stored.

use serde::Deserialize;

use crate::domain::client::Press;
use crate::domain::{Account, AccountId, AuthError, EmailAddress, Fingerprint, TokenKind};
use crate::ports::{Database, Statement};
use crate::store::batch::{Batch, Handle};
use crate::store::rows::{AccountRow, account_columns, select_by_email};
use crate::store::sql;
use crate::store::tables::events::Pressed;
use crate::store::tables::mail_budgets::{MailBudgets, refuse_past, within_budgets};
use crate::store::tables::one_time_tokens::{NewToken, TokenOwner, insert, spend};

/// Result of a request for a token.
pub struct RequestedToken {
    /// Account, if the token was stored and may be mailed.
    pub issued_to: Option<Account>,
    /// Token that it replaced.
    pub replaced: Option<Fingerprint>,
}

/// Row that exists even if nobody has the address, so that reading it takes the same time.
#[derive(Deserialize)]
struct AskingRow {
    #[serde(flatten)]
    account: Option<AccountRow>,
    replaced: Option<Fingerprint>,
}

impl Batch {
    /// Reads who asks, and stores a token.
    fn ask(&mut self, new: &NewToken<'_>, of: TokenOwner<'_>) -> Handle<RequestedToken> {
        let asking = self.push(select_asking(new, of)).first::<AskingRow>();
        let issued = self.push(insert(new, of)).found();
        self.handle(move |done| {
            let is_issued = done.take(issued)?;
            let asking = done.take(asking)?.filter(|_| is_issued);
            let (account, replaced) = asking.map_or((None, None), |row| (row.account, row.replaced));
            Ok(RequestedToken { issued_to: account.map(Account::from), replaced })
        })
    }
}

/// Statement that reads the account and its current token of this kind.
fn select_asking(new: &NewToken<'_>, of: TokenOwner<'_>) -> Statement {
    let (id, key) = of.keys();
    sql!(
        concat!(
            "SELECT ",
            account_columns!(),
            ", (SELECT id FROM one_time_tokens WHERE kind = ?1 AND account_id = accounts.id) AS replaced
             FROM (SELECT 1) LEFT JOIN accounts ON id = ?2 OR email_key = ?3"
        ),
        new.kind.as_str(),
        id,
        key,
    )
}

/// Counts a mail and stores a token, in one round trip that costs the same whether or not there is such an account.
///
/// # Errors
/// [`AuthError::TooManyAttempts`] beyond a budget, [`AuthError::Unavailable`].
pub async fn insert_token(
    db: &dyn Database,
    new: NewToken<'_>,
    of: TokenOwner<'_>,
) -> Result<RequestedToken, AuthError> {
    let mut batch = Batch::new();
    let refused = batch.count_mail(&new.budgets, None, new.now);
    let asked = batch.ask(&new, of);
    let mut done = batch.run(db).await?;
    refuse_past(done.take(refused)?)?;
    done.take(asked)
}

/// As [`insert_token`], for a verification requested by a session. An address that was taken at the registration first
/// becomes the account's own, unproven, if it is free by now; otherwise the result names its owner.
///
/// # Errors
/// As [`insert_token`].
pub async fn insert_verification(
    db: &dyn Database,
    new: NewToken<'_>,
    account: &AccountId,
) -> Result<(RequestedToken, Option<Account>), AuthError> {
    let mut batch = Batch::new();
    batch.push(attach_if_free(account));
    let refused = batch.count_mail(&new.budgets, None, new.now);
    let asked = batch.ask(&new, TokenOwner::Account(account));
    let holder = batch.push(select_holder(account)).first::<AccountRow>();
    let mut done = batch.run(db).await?;
    refuse_past(done.take(refused)?)?;
    Ok((done.take(asked)?, done.take(holder)?.map(Account::from)))
}

fn attach_if_free(account: &AccountId) -> Statement {
    sql!(
        "UPDATE accounts
         SET email = unattached_email, email_key = lower(unattached_email), unattached_email = NULL
         WHERE id = ?1 AND email IS NULL AND unattached_email IS NOT NULL AND NOT EXISTS (
           SELECT 1 FROM accounts AS holder WHERE holder.email_key = lower(accounts.unattached_email))",
        account.0.as_str(),
    )
}

/// Owner of the address that an account could not get.
fn select_holder(account: &AccountId) -> Statement {
    sql!(
        concat!(
            "SELECT ",
            account_columns!(),
            " FROM accounts
             WHERE email_key = (SELECT lower(asking.unattached_email) FROM accounts AS asking WHERE asking.id = ?1)"
        ),
        account.0.as_str(),
    )
}

/// As [`insert_token`], for a new address of an account; also returns the account that has the address already, if any.
/// An approval is spent in the batch that stores its confirmation; beyond a budget, not at all.
///
/// # Errors
/// As [`insert_token`].
pub async fn insert_confirmation(
    db: &dyn Database,
    new: NewToken<'_>,
    account: &AccountId,
    press: Option<&Press>,
) -> Result<(RequestedToken, Option<Account>), AuthError> {
    const RELEASE_APPROVAL: &str = concat!(
        "UPDATE one_time_tokens SET spent_by = NULL WHERE id = ?1 AND spent_by = ?2 AND NOT (",
        within_budgets!("?3", "?4", "?5", "?6"),
        ")"
    );
    let MailBudgets { client, recipient } = &new.budgets;
    let mut batch = Batch::new();
    let refused = batch.count_mail(&new.budgets, None, new.now);
    batch
        .extend(new.after.map(|(approval, by)| {
            spend(approval, by, TokenKind::ApproveAddressChange, Pressed { at: new.now, press })
        }));
    let holder = batch.push(select_by_email(new.address.map(EmailAddress::key)));
    let holder = holder.first::<AccountRow>();
    let asked = batch.ask(&new, TokenOwner::Account(account));
    batch.extend(new.after.map(|(approval, by)| {
        sql!(
            RELEASE_APPROVAL,
            approval,
            by,
            client.subject.as_str(),
            client.limit,
            recipient.subject.as_str(),
            recipient.limit,
        )
    }));
    let mut done = batch.run(db).await?;
    refuse_past(done.take(refused)?)?;
    Ok((done.take(asked)?, done.take(holder)?.map(Account::from)))
}
