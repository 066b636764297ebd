//! Browsers that were sent to a provider and have not come back.

use serde::Deserialize;

use super::sql;
use crate::domain::{AccountId, AuthError, RedirectUrl, SessionId, UnixTime};
use crate::ports::Database;

/// A browser about to be sent to a provider.
pub struct NewState<'a> {
    /// The fingerprint of the state.
    pub id: &'a str,
    /// Which provider.
    pub provider: &'a str,
    /// The fingerprint of the cookie that binds it to this browser.
    pub browser: &'a str,
    /// Where the browser goes afterwards.
    pub redirect_url: Option<&'a RedirectUrl>,
    /// The session for whose account an identity is to be linked.
    pub link: Option<(&'a AccountId, &'a SessionId)>,
    /// When it is void.
    pub expires_at: UnixTime,
}

/// Stores a state.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn insert_state(db: &dyn Database, new: NewState<'_>) -> Result<(), AuthError> {
    db.run([sql!(
        "INSERT INTO oauth_states (id, provider, browser, redirect_url, link_account_id, link_session_id, expires_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        new.id,
        new.provider,
        new.browser,
        new.redirect_url.map(RedirectUrl::as_str),
        new.link.map(|(account, _)| account.0.as_str()),
        new.link.map(|(_, session)| session.0.as_str()),
        new.expires_at,
    )])
    .await?;
    Ok(())
}

/// A browser that came back.
pub struct ConsumedState {
    /// Whether it is the browser that was sent, from the provider it was sent to, in time, and for the first time.
    pub holds: bool,
    /// Where the browser goes afterwards.
    pub redirect_url: Option<String>,
    /// The session for whose account an identity is to be linked.
    pub link: Option<(AccountId, SessionId)>,
}

#[derive(Deserialize)]
struct StateRow {
    redirect_url: Option<String>,
    link_account_id: Option<AccountId>,
    link_session_id: Option<SessionId>,
}

/// Spends a state, once, if provider and browser are its own. `None` for a state that is not known.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn consume_state(
    db: &dyn Database,
    id: &str,
    provider: &str,
    browser: &str,
    by: &str,
    now: UnixTime,
) -> Result<Option<ConsumedState>, AuthError> {
    let [spent, state] = db
        .run([
            sql!(
                "UPDATE oauth_states SET spent_by = ?4
                 WHERE id = ?1 AND provider = ?2 AND browser = ?3 AND spent_by IS NULL AND expires_at > ?5 RETURNING id",
                id,
                provider,
                browser,
                by,
                now,
            ),
            sql!("SELECT redirect_url, link_account_id, link_session_id FROM oauth_states WHERE id = ?1", id),
        ])
        .await?;
    Ok(state.read_first::<StateRow>()?.map(|row| ConsumedState {
        holds: !spent.is_empty(),
        redirect_url: row.redirect_url,
        link: row.link_account_id.zip(row.link_session_id),
    }))
}
