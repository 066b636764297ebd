//! Presses of one-time forms' buttons, stored in the row that each spent, by which a repeated press is found.

use serde::Deserialize;

use crate::crypto::refresh_token::Generation;
use crate::domain::client::Press;
use crate::domain::{Account, AccountId, AuthError, EmailKey, Fingerprint, Session, SessionId, UnixTime};
use crate::ports::{Database, Statement};
use crate::store::batch::{Batch, run_one};
use crate::store::rows::{AccountRow, account_columns};
use crate::store::sql;
use crate::store::tables::events::PRESS_WINDOW;
use crate::store::tables::generations::{TurnedRow, select_turned};

/// Row that a press may have spent to open a session.
#[derive(Clone, Copy)]
pub enum PressedRow<'a> {
    /// Mailed token or challenge, by its fingerprint.
    Request(&'a Fingerprint),
    /// Created account, by the key of its address.
    SignUp(&'a EmailKey),
    /// Verification of a domain-bound account, spent by its code.
    SignUpCode(&'a AccountId),
}

/// True if this press spent the mailed token, login or device with this hash, within the window.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn find_pressed(
    db: &dyn Database,
    id: &Fingerprint,
    press: &Press,
    now: UnixTime,
) -> Result<bool, AuthError> {
    let rows = run_one(
        db,
        sql!(
            "SELECT 1 AS pressed FROM one_time_tokens WHERE id = ?1 AND press = ?2 AND pressed_at >= ?3
             UNION ALL SELECT 1 FROM former_addresses WHERE id = ?1 AND press = ?2 AND pressed_at >= ?3
             UNION ALL SELECT 1 FROM authorizations WHERE secret_hash = ?1 AND press = ?2 AND pressed_at >= ?3",
            id,
            press.0.as_str(),
            now + -PRESS_WINDOW,
        ),
    )
    .await?;
    Ok(!rows.is_empty())
}

/// Domain-bound account that this press created within the window, if its address is unproven.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn find_pressed_sign_up(
    db: &dyn Database,
    email_key: &EmailKey,
    press: &Press,
    now: UnixTime,
) -> Result<Option<Account>, AuthError> {
    let select = concat!(
        "SELECT ",
        account_columns!(),
        " FROM accounts WHERE email_key = ?1 AND press = ?2 AND created_at >= ?3 AND domain_bound = 1
            AND email_verified_at IS NULL"
    );
    let rows = run_one(db, sql!(select, email_key, press.0.as_str(), now + -PRESS_WINDOW)).await?;
    Ok(rows.read_first::<AccountRow>()?.map(Account::from))
}

/// Session that a press opened.
pub struct Reopened {
    pub account: Account,
    pub session: Session,
    /// Newest generation of its refresh tokens.
    pub generation: Generation<SessionId>,
    /// Redirect target afterwards.
    pub redirect_url: Option<String>,
}

#[derive(Deserialize)]
struct RedirectRow {
    redirect_url: Option<String>,
}

/// Session that this press opened within the window, if it is active. One round trip.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn find_pressed_session(
    db: &dyn Database,
    row: PressedRow<'_>,
    press: &Press,
    now: UnixTime,
) -> Result<Option<Reopened>, AuthError> {
    let mut batch = Batch::new();
    let held = batch.push(select_session(row, press, now)).first::<TurnedRow>();
    let redirect = batch.push(select_redirect(row)).first::<RedirectRow>();
    let mut done = batch.run(db).await?;
    let Some(turned) = done.take(held)?.map(TurnedRow::read).transpose()? else {
        return Ok(None);
    };
    let redirect_url = done.take(redirect)?.and_then(|row| row.redirect_url);
    let (account, session, generation) = (turned.account, turned.session, turned.generation);
    Ok(Some(Reopened { account, session, generation, redirect_url }))
}

fn select_session(row: PressedRow<'_>, press: &Press, now: UnixTime) -> Statement {
    let (sql, id) = match row {
        PressedRow::Request(id) => (
            select_turned!(
                "?4",
                "sessions.id IN (
                   SELECT spent_by FROM one_time_tokens WHERE id = ?1 AND press = ?2 AND pressed_at >= ?3
                   UNION ALL
                   SELECT spent_by FROM second_factor_challenges WHERE id = ?1 AND press = ?2 AND pressed_at >= ?3)"
            ),
            id.0.as_str(),
        ),
        PressedRow::SignUp(email_key) => (
            select_turned!(
                "?4",
                "sessions.method = 'sign-up' AND sessions.account_id = (
                   SELECT id FROM accounts WHERE email_key = ?1 AND press = ?2 AND created_at >= ?3)"
            ),
            email_key.as_str(),
        ),
        PressedRow::SignUpCode(account) => (
            select_turned!(
                "?4",
                "sessions.id IN (SELECT spent_by FROM one_time_tokens
                   WHERE account_id = ?1 AND kind = 'verify-email' AND press = ?2 AND pressed_at >= ?3)"
            ),
            account.0.as_str(),
        ),
    };
    sql!(sql, id, press.0.as_str(), now + -PRESS_WINDOW, now)
}

fn select_redirect(row: PressedRow<'_>) -> Statement {
    let id = match row {
        PressedRow::Request(id) => Some(id),
        PressedRow::SignUp(_) | PressedRow::SignUpCode(_) => None,
    };
    sql!(
        "SELECT redirect_url FROM one_time_tokens WHERE id = ?1
         UNION ALL SELECT redirect_url FROM second_factor_challenges WHERE id = ?1",
        id,
    )
}
