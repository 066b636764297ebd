//! Requests that wait for a code of the second factor: sign-ins that could not carry one, and what was mailed.

use super::sql;
use crate::domain::{AccountId, AuthError, SessionId, SessionMethod, UnixTime};
use crate::ports::{Database, Statement};

/// Wrong codes that spend the request they were shown with.
pub const MAX_WRONG_CODES: i64 = 5;

/// What a sign-in that waits for a code was begun with.
#[derive(Clone, Copy)]
pub enum FirstFactor<'a> {
    /// The password of this id.
    Password(&'a str),
    /// An identity of another provider.
    Identity,
}

impl FirstFactor<'_> {
    fn method(self) -> SessionMethod {
        match self {
            Self::Password(_) => SessionMethod::Password,
            Self::Identity => SessionMethod::Identity,
        }
    }
}

/// The statement that stores a sign-in which waits for a code; nothing is stored for a password that was replaced
/// meanwhile.
pub fn insert_challenge(
    id: &str,
    account: &AccountId,
    first: FirstFactor<'_>,
    redirect_url: Option<&str>,
    now: UnixTime,
    lifetime: i64,
) -> Statement {
    let password = match first {
        FirstFactor::Password(id) => Some(id),
        FirstFactor::Identity => None,
    };
    sql!(
        "INSERT INTO second_factor_challenges (id, account_id, method, redirect_url, created_at, expires_at)
         SELECT ?1, ?2, ?3, ?4, ?5, ?6 WHERE EXISTS (SELECT 1 FROM accounts WHERE id = ?2)
           AND (?7 IS NULL OR EXISTS (SELECT 1 FROM passwords WHERE account_id = ?2 AND id = ?7))",
        id,
        account.0.as_str(),
        first.method().as_str(),
        redirect_url,
        now,
        now + lifetime,
        password,
    )
}

/// The statement that forgets the sign-ins by password which wait for a code, once the password is a new one.
pub(super) fn forget_if_password(account: &AccountId, password: &str) -> Statement {
    sql!(
        "DELETE FROM second_factor_challenges WHERE account_id = ?1 AND method = 'password'
           AND EXISTS (SELECT 1 FROM passwords WHERE account_id = ?1 AND id = ?2)",
        account.0.as_str(),
        password,
    )
}

/// Whether a magic link, a challenge or a login waits still.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn is_open(db: &dyn Database, request: &str, now: UnixTime) -> Result<bool, AuthError> {
    let [rows] = db.run([select_open(request, now)]).await?;
    Ok(!rows.is_empty())
}

fn select_open(request: &str, now: UnixTime) -> Statement {
    sql!(
        "SELECT id FROM one_time_tokens WHERE id = ?1 AND kind = 'magic-link' AND spent_by IS NULL AND expires_at > ?2
         UNION ALL SELECT id FROM second_factor_challenges WHERE id = ?1 AND spent_by IS NULL AND expires_at > ?2
         UNION ALL SELECT id FROM authorizations
           WHERE secret_hash = ?1 AND kind = 'login' AND state = 'pending' AND expires_at > ?2",
        request,
        now,
    )
}

/// The statement that spends a challenge, once, in the name of a session that used a code.
pub fn spend_challenge(id: &str, session: &SessionId, now: UnixTime) -> Statement {
    sql!(
        "UPDATE second_factor_challenges SET spent_by = ?2 WHERE id = ?1 AND spent_by IS NULL AND expires_at > ?3
           AND NOT EXISTS (SELECT 1 FROM totp WHERE totp.account_id = second_factor_challenges.account_id
             AND totp.enabled_at IS NOT NULL AND totp.used_by IS NOT ?2)
         RETURNING account_id, NULL AS address, redirect_url, NULL AS session_id",
        id,
        session.0.as_str(),
        now,
    )
}

/// Counts a wrong code against the request it was shown with; the fifth spends it. False if it waited no longer.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn count_wrong_code(db: &dyn Database, request: &str, now: UnixTime) -> Result<bool, AuthError> {
    macro_rules! count {
        ($table:literal, $condition:literal) => {
            sql!(
                concat!(
                    "UPDATE ",
                    $table,
                    " SET wrong_codes = wrong_codes + 1,
                       spent_by = CASE WHEN wrong_codes + 1 >= ?2 THEN 'wrong codes' ELSE spent_by END
                       WHERE id = ?1 AND spent_by IS NULL",
                    $condition
                ),
                request,
                MAX_WRONG_CODES,
            )
        };
    }
    let counted = [
        select_open(request, now),
        count!("one_time_tokens", " AND kind = 'magic-link'"),
        count!("second_factor_challenges", ""),
    ];
    let [open, ..] = db.run(counted).await?;
    Ok(!open.is_empty())
}
