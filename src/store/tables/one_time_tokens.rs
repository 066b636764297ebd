//! Mailed single-use tokens.

use serde::Deserialize;

use super::events::{Pressed, Trace};
use super::mail_budgets::{MailBudgets, within_budgets};
use crate::domain::first_proof::LinkAnswer;
use crate::domain::{
    Account, AccountId, ActorId, AuthError, EmailAddress, EmailKey, Fingerprint, RedirectUrl, SessionId, TokenKind,
    UnixTime,
};
use crate::ports::{Database, Statement};
use crate::store::batch::run_one;
use crate::store::rows::{AccountRow, account_columns};
use crate::store::sql;

/// Account of a requested token.
#[derive(Clone, Copy)]
pub enum TokenOwner<'a> {
    Account(&'a AccountId),
    /// Account with this address, if any.
    EmailKey(&'a EmailKey),
}

impl TokenOwner<'_> {
    /// Id or key of the address, whichever is known.
    pub(in crate::store) fn keys(&self) -> (Option<&AccountId>, Option<&EmailKey>) {
        match self {
            Self::Account(id) => (Some(id), None),
            Self::EmailKey(key) => (None, Some(key)),
        }
    }
}

/// Token to mail.
pub struct NewToken<'a> {
    /// Fingerprint of the token.
    pub id: Fingerprint,
    pub kind: TokenKind,
    /// New address, if one is to be confirmed or approved.
    pub address: Option<&'a EmailAddress>,
    /// Keyed hash of the code in the same mail.
    pub code_hash: Option<Fingerprint>,
    /// Redirect target afterwards.
    pub redirect_url: Option<&'a RedirectUrl>,
    /// Requesting session.
    pub session_id: Option<&'a SessionId>,
    /// Approval that must be spent first, and its actor. Otherwise this token is not stored.
    pub after: Option<(&'a Fingerprint, &'a ActorId)>,
    /// Budgets of its mail.
    pub budgets: MailBudgets,
    pub now: UnixTime,
}

/// Statement that stores a token in place of the previous one of its kind, if its mail is within the budgets and the
/// address is not proven already. A token for an address that is taken is stored like any other, to be shown to the
/// person who requested it, but is mailed to nobody.
pub(in crate::store) fn insert(new: &NewToken<'_>, of: TokenOwner<'_>) -> Statement {
    let (id, key) = of.keys();
    const INSERT: &str = concat!(
        "INSERT INTO one_time_tokens
           (id, kind, account_id, mailed_to_key, address, address_key, code_hash, redirect_url, session_id, created_at, expires_at)
         SELECT ?1, ?2, accounts.id, CASE WHEN ?2 = 'confirm-address' THEN ?6 ELSE accounts.email_key END,
                ?5, ?6, ?7, ?8, ?9, ?10, ?11
         FROM accounts
         WHERE (accounts.id = ?3 OR accounts.email_key = ?4)
           AND (accounts.email_key IS NOT NULL OR ?2 = 'confirm-address')
           AND (accounts.email_verified_at IS NULL OR ?2 <> 'verify-email')
           AND (?12 IS NULL OR EXISTS (SELECT 1 FROM one_time_tokens WHERE id = ?12 AND spent_by = ?13))
           AND ",
        within_budgets!("?14", "?15", "?16", "?17"),
        "
         ON CONFLICT (account_id, kind) DO UPDATE SET
           id = excluded.id, mailed_to_key = excluded.mailed_to_key, address = excluded.address,
           address_key = excluded.address_key, code_hash = excluded.code_hash, redirect_url = excluded.redirect_url,
           session_id = excluded.session_id, created_at = excluded.created_at, expires_at = excluded.expires_at,
           spent_by = NULL, wrong_codes = 0, code_guesses = 0
         RETURNING account_id"
    );
    let MailBudgets { client, recipient } = &new.budgets;
    sql!(
        INSERT,
        &new.id,
        new.kind.as_str(),
        id,
        key,
        new.address.map(EmailAddress::as_typed),
        new.address.map(EmailAddress::key),
        new.code_hash.as_ref(),
        new.redirect_url.map(RedirectUrl::as_str),
        new.session_id,
        new.now,
        new.now + new.kind.lifetime(),
        new.after.map(|(id, _)| id),
        new.after.map(|(_, by)| by),
        client.subject.as_str(),
        client.limit,
        recipient.subject.as_str(),
        recipient.limit,
    )
}

/// Open token, for its page.
pub struct OpenToken {
    pub account: Account,
    /// New address, if one is to be confirmed or approved.
    pub address: Option<String>,
    /// Redirect target afterwards.
    pub redirect_url: Option<String>,
    /// Requesting session.
    pub session_id: Option<SessionId>,
}

#[derive(Deserialize)]
struct OpenTokenRow {
    #[serde(flatten)]
    account: AccountRow,
    address: Option<String>,
    redirect_url: Option<String>,
    asked_by: Option<SessionId>,
}

/// Open token with this fingerprint.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn find_open_token(
    db: &dyn Database,
    id: &Fingerprint,
    kind: TokenKind,
    now: UnixTime,
) -> Result<Option<OpenToken>, AuthError> {
    let rows = run_one(
        db,
        sql!(
            concat!(
                "SELECT ",
                account_columns!(),
                ", one_time_tokens.address, one_time_tokens.redirect_url, one_time_tokens.session_id AS asked_by
                 FROM one_time_tokens JOIN accounts ON accounts.id = one_time_tokens.account_id
                 WHERE one_time_tokens.id = ?1 AND one_time_tokens.kind = ?2 AND one_time_tokens.spent_by IS NULL
                 AND one_time_tokens.expires_at > ?3"
            ),
            id,
            kind.as_str(),
            now,
        ),
    )
    .await?;
    Ok(rows.read_first::<OpenTokenRow>()?.map(|row| OpenToken {
        account: row.account.into(),
        address: row.address,
        redirect_url: row.redirect_url,
        session_id: row.asked_by,
    }))
}

/// Confirmation of a new address, asked for by a session.
#[derive(Deserialize)]
pub struct AskedConfirmation {
    /// Fingerprint of its token.
    pub id: Fingerprint,
    /// Address to confirm.
    pub address: String,
    /// 1 once it is confirmed.
    pub is_confirmed: i64,
}

/// Confirmation that a session asked for, whose mail had a code; the last one, open or confirmed.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn find_asked_confirmation(
    db: &dyn Database,
    session: &SessionId,
    now: UnixTime,
) -> Result<Option<AskedConfirmation>, AuthError> {
    let asked = sql!(
        "SELECT id, address, spent_by IS NOT NULL AS is_confirmed FROM one_time_tokens WHERE session_id = ?1 AND kind = 'confirm-address'
         AND address IS NOT NULL AND code_hash IS NOT NULL AND expires_at > ?2",
        session,
        now,
    );
    run_one(db, asked).await?.read_first()
}

/// Token that was just spent.
#[derive(Deserialize)]
pub struct Spent {
    pub account_id: AccountId,
    /// New address, if one was to be confirmed or approved.
    pub address: Option<String>,
    /// Redirect target afterwards.
    pub redirect_url: Option<String>,
    /// Requesting session.
    pub session_id: Option<SessionId>,
}

/// The statement that spends a token, once, in the name of `by`. One that was mailed to the account's address is void
/// when that is another by now; a new address that another account has by now cannot be confirmed, and neither
/// can one whose session, which asked for it, was ended since, or that was asked for before the present address was
/// proven: its mailbox has a say. A new address without a session was entered by an operator. A magic link is spent by
/// [`spend_link`].
pub(in crate::store) fn spend(id: &Fingerprint, by: &ActorId, kind: TokenKind, pressed: Pressed<'_>) -> Statement {
    sql!(
        "UPDATE one_time_tokens SET spent_by = ?2, press = ?5, pressed_at = ?3
         WHERE id = ?1 AND kind = ?4 AND spent_by IS NULL AND expires_at > ?3
           AND (kind = 'confirm-address' OR EXISTS (
             SELECT 1 FROM accounts WHERE id = one_time_tokens.account_id AND email_key = one_time_tokens.mailed_to_key))
           AND (kind <> 'confirm-address' OR NOT EXISTS (
             SELECT 1 FROM accounts WHERE (email_key = one_time_tokens.address_key AND id <> one_time_tokens.account_id)
               OR (id = one_time_tokens.account_id AND email_verified_at > one_time_tokens.created_at)))
           AND (kind NOT IN ('confirm-address', 'approve-address-change')
             OR (kind = 'confirm-address' AND session_id IS NULL) OR EXISTS (
             SELECT 1 FROM sessions WHERE id = one_time_tokens.session_id
               AND account_id = one_time_tokens.account_id AND ends_at > ?3))
         RETURNING account_id, address, redirect_url, session_id",
        id,
        by,
        pressed.at,
        kind.as_str(),
        pressed.as_stored(),
    )
}

/// Statement that spends a sign-in link, once, for the session `by`: unless the address's state contradicts the answer,
/// or a required code is missing. A first proof that removes the factor requires none.
pub(in crate::store) fn spend_link(id: &Fingerprint, by: &ActorId, answer: LinkAnswer, trace: &Trace<'_>) -> Statement {
    sql!(
        "UPDATE one_time_tokens SET spent_by = ?2, press = ?6, pressed_at = ?3
         WHERE id = ?1 AND kind = 'magic-link' AND spent_by IS NULL AND expires_at > ?3
           AND EXISTS (SELECT 1 FROM accounts WHERE accounts.id = one_time_tokens.account_id
             AND email_key = one_time_tokens.mailed_to_key
             AND (?4 IS NULL OR (email_verified_at IS NOT NULL) = ?4)
             AND ((?5 AND email_verified_at IS NULL) OR NOT EXISTS (
               SELECT 1 FROM totp WHERE totp.account_id = accounts.id
                 AND totp.enabled_at IS NOT NULL AND totp.used_by IS NOT ?2)))
         RETURNING account_id, address, redirect_url, session_id",
        id,
        by,
        trace.at,
        answer.wants_proven().map(i64::from),
        i64::from(answer.removes()),
        trace.pressed().as_stored(),
    )
}
