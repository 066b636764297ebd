//! Refresh tokens: one row per session, with a generation that advances.

use super::events::{Trace, insert_event, record_with};
use super::former_refresh_tokens;
use super::generations::{NewChain, RefreshStatements, Turned, TurnedRow, select_turned};
use crate::crypto::refresh_token::{ComputedToken, Generation, PresentedToken};
use crate::domain::session::REFRESH_GRACE;
use crate::domain::{Account, AuthError, EventKind, Session, SessionId, UnixTime};
use crate::ports::{Database, Statement, Value};
use crate::store::batch::{Batch, run_one};
use crate::store::rows::{HeldSessionRow, and_not_disabled, select_held};
use crate::store::sql;

/// Result of a presented refresh token.
pub enum Turn {
    /// Accepted.
    Turned(Box<Turned>),
    /// Presented after its successor was used: the session is ended.
    Reused,
    /// Not a token of an active session.
    Unknown,
}

/// Presents a refresh token, in one round trip: the newest generation advances to the next; the previous one gets the
/// newest for 24 hours; an older one ends the session. `first` starts the chain of a session whose token has the former
/// form.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn present_refresh_token(
    db: &dyn Database,
    token: &PresentedToken,
    first: &NewChain,
    trace: &Trace<'_>,
) -> Result<Turn, AuthError> {
    let trace = Trace { session: Some(token.session()), ..*trace };
    let RefreshStatements { reuse, end, advance, select } = match token {
        PresentedToken::Computed(token) => decide(token, first.key_version, &trace),
        PresentedToken::Former { session, fingerprint } => {
            former_refresh_tokens::decide(session, fingerprint, first, &trace)
        }
    };
    let mut batch = Batch::new();
    batch.push(reuse);
    let ended = batch.push(end).found();
    batch.push(advance);
    let turned = batch.push(select).first::<TurnedRow>();
    let mut done = batch.run(db).await?;
    if done.take(ended)? {
        return Ok(Turn::Reused);
    }
    let turned = done.take(turned)?.map(TurnedRow::read).transpose()?;
    Ok(turned.map_or(Turn::Unknown, |turned| Turn::Turned(Box::new(turned))))
}

fn decide(token: &ComputedToken<SessionId>, newest_version: i64, trace: &Trace<'_>) -> RefreshStatements {
    /// ?1 session, ?2 seed, ?3 generation, ?4 start of a grace that ends now. An expired session is no reuse.
    macro_rules! reused {
        ($now:literal) => {
            concat!(
                "sessions WHERE id = ?1 AND refresh_seed = ?2 AND ends_at > ",
                $now,
                " AND (refresh_generation > ?3 + 1 OR (refresh_generation = ?3 + 1 AND refresh_turned_at <= ?4))"
            )
        };
    }
    let ComputedToken { generation: Generation { holder, number, seed }, key_version } = token;
    let (session, seed, number, now) = (holder.0.as_str(), seed.to_stored(), *number, trace.at);
    let grace_began = now + -REFRESH_GRACE;
    let reused: Vec<Value> = vec![session.into(), seed.as_str().into(), number.into(), grace_began.into()];
    RefreshStatements {
        reuse: record_with(
            insert_event!("account_id", reused!("?6")), // the moment of the event
            EventKind::RefreshTokenReused,
            trace,
            reused.clone(),
        ),
        end: Statement {
            sql: concat!("DELETE FROM ", reused!("?5"), " RETURNING id").into(),
            bindings: [reused, vec![now.into()]].concat(),
        },
        advance: sql!(
            "UPDATE sessions SET refresh_generation = ?3 + 1, refresh_turned_at = ?4, refresh_key_version = ?6
             WHERE id = ?1 AND refresh_seed = ?2 AND refresh_generation = ?3 AND refresh_key_version <= ?5
             AND ends_at > ?4",
            session,
            seed.as_str(),
            number,
            now,
            *key_version,
            newest_version.min(*key_version),
        ),
        select: sql!(
            select_turned!(
                "?4",
                "sessions.id = ?1 AND sessions.refresh_seed = ?2 AND sessions.refresh_generation = ?3 + 1
                 AND sessions.refresh_key_version <= ?5"
            ),
            session,
            seed,
            number,
            now,
            *key_version,
        ),
    }
}

/// Session of a refresh token that would be accepted now; nothing is changed.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn find_by_refresh_token(
    db: &dyn Database,
    token: &PresentedToken,
    now: UnixTime,
) -> Result<Option<(Account, Session)>, AuthError> {
    let grace_began = now + -REFRESH_GRACE;
    let select = match token {
        PresentedToken::Computed(ComputedToken { generation, key_version }) => sql!(
            select_held!(concat!(
                "sessions.id = ?1 AND refresh_seed = ?2 AND ends_at > ?4 AND refresh_key_version <= ?5
                 AND (refresh_generation = ?3 OR (refresh_generation = ?3 + 1 AND refresh_turned_at > ?6))",
                and_not_disabled!("?4")
            )),
            &generation.holder,
            generation.seed.to_stored(),
            generation.number,
            now,
            *key_version,
            grace_began,
        ),
        PresentedToken::Former { session, fingerprint } => {
            former_refresh_tokens::select_good(session, fingerprint, grace_began, now)
        }
    };
    let held = run_one(db, select).await?;
    Ok(held.read_first::<HeldSessionRow>()?.map(Into::into))
}
