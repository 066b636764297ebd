//! Effects of a proven mailbox on its account, in the batch that spends the token: ?1 the token, ?2 its actor.

use serde::Deserialize;

use super::first_proof::{MailboxProof, Selected};
use crate::domain::first_proof::LinkAnswer;
use crate::domain::{Account, ActorId, AuthError, EventKind, Fingerprint, TokenKind, UnixTime};
use crate::ports::{Database, Statement};
use crate::store::batch::{Batch, Handle};
use crate::store::revocation::{Cause, Scope};
use crate::store::rows::{AccountRow, StoredPassword, account_columns, email_column};
use crate::store::sql;
use crate::store::tables::counting::clear;
use crate::store::tables::events::{Trace, insert_event, record};
use crate::store::tables::one_time_tokens::{Spent, spend, spend_link};
use crate::store::tables::passwords::set_by_token;

/// Account whose token was just spent.
macro_rules! spent_account {
    () => {
        "(SELECT account_id FROM one_time_tokens WHERE id = ?1 AND spent_by = ?2)"
    };
}
pub(super) use spent_account;

/// Account whose token was just spent, if its address was never proven before.
macro_rules! first_proof {
    () => {
        "(SELECT one_time_tokens.account_id FROM one_time_tokens JOIN accounts ON accounts.id = one_time_tokens.account_id
          WHERE one_time_tokens.id = ?1 AND one_time_tokens.spent_by = ?2 AND accounts.email_verified_at IS NULL)"
    };
}

/// Mailed token to spend.
#[derive(Clone, Copy)]
pub struct Spending<'a> {
    /// Fingerprint of the token.
    pub token: &'a Fingerprint,
    /// Actor that spends it.
    pub by: &'a ActorId,
}

impl<'a> Spending<'a> {
    pub(super) fn selected(self, sql: &'static str) -> Selected<'a> {
        Selected { sql, proof: MailboxProof::Token(self.token, self.by) }
    }
}

impl Batch {
    /// Spends a sign-in link for a session, and acts on its reader's answer. `None` if it was not open.
    pub fn answer_link(&mut self, link: Spending<'_>, answer: LinkAnswer, trace: &Trace<'_>) -> Handle<Option<Spent>> {
        let spent = self.push(spend_link(link.token, link.by, answer, trace)).first();
        match answer {
            LinkAnswer::Unasked | LinkAnswer::NotMine => self.take_over_unproven(link, trace),
            LinkAnswer::Mine => {
                self.revoke(Cause::Mine, &link.selected(first_proof!()).scope());
                self.mark_proven(link, trace);
            }
            LinkAnswer::Confirm => {}
        }
        spent
    }

    /// First proof of an address without a question, or with the answer that the account is not the reader's.
    fn take_over_unproven(&mut self, token: Spending<'_>, trace: &Trace<'_>) {
        self.remove_earlier_setup(token.selected(first_proof!()), trace);
        self.mark_proven(token, trace);
    }

    fn mark_proven(&mut self, Spending { token, by }: Spending<'_>, trace: &Trace<'_>) {
        let event = insert_event!("id", concat!("accounts WHERE id = ", first_proof!()));
        self.push(record(event, EventKind::EmailVerified, trace, &[&token.0, &by.0]));
        self.push(sql!(
            concat!(
                "UPDATE accounts SET email_verified_at = ?3 WHERE email_verified_at IS NULL AND id = ",
                spent_account!()
            ),
            token,
            by,
            trace.at,
        ));
    }

    pub(super) fn select_spent_account(&mut self, Spending { token, by }: Spending<'_>) -> Handle<Option<Account>> {
        let select = concat!("SELECT ", account_columns!(), " FROM accounts WHERE id = ", spent_account!());
        self.push(sql!(select, token, by)).first::<AccountRow>().map(|row| row.map(Account::from))
    }

    pub(super) fn record_of_spent_account(
        &mut self,
        Spending { token, by }: Spending<'_>,
        kind: EventKind,
        trace: &Trace<'_>,
    ) {
        let event = insert_event!("id", concat!("accounts WHERE id = ", spent_account!()));
        self.push(record(event, kind, trace, &[&token.0, &by.0]));
    }
}

/// Spends a verification token and marks the address proven; everything else stays. `None` if it was not open.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn consume_verification(
    db: &dyn Database,
    spending: Spending<'_>,
    trace: &Trace<'_>,
) -> Result<Option<Account>, AuthError> {
    let mut batch = Batch::new();
    batch.push(spend(spending.token, spending.by, TokenKind::VerifyEmail, trace.pressed()));
    batch.mark_proven(spending, trace);
    let account = batch.select_spent_account(spending);
    batch.run(db).await?.take(account)
}

/// Spends a token whose reader disowns the account: an address that was never proven is detached, and everything
/// mailed, approved or opened through it ends. False if the token was not open, or the address is proven by now.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn consume_disowning(
    db: &dyn Database,
    spending: Spending<'_>,
    kind: TokenKind,
    trace: &Trace<'_>,
) -> Result<bool, AuthError> {
    const DISOWNED: &str = "(SELECT id FROM accounts WHERE email_verified_at IS NULL AND (id, email_key) = (
       SELECT account_id, mailed_to_key FROM one_time_tokens WHERE id = ?1 AND spent_by = ?2))";
    let mut batch = Batch::new();
    let spent = batch.push(spend_disowned(spending, kind, trace)).found();
    batch.detach_address(spending.selected(DISOWNED), trace);
    batch.push(sql!(
        "UPDATE accounts SET unattached_email = NULL
         WHERE id = (SELECT account_id FROM one_time_tokens WHERE id = ?1 AND spent_by = ?2)
           AND lower(unattached_email) = (SELECT mailed_to_key FROM one_time_tokens WHERE id = ?1)",
        spending.token,
        spending.by,
    ));
    batch.run(db).await?.take(spent)
}

fn spend_disowned(spending: Spending<'_>, kind: TokenKind, trace: &Trace<'_>) -> Statement {
    sql!(
        "UPDATE one_time_tokens SET spent_by = ?2, press = ?5, pressed_at = ?3 WHERE id = ?1 AND kind = ?4 AND spent_by IS NULL AND expires_at > ?3
           AND (kind = 'confirm-address' OR EXISTS (SELECT 1 FROM accounts WHERE id = one_time_tokens.account_id
             AND email_key = one_time_tokens.mailed_to_key AND email_verified_at IS NULL))
         RETURNING id",
        spending.token,
        spending.by,
        trace.at,
        kind.as_str(),
        trace.pressed().as_stored(),
    )
}

/// Spends a reset token, sets the password, and ends every session, pending approval and other mailed token of the
/// account, atomically. `None` if it was not open.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn consume_reset(
    db: &dyn Database,
    spending: Spending<'_>,
    password: &StoredPassword,
    trace: &Trace<'_>,
) -> Result<Option<Account>, AuthError> {
    let Spending { token, by } = spending;
    let mut batch = Batch::new();
    batch.push(spend(token, by, TokenKind::ResetPassword, trace.pressed()));
    batch.take_over_unproven(spending, trace);
    batch.push(set_by_token(token, by, password, trace.at));
    batch.revoke(Cause::PasswordReset, &spending.selected(spent_account!()).scope());
    batch.record_of_spent_account(spending, EventKind::PasswordReset, trace);
    batch.push(clear!(concat!("'account:' || ", spent_account!()), "true", token, by));
    let account = batch.select_spent_account(spending);
    batch.run(db).await?.take(account)
}

/// Confirmed address of an account.
pub struct Confirmed {
    /// Account after the change.
    pub account: Account,
    /// Previous address, if it was another.
    pub former: Option<String>,
    /// True if the previous mailbox may take its address back by the token that was given.
    pub is_undoable: bool,
}

/// Right of a former mailbox to take its address back.
#[derive(Clone, Copy)]
pub struct UndoRight<'a> {
    /// Fingerprint of its token.
    pub token: &'a Fingerprint,
    pub until: UnixTime,
}

#[derive(Deserialize)]
struct FormerRow {
    email: Option<String>,
}

/// Spends the confirmation of a new address, which now belongs to the account and is proven. Uncollected approvals are
/// void. If it replaces another address, every session but the requesting one ends, and a proven former mailbox may
/// take its address back. `None` if the token was not open or the address is taken by now.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn consume_confirmation(
    db: &dyn Database,
    spending: Spending<'_>,
    undo: UndoRight<'_>,
    trace: &Trace<'_>,
) -> Result<Option<Confirmed>, AuthError> {
    const REPLACES: &str = "EXISTS (SELECT 1 FROM accounts
       WHERE id = (SELECT account_id FROM one_time_tokens WHERE id = ?1)
       AND COALESCE(email_key, lower(unattached_email)) <> (SELECT address_key FROM one_time_tokens WHERE id = ?1))";
    const FORMER: &str = concat!(
        "SELECT ",
        email_column!(),
        " FROM accounts WHERE email_key <> (SELECT address_key FROM one_time_tokens WHERE id = ?1) AND id = ",
        spent_account!()
    );
    const KEEP_FORMER: &str = concat!(
        "INSERT INTO former_addresses (id, account_id, email, email_key, created_at, expires_at)
         SELECT ?3, accounts.id, accounts.email, accounts.email_key, ?4, ?5 FROM accounts
         WHERE accounts.email_verified_at IS NOT NULL
           AND accounts.email_key <> (SELECT address_key FROM one_time_tokens WHERE id = ?1) AND accounts.id = ",
        spent_account!(),
        " ON CONFLICT (account_id, email_key) DO UPDATE SET
           id = excluded.id, email = excluded.email, created_at = excluded.created_at,
           expires_at = excluded.expires_at, spent_by = NULL, press = NULL, pressed_at = NULL
          WHERE former_addresses.spent_by IS NOT NULL OR former_addresses.expires_at <= excluded.created_at
         RETURNING id"
    );
    const ATTACH: &str = concat!(
        "UPDATE accounts SET email_verified_at = ?3, email_vouched_at = NULL, unattached_email = NULL,
           email = (SELECT address FROM one_time_tokens WHERE id = ?1),
           email_key = (SELECT address_key FROM one_time_tokens WHERE id = ?1)
         WHERE id = ",
        spent_account!()
    );
    let (Spending { token, by }, scope) = (spending, spending.selected(spent_account!()).scope());
    let mut batch = Batch::new();
    let spent = batch.push(spend(token, by, TokenKind::ConfirmAddress, trace.pressed())).found();
    let former = batch.push(sql!(FORMER, token, by)).first::<FormerRow>();
    // A token that the mailbox already has from an operator's change stays valid.
    let undoable = batch.push(sql!(KEEP_FORMER, token, by, undo.token, trace.at, undo.until)).found();
    // Uncollected approvals came from the old mailbox, so they end.
    batch.revoke(Cause::AddressConfirmed, &scope);
    batch.revoke(Cause::AddressReplaced, &Scope { only_if: Some(REPLACES), ..scope });
    batch.push(sql!(ATTACH, token, by, trace.at));
    batch.record_of_spent_account(spending, EventKind::EmailChanged, trace);
    let account = batch.select_spent_account(spending);
    let mut done = batch.run(db).await?;
    if !done.take(spent)? {
        return Ok(None);
    }
    let (former, is_undoable) = (done.take(former)?.and_then(|row| row.email), done.take(undoable)?);
    Ok(done.take(account)?.map(|account| Confirmed { account, former, is_undoable }))
}

/// Spends an approval token of the old mailbox as a refusal. False if it was not open.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn consume_refusal(
    db: &dyn Database,
    Spending { token, by }: Spending<'_>,
    trace: &Trace<'_>,
) -> Result<bool, AuthError> {
    let mut batch = Batch::new();
    let spent = batch.push(spend(token, by, TokenKind::ApproveAddressChange, trace.pressed())).found();
    batch.run(db).await?.take(spent)
}
