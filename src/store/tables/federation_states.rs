//! OAuth states of browsers that were sent to a provider and have not returned.

use serde::Deserialize;

use crate::domain::{AccountId, AuthError, Fingerprint, IdentityId, RedirectUrl, SessionId, UnixTime};
use crate::ports::Database;
use crate::store::batch::{Batch, run_one};
use crate::store::sql;

/// State to store.
pub struct NewState<'a> {
    /// Fingerprint of the state.
    pub id: &'a Fingerprint,
    pub provider: &'a str,
    /// Binding to the browser's secret.
    pub browser: &'a Fingerprint,
    /// Redirect target afterwards.
    pub redirect_url: Option<&'a RedirectUrl>,
    /// Session whose account an identity is to be linked to.
    pub link: Option<(&'a AccountId, &'a SessionId)>,
    pub expires_at: UnixTime,
}

/// Stores a state.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn insert_state(db: &dyn Database, new: NewState<'_>) -> Result<(), AuthError> {
    run_one(
        db,
        sql!(
        "INSERT INTO oauth_states (id, provider, browser, redirect_url, link_account_id, link_session_id, expires_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        new.id,
        new.provider,
        new.browser,
        new.redirect_url.map(RedirectUrl::as_str),
        new.link.map(|(account, _)| account.0.as_str()),
        new.link.map(|(_, session)| session.0.as_str()),
        new.expires_at,
    ),
    )
    .await?;
    Ok(())
}

/// State of a returning browser.
pub struct ReturnedState<'a> {
    /// Fingerprint of the state.
    pub id: &'a Fingerprint,
    /// Provider that it returns from.
    pub provider: &'a str,
    /// Binding to the browser's secret, in the current form.
    pub browser: Option<&'a Fingerprint>,
    /// Binding in the former version's form.
    pub former_browser: Option<&'a Fingerprint>,
    /// Return that spends the state: the id of an identity that it links.
    pub by: &'a IdentityId,
}

/// Validity of a returned state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StateStanding {
    /// Spent by this return.
    Good,
    /// Spent by an earlier return of the same browser.
    Repeated,
    /// Of another browser or provider, or expired.
    Void,
}

/// Known state.
pub struct ConsumedState {
    pub standing: StateStanding,
    /// Redirect target afterwards.
    pub redirect_url: Option<String>,
    /// Session whose account an identity is to be linked to.
    pub link: Option<(AccountId, SessionId)>,
    /// True if the return that spent it linked an identity.
    pub has_linked: bool,
}

#[derive(Deserialize)]
struct StateRow {
    redirect_url: Option<String>,
    link_account_id: Option<AccountId>,
    link_session_id: Option<SessionId>,
    is_repeated: i64,
    has_linked: i64,
}

/// Spends a state, once, if provider and browser match. `None` for an unknown state.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn consume_state(
    db: &dyn Database,
    returned: &ReturnedState<'_>,
    now: UnixTime,
) -> Result<Option<ConsumedState>, AuthError> {
    let ReturnedState { id, provider, browser, former_browser, by } = *returned;
    let mut batch = Batch::new();
    let spent = batch
        .push(sql!(
            "UPDATE oauth_states SET spent_by = ?5
             WHERE id = ?1 AND provider = ?2 AND browser IN (?3, ?4) AND spent_by IS NULL AND expires_at > ?6
             RETURNING id",
            id,
            provider,
            browser,
            former_browser,
            by,
            now,
        ))
        .found();
    let state = batch
        .push(sql!(
            "SELECT redirect_url, link_account_id, link_session_id,
               COALESCE(provider = ?2 AND browser IN (?3, ?4) AND spent_by IS NOT NULL, false) AS is_repeated,
               EXISTS (SELECT 1 FROM identities WHERE identities.id = spent_by) AS has_linked
             FROM oauth_states WHERE id = ?1",
            id,
            provider,
            browser,
            former_browser,
        ))
        .first::<StateRow>();
    let mut done = batch.run(db).await?;
    let is_spent = done.take(spent)?;
    Ok(done.take(state)?.map(|row| ConsumedState {
        standing: match (is_spent, row.is_repeated != 0) {
            (true, _) => StateStanding::Good,
            (false, true) => StateStanding::Repeated,
            (false, false) => StateStanding::Void,
        },
        redirect_url: row.redirect_url,
        link: row.link_account_id.zip(row.link_session_id),
        has_linked: row.has_linked != 0,
    }))
}
