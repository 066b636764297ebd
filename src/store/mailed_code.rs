//! The 6-digit code beside a verification link.

use super::accounts::{AccountRow, account_columns};
use super::attempts::{self, Count};
use super::events::{Trace, insert_event, record};
use super::sql;
use crate::config::Limits;
use crate::domain::one_time_token::CODE_LIFETIME;
use crate::domain::{Account, AccountId, AuthError, EventKind};
use crate::ports::Database;

/// What came of a code.
pub enum Guess {
    /// Right: the address is proven.
    Right(Box<Account>),
    /// Wrong, or there is none to guess.
    Wrong,
    /// Past the limit; it ends after so many seconds.
    TooMany(i64),
}

/// A code someone typed.
pub struct GuessedCode<'a> {
    /// Whose.
    pub account: &'a AccountId,
    /// Its keyed hash.
    pub code_hash: &'a str,
    /// Who spends it.
    pub by: &'a str,
    /// How many wrong guesses are too many.
    pub limits: &'a Limits,
    /// What the client's address is counted by.
    pub address_key: &'a str,
    /// Where it comes from.
    pub trace: Trace<'a>,
}

/// Spends the open verification of an account by its code. A guess is counted before it is looked at, over all the
/// codes of the account and all that the client tries; with the last one that is allowed the code dies. One round trip.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn consume_code(db: &dyn Database, guessed: GuessedCode<'_>) -> Result<Guess, AuthError> {
    let GuessedCode { account, code_hash, by, limits, address_key, trace } = guessed;
    let (now, limit, window) = (trace.at, limits.code_guesses, limits.window.max(CODE_LIFETIME));
    let (id, subject, address) = (account.0.as_str(), format!("code:{}", account.0), format!("address:{address_key}"));
    let proven = insert_event!(
        "id",
        "accounts WHERE id = ?1 AND email_verified_at IS NULL AND EXISTS (
           SELECT 1 FROM one_time_tokens WHERE account_id = ?1 AND kind = 'verify-email' AND spent_by = ?2)"
    );
    let [count, by_address, _, spent, _, _, _, _, _, account] = db
        .run([
            attempts::count(&subject, window, now),
            attempts::count(&address, limits.window, now),
            // Counted on for as long as any code lives that may be guessed at: the window does not end under it.
            sql!(
                "UPDATE attempts SET resets_at = MAX(resets_at, ?2) WHERE subject = ?1 AND count <= ?3",
                subject.as_str(),
                now + CODE_LIFETIME,
                limit,
            ),
            sql!(
                "UPDATE one_time_tokens SET spent_by = ?3
                 WHERE account_id = ?1 AND kind = 'verify-email' AND code_hash = ?2 AND spent_by IS NULL
                   AND created_at + ?5 > ?4 AND (SELECT count FROM attempts WHERE subject = ?6) <= ?7
                   AND (SELECT count FROM attempts WHERE subject = ?8) <= ?9
                   AND EXISTS (SELECT 1 FROM accounts WHERE id = ?1 AND email_key = one_time_tokens.mailed_to_key)
                 RETURNING id",
                id,
                code_hash,
                by,
                now,
                CODE_LIFETIME,
                subject.as_str(),
                limit,
                address.as_str(),
                limits.address_failures,
            ),
            // Refused unread, or right, it was no failure of the client's.
            sql!(
                "UPDATE attempts SET count = count - 1 WHERE subject = ?3 AND (count > ?4
                   OR (SELECT count FROM attempts WHERE subject = ?5) > ?6 OR EXISTS (
                     SELECT 1 FROM one_time_tokens WHERE account_id = ?1 AND kind = 'verify-email' AND spent_by = ?2))",
                id,
                by,
                address.as_str(),
                limits.address_failures,
                subject.as_str(),
                limit,
            ),
            sql!(
                "UPDATE attempts SET count = count - 1 WHERE subject = ?3
                 AND EXISTS (SELECT 1 FROM one_time_tokens WHERE account_id = ?1 AND kind = 'verify-email' AND spent_by = ?2)",
                id,
                by,
                subject.as_str(),
            ),
            sql!(
                "UPDATE one_time_tokens SET code_hash = NULL WHERE account_id = ?1 AND kind = 'verify-email'
                 AND spent_by IS NULL AND (SELECT count FROM attempts WHERE subject = ?2) >= ?3",
                id,
                subject.as_str(),
                limit,
            ),
            record(proven, EventKind::EmailVerified, &trace, &[id, by]),
            sql!(
                "UPDATE accounts SET email_verified_at = ?3 WHERE id = ?1 AND email_verified_at IS NULL
                 AND EXISTS (SELECT 1 FROM one_time_tokens WHERE account_id = ?1 AND kind = 'verify-email' AND spent_by = ?2)",
                id,
                by,
                now,
            ),
            sql!(concat!("SELECT ", account_columns!(), " FROM accounts WHERE id = ?1"), id),
        ])
        .await?;
    let past_limit = Count::read(count)?.retry_after(limit, now);
    if let Some(retry_after) = past_limit.max(Count::read(by_address)?.retry_after(limits.address_failures, now)) {
        return Ok(Guess::TooMany(retry_after));
    }
    Ok(match account.read_first::<AccountRow>()? {
        Some(row) if !spent.is_empty() => Guess::Right(Box::new(row.into())),
        _ => Guess::Wrong,
    })
}
