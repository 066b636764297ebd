//! Authorization requests of clients that wait for a sign-in.

use serde::Deserialize;

use crate::domain::client_metadata::ClientId;
use crate::domain::{AuthError, Fingerprint, SessionId, UnixTime};
use crate::ports::Database;
use crate::store::batch::run_one;
use crate::store::sql;

/// Request to keep.
pub struct NewWaitingRequest<'a> {
    /// Fingerprint of the id in the URL.
    pub id: &'a Fingerprint,
    /// Fingerprint of the secret in the cookie of the browser that began it.
    pub browser: &'a Fingerprint,
    pub client: &'a ClientId,
    /// Query, as sent.
    pub query: &'a str,
    /// Session that the browser had.
    pub met: Option<&'a SessionId>,
    pub now: UnixTime,
    pub expires_at: UnixTime,
}

/// Kept request.
#[derive(Clone, Debug, Deserialize)]
pub struct WaitingRow {
    pub browser_hash: Fingerprint,
    pub parameters: String,
    pub met_session_id: Option<SessionId>,
    pub created_at: UnixTime,
    pub expires_at: UnixTime,
}

/// Keeps a request, if its client is still registered.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn insert_waiting_request(db: &dyn Database, new: &NewWaitingRequest<'_>) -> Result<(), AuthError> {
    let statement = sql!(
        "INSERT INTO authorization_requests
           (id, browser_hash, client_id, parameters, met_session_id, created_at, expires_at)
         SELECT ?1, ?2, id, ?4, ?5, ?6, ?7 FROM clients WHERE id = ?3",
        new.id,
        new.browser,
        new.client.0.as_str(),
        new.query,
        new.met.map(|session| session.0.as_str()),
        new.now,
        new.expires_at,
    );
    run_one(db, statement).await?;
    Ok(())
}

/// Request with this fingerprint of its id, if it still waits.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn find_waiting_request(
    db: &dyn Database,
    id: &Fingerprint,
    now: UnixTime,
) -> Result<Option<WaitingRow>, AuthError> {
    let statement = sql!(
        "SELECT browser_hash, parameters, met_session_id, created_at, expires_at FROM authorization_requests
         WHERE id = ?1 AND expires_at > ?2",
        id,
        now,
    );
    run_one(db, statement).await?.read_first()
}
