//! Refresh tokens of the former version, each a row of `refresh_tokens`. No new ones are issued; those that browsers
//! still hold count as generation 0 of their session. To be removed, with the table, in the release after this one.

use super::events::{Trace, insert_event, record_with};
use super::generations::{NewChain, RefreshStatements, select_turned};
use crate::domain::session::REFRESH_GRACE;
use crate::domain::{EventKind, Fingerprint, SessionId, UnixTime};
use crate::ports::{Statement, Value};
use crate::store::rows::{and_not_disabled, select_held};
use crate::store::sql;

/// Condition that the session's generation is at most the one that answers former tokens, and that the token is its
/// live one or the previous one: ?1 token, ?2 session, ?3 start of a grace that ends now.
macro_rules! good {
    () => {
        "(sessions.refresh_generation = 0 OR (sessions.refresh_generation = 1 AND sessions.refresh_turned_at > ?3))
         AND EXISTS (
           SELECT 1 FROM refresh_tokens AS former
           LEFT JOIN refresh_tokens AS next ON next.token_hash = former.successor_hash
           WHERE former.token_hash = ?1 AND former.session_id = ?2
           AND (former.spent_at IS NULL OR (former.spent_at > ?3 AND next.spent_at IS NULL)))"
    };
}

pub(in crate::store) fn decide(
    session: &SessionId,
    fingerprint: &Fingerprint,
    first: &NewChain,
    trace: &Trace<'_>,
) -> RefreshStatements {
    macro_rules! reused {
        () => {
            concat!(
                "sessions WHERE id = ?2 AND ends_at > ?4 AND EXISTS (
                   SELECT 1 FROM refresh_tokens WHERE token_hash = ?1 AND session_id = ?2) AND NOT (",
                good!(),
                ")"
            )
        };
    }
    let (session, now) = (session.0.as_str(), trace.at);
    let grace_began = now + -REFRESH_GRACE;
    let reused: Vec<Value> = vec![fingerprint.into(), session.into(), grace_began.into(), now.into()];
    RefreshStatements {
        reuse: record_with(
            insert_event!("account_id", reused!()),
            EventKind::RefreshTokenReused,
            trace,
            reused.clone(),
        ),
        end: Statement { sql: concat!("DELETE FROM ", reused!(), " RETURNING id").into(), bindings: reused },
        advance: sql!(
            concat!(
                "UPDATE sessions SET refresh_seed = ?5, refresh_generation = 1, refresh_turned_at = ?4,
                   refresh_key_version = ?6
                 WHERE id = ?2 AND refresh_seed IS NULL AND ends_at > ?4 AND ",
                good!()
            ),
            fingerprint,
            session,
            grace_began,
            now,
            first.seed.to_stored(),
            first.key_version,
        ),
        select: sql!(
            select_turned!("?4", concat!("sessions.id = ?2 AND sessions.refresh_seed IS NOT NULL AND ", good!())),
            fingerprint,
            session,
            grace_began,
            now,
        ),
    }
}

/// Selects the session of a token that would be accepted now.
pub(in crate::store) fn select_good(
    session: &SessionId,
    fingerprint: &Fingerprint,
    grace_began: UnixTime,
    now: UnixTime,
) -> Statement {
    sql!(
        select_held!(concat!("sessions.id = ?2 AND ends_at > ?4 AND ", good!(), and_not_disabled!("?4"))),
        fingerprint,
        session,
        grace_began,
        now,
    )
}
