//! What a proven mailbox does to its account, in the batch that spends the token: ?1 the token, ?2 who spent it.

use serde::Deserialize;

use super::accounts::{AccountRow, account_columns, email_column};
use super::attempts::clear;
use super::batch::{Batch, Handle};
use super::events::{Trace, insert_event, record};
use super::first_proof::{detach_address, remove_earlier_setup};
use super::one_time_tokens::{Spent, spend, spend_link};
use super::passwords::StoredPassword;
use super::sql;
use crate::domain::first_proof::LinkAnswer;
use crate::domain::{Account, AuthError, EventKind, SessionId, TokenKind};
use crate::ports::{Database, Statement};

/// The account whose token was just spent.
macro_rules! spent_account {
    () => {
        "(SELECT account_id FROM one_time_tokens WHERE id = ?1 AND spent_by = ?2)"
    };
}

/// The same, if its address was never proven before.
macro_rules! first_proof {
    () => {
        "(SELECT one_time_tokens.account_id FROM one_time_tokens JOIN accounts ON accounts.id = one_time_tokens.account_id
          WHERE one_time_tokens.id = ?1 AND one_time_tokens.spent_by = ?2 AND accounts.email_verified_at IS NULL)"
    };
}

/// Statements behind the first proof of an address by whoever was not asked, or said that the account is not theirs:
/// its earlier setup is removed.
fn take_over_unproven(token: &str, by: &str, trace: &Trace<'_>) -> Vec<Statement> {
    let mut batch = remove_earlier_setup!(first_proof!(), token, by, trace);
    batch.extend(mark_proven(token, by, trace));
    batch
}

/// Statements behind the first proof of an address by whoever says that the account is theirs: its setup stays, its
/// sessions and the logins that were approved and not collected end.
fn keep_unproven(token: &str, by: &str, trace: &Trace<'_>) -> Vec<Statement> {
    let mut batch = vec![
        sql!(concat!("DELETE FROM sessions WHERE account_id = ", first_proof!()), token, by),
        sql!(
            concat!("DELETE FROM authorizations WHERE state <> 'collected' AND account_id = ", first_proof!()),
            token,
            by
        ),
    ];
    batch.extend(mark_proven(token, by, trace));
    batch
}

impl Batch {
    /// Spends a sign-in link in the name of a session, and does what its reader said. `None` if it was not open.
    pub fn answer_link(
        &mut self,
        token: &str,
        by: &SessionId,
        answer: LinkAnswer,
        trace: &Trace<'_>,
    ) -> Handle<Option<Spent>> {
        let by = by.0.as_str();
        let spent = self.push(spend_link(token, by, answer, trace)).first();
        match answer {
            LinkAnswer::Unasked | LinkAnswer::NotMine => self.extend(take_over_unproven(token, by, trace)),
            LinkAnswer::Mine => self.extend(keep_unproven(token, by, trace)),
            LinkAnswer::Confirm => {}
        }
        spent
    }
}

fn mark_proven(token: &str, by: &str, trace: &Trace<'_>) -> [Statement; 2] {
    let event = insert_event!("id", concat!("accounts WHERE id = ", first_proof!()));
    let marked = sql!(
        concat!(
            "UPDATE accounts SET email_verified_at = ?3 WHERE email_verified_at IS NULL AND id = ",
            spent_account!()
        ),
        token,
        by,
        trace.at,
    );
    [record(event, EventKind::EmailVerified, trace, &[token, by]), marked]
}

fn select_account(token: &str, by: &str) -> Statement {
    sql!(concat!("SELECT ", account_columns!(), " FROM accounts WHERE id = ", spent_account!()), token, by)
}

/// Spends a verification token and marks the address proven; everything else stays. `None` if it was not open.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn consume_verification(
    db: &dyn Database,
    token: &str,
    by: &str,
    trace: &Trace<'_>,
) -> Result<Option<Account>, AuthError> {
    let [event, marked] = mark_proven(token, by, trace);
    let [_, _, _, account] = db
        .run([spend(token, by, TokenKind::VerifyEmail, trace.pressed()), event, marked, select_account(token, by)])
        .await?;
    Ok(account.read_first::<AccountRow>()?.map(Account::from))
}

/// Spends a token whose reader says the account is not theirs: an address that was never proven is detached, and what
/// was mailed, approved or opened by way of it ends. False if it was not open, or the account's address is proven by
/// now.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn consume_disowning(
    db: &dyn Database,
    token: &str,
    by: &str,
    kind: TokenKind,
    trace: &Trace<'_>,
) -> Result<bool, AuthError> {
    macro_rules! disowned_account {
        () => {
            "(SELECT id FROM accounts WHERE email_verified_at IS NULL AND (id, email_key) = (
               SELECT account_id, mailed_to_key FROM one_time_tokens WHERE id = ?1 AND spent_by = ?2))"
        };
    }
    let mut batch = vec![sql!(
        "UPDATE one_time_tokens SET spent_by = ?2, press = ?5, pressed_at = ?3 WHERE id = ?1 AND kind = ?4 AND spent_by IS NULL AND expires_at > ?3
           AND (kind = 'confirm-address' OR EXISTS (SELECT 1 FROM accounts WHERE id = one_time_tokens.account_id
             AND email_key = one_time_tokens.mailed_to_key AND email_verified_at IS NULL))
         RETURNING id",
        token,
        by,
        trace.at,
        kind.as_str(),
        trace.pressed().as_stored(),
    )];
    batch.extend(detach_address!(disowned_account!(), token, by, trace));
    batch.push(sql!(
        "UPDATE accounts SET unattached_email = NULL
         WHERE id = (SELECT account_id FROM one_time_tokens WHERE id = ?1 AND spent_by = ?2)
           AND lower(unattached_email) = (SELECT mailed_to_key FROM one_time_tokens WHERE id = ?1)",
        token,
        by,
    ));
    let spent = db.batch(batch).await?.into_iter().next().unwrap_or_default();
    Ok(!spent.is_empty())
}

/// Spends a reset token, sets the password, and ends every session, pending approval and other mailed token of the
/// account, all or nothing. `None` if it was not open.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn consume_reset(
    db: &dyn Database,
    token: &str,
    by: &str,
    password: &StoredPassword,
    trace: &Trace<'_>,
) -> Result<Option<Account>, AuthError> {
    let now = trace.at;
    let mut batch = vec![spend(token, by, TokenKind::ResetPassword, trace.pressed())];
    batch.extend(take_over_unproven(token, by, trace));
    batch.extend([
        sql!(
            "INSERT INTO passwords (account_id, id, hash, pepper_version, changed_at)
             SELECT account_id, ?3, ?4, ?5, ?6 FROM one_time_tokens WHERE id = ?1 AND spent_by = ?2
             ON CONFLICT (account_id) DO UPDATE SET id = excluded.id, hash = excluded.hash,
               pepper_version = excluded.pepper_version, changed_at = excluded.changed_at",
            token,
            by,
            password.id.as_str(),
            password.hash.phc.as_str(),
            password.hash.pepper_version,
            now,
        ),
        sql!(concat!("DELETE FROM sessions WHERE account_id = ", spent_account!()), token, by),
        sql!(concat!("DELETE FROM authorizations WHERE account_id = ", spent_account!()), token, by),
        sql!(concat!("DELETE FROM second_factor_challenges WHERE account_id = ", spent_account!()), token, by),
        sql!(concat!("DELETE FROM one_time_tokens WHERE id <> ?1 AND account_id = ", spent_account!()), token, by),
        of_spent_account(token, by, EventKind::PasswordReset, trace),
        clear!(concat!("'account:' || ", spent_account!()), "true", token, by),
        select_account(token, by),
    ]);
    let account = db.batch(batch).await?.pop().unwrap_or_default();
    Ok(account.read_first::<AccountRow>()?.map(Account::from))
}

fn of_spent_account(token: &str, by: &str, kind: EventKind, trace: &Trace<'_>) -> Statement {
    record(insert_event!("id", concat!("accounts WHERE id = ", spent_account!())), kind, trace, &[token, by])
}

/// An address that became an account's.
pub struct Confirmed {
    /// The account as it is now.
    pub account: Account,
    /// The address it had before, if it had another.
    pub former: Option<String>,
}

#[derive(Deserialize)]
struct FormerRow {
    email: Option<String>,
}

/// Spends the confirmation of a new address: it is the account's and proven from now on, what was approved and not
/// collected is void, and if it takes the place of another, the sessions but the one that asked end. `None` if it was not open or the address is another's by now.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn consume_confirmation(
    db: &dyn Database,
    token: &str,
    by: &str,
    trace: &Trace<'_>,
) -> Result<Option<Confirmed>, AuthError> {
    let now = trace.at;
    let [spent, former, _, _, _, _, _, account] = db
        .run([
            spend(token, by, TokenKind::ConfirmAddress, trace.pressed()),
            sql!(
                concat!(
                    "SELECT ",
                    email_column!(),
                    " FROM accounts WHERE email_key <> (SELECT address_key FROM one_time_tokens WHERE id = ?1) AND id = ",
                    spent_account!()
                ),
                token,
                by
            ),
            sql!(
                concat!(
                    "DELETE FROM sessions WHERE id <> COALESCE((SELECT session_id FROM one_time_tokens WHERE id = ?1), '')
                     AND EXISTS (SELECT 1 FROM accounts WHERE id = sessions.account_id
                       AND COALESCE(email_key, lower(unattached_email)) <>
                         (SELECT address_key FROM one_time_tokens WHERE id = ?1))
                     AND account_id = ",
                    spent_account!()
                ),
                token,
                by
            ),
            // What the old mailbox approved and nobody collected was approved by whom the account leaves behind.
            sql!(
                concat!("DELETE FROM authorizations WHERE state <> 'collected' AND account_id = ", spent_account!()),
                token,
                by
            ),
            sql!(concat!("DELETE FROM one_time_tokens WHERE id <> ?1 AND account_id = ", spent_account!()), token, by),
            sql!(
                concat!(
                    "UPDATE accounts SET email_verified_at = ?3, unattached_email = NULL,
                       email = (SELECT address FROM one_time_tokens WHERE id = ?1),
                       email_key = (SELECT address_key FROM one_time_tokens WHERE id = ?1)
                     WHERE id = ",
                    spent_account!()
                ),
                token,
                by,
                now,
            ),
            of_spent_account(token, by, EventKind::EmailChanged, trace),
            select_account(token, by),
        ])
        .await?;
    if spent.is_empty() {
        return Ok(None);
    }
    let former = former.read_first::<FormerRow>()?.and_then(|row| row.email);
    Ok(account.read_first::<AccountRow>()?.map(|row| Confirmed { account: row.into(), former }))
}

/// Spends the approval that was asked of the old mailbox, which refuses. False if it was not open.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn consume_refusal(db: &dyn Database, token: &str, by: &str, trace: &Trace<'_>) -> Result<bool, AuthError> {
    let [spent] = db.run([spend(token, by, TokenKind::ApproveAddressChange, trace.pressed())]).await?;
    Ok(!spent.is_empty())
}
