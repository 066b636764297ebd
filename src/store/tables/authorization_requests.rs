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

/// Client of a request that was just kept.
#[derive(Deserialize)]
struct KeptRow {
    client_name: String,
}

/// Kept request.
#[derive(Clone, Debug, Deserialize)]
pub struct WaitingRow {
    pub browser_hash: Fingerprint,
    /// Name of the client, or its id if it has none.
    pub client_name: String,
    pub parameters: String,
    pub met_session_id: Option<SessionId>,
    pub created_at: UnixTime,
    pub expires_at: UnixTime,
}

/// Keeps a request, if its client is still registered. Returns the name of the client, or its id if it has none.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn insert_waiting_request(
    db: &dyn Database,
    new: &NewWaitingRequest<'_>,
) -> Result<Option<String>, AuthError> {
    let statement = sql!(
        "INSERT INTO authorization_requests
           (id, browser_hash, client_id, parameters, met_session_id, created_at, expires_at)
         SELECT ?1, ?2, id, ?4, ?5, ?6, ?7 FROM clients WHERE id = ?3
         RETURNING COALESCE(
           (SELECT json_extract(metadata, '$.client_name') FROM clients WHERE id = client_id), client_id
         ) AS client_name",
        new.id,
        new.browser,
        new.client.0.as_str(),
        new.query,
        new.met.map(|session| session.0.as_str()),
        new.now,
        new.expires_at,
    );
    let row: Option<KeptRow> = run_one(db, statement).await?.read_first()?;
    Ok(row.map(|row| row.client_name))
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
        "SELECT request.browser_hash, request.parameters, request.met_session_id, request.created_at, request.expires_at,
           COALESCE(json_extract(clients.metadata, '$.client_name'), clients.id) AS client_name
         FROM authorization_requests AS request JOIN clients ON clients.id = request.client_id
         WHERE request.id = ?1 AND request.expires_at > ?2",
        id,
        now,
    );
    run_one(db, statement).await?.read_first()
}
