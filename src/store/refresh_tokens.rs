//! Refresh tokens.

use serde::Deserialize;

use super::accounts::account_columns;
use super::events::{Trace, insert_event, record_with};
use super::sessions::{HeldSessionRow, session_columns};
use super::sql;
use crate::crypto::refresh_token::RefreshToken;
use crate::domain::session::REFRESH_GRACE;
use crate::domain::{Account, AuthError, EventKind, Session, UnixTime};
use crate::ports::{Database, Statement};

/// The first token of a session that this same batch opens.
pub(super) fn insert_first(token: &RefreshToken, now: UnixTime) -> Statement {
    sql!(
        "INSERT INTO refresh_tokens (token_hash, session_id, created_at)
         SELECT ?1, ?2, ?3 WHERE EXISTS (SELECT 1 FROM sessions WHERE id = ?2)",
        token.fingerprint(),
        token.session().0.as_str(),
        now,
    )
}

/// What became of a refresh token that was shown.
pub enum Rotation {
    /// It is spent now, or was within the grace; its successor is stored under this fingerprint.
    Rotated {
        /// The account and the session.
        held: Box<(Account, Session)>,
        /// Fingerprint of the one successor.
        successor: String,
    },
    /// It had been spent for good: the session is ended.
    Reused,
    /// It is no token of a living session.
    Unknown,
}

#[derive(Deserialize)]
struct RotatedRow {
    #[serde(flatten)]
    held: HeldSessionRow,
    successor_hash: String,
}

/// Spends the token and stores its successor, once, all or nothing; shown again after the grace, or after the successor
/// was used, ends the session.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn rotate_refresh_token(
    db: &dyn Database,
    token: &RefreshToken,
    successor: &RefreshToken,
    trace: &Trace<'_>,
) -> Result<Rotation, AuthError> {
    /// ?1 the token, ?2 its session, ?3 when a grace began that ends now.
    macro_rules! session_of_reused {
        () => {
            "sessions WHERE id = ?2 AND EXISTS (
               SELECT 1 FROM refresh_tokens AS old
               LEFT JOIN refresh_tokens AS next ON next.token_hash = old.successor_hash
               WHERE old.token_hash = ?1 AND old.session_id = ?2 AND old.spent_at IS NOT NULL
               AND (old.spent_at < ?3 OR next.spent_at IS NOT NULL))"
        };
    }
    let (now, trace) = (trace.at, Trace { session: Some(token.session()), ..*trace });
    let (hash, session, next) = (token.fingerprint(), token.session().0.as_str(), successor.fingerprint());
    let grace_began = now + -REFRESH_GRACE;
    let reuse = record_with(
        insert_event!("account_id", session_of_reused!()),
        EventKind::RefreshTokenReused,
        &trace,
        vec![hash.as_str().into(), session.into(), grace_began.into()],
    );
    let [_, _, _, reused, rotated] = db
        .run([
            sql!(
                "UPDATE refresh_tokens SET spent_at = ?4, successor_hash = ?3
                 WHERE token_hash = ?1 AND session_id = ?2 AND spent_at IS NULL
                 AND EXISTS (SELECT 1 FROM sessions WHERE id = ?2 AND ends_at > ?4)",
                hash.as_str(),
                session,
                next.as_str(),
                now,
            ),
            sql!(
                "INSERT INTO refresh_tokens (token_hash, session_id, created_at)
                 SELECT ?3, ?2, ?4 WHERE EXISTS (
                   SELECT 1 FROM refresh_tokens WHERE token_hash = ?1 AND session_id = ?2 AND successor_hash = ?3)
                 ON CONFLICT (token_hash) DO NOTHING",
                hash.as_str(),
                session,
                next,
                now,
            ),
            reuse,
            sql!(concat!("DELETE FROM ", session_of_reused!(), " RETURNING id"), hash.as_str(), session, grace_began,),
            sql!(
                concat!(
                    "SELECT ",
                    account_columns!(),
                    ", ",
                    session_columns!(),
                    ", refresh_tokens.successor_hash FROM refresh_tokens
                     JOIN sessions ON sessions.id = refresh_tokens.session_id
                     JOIN accounts ON accounts.id = sessions.account_id
                     WHERE refresh_tokens.token_hash = ?1 AND refresh_tokens.session_id = ?2
                     AND refresh_tokens.successor_hash IS NOT NULL AND sessions.ends_at > ?3"
                ),
                hash,
                session,
                now,
            ),
        ])
        .await?;
    if !reused.is_empty() {
        return Ok(Rotation::Reused);
    }
    Ok(match rotated.read_first::<RotatedRow>()? {
        Some(row) => Rotation::Rotated { held: Box::new(row.held.into()), successor: row.successor_hash },
        None => Rotation::Unknown,
    })
}
