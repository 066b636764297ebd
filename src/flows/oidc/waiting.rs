//! Authorization requests that wait for a sign-in. D1 keeps each; KV has a copy near the browser, sealed with the id in
//! the URL. A request never changes, so that a copy is as good as the row.

use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::crypto::base64url;
use crate::crypto::subkey::fingerprint;
use crate::domain::authorization_request::{AuthorizationRequest, Began, Wish};
use crate::domain::client_metadata::ClientId;
use crate::domain::time::HOUR;
use crate::domain::{AuthError, Fingerprint, SessionId, UnixTime};
use crate::flows::requests::{recall_waiting, remember_waiting};
use crate::store::tables::authorization_requests::{NewWaitingRequest, find_waiting_request, insert_waiting_request};

/// Seconds for which a request waits.
pub const WAITING_LIFETIME: i64 = HOUR;

/// Id of a request that waits, as URLs have it: 256 random bits in base64url. The row has its fingerprint, and the copy in
/// KV opens with it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct WaitingRequestId(pub String);

/// Request that waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitingRequest {
    /// Query, as sent.
    pub query: String,
    /// Name of the client, or its id if it has none.
    #[serde(default)]
    pub client_name: String,
    /// Fingerprint of the secret of the browser that began it.
    browser: Fingerprint,
    met: Option<SessionId>,
    began_at: UnixTime,
}

impl WaitingRequest {
    /// True if the browser with this secret began it.
    pub fn is_of(&self, secret: &str) -> bool {
        fingerprint(secret) == self.browser
    }

    /// Demands of its client; `None` if the query no longer reads.
    pub fn wish(&self) -> Option<Wish> {
        AuthorizationRequest::read(&self.query)?.wish.ok()
    }

    /// Beginning of the request.
    pub fn began(&self) -> Began {
        Began { at: self.began_at, met: self.met.clone() }
    }
}

/// Request to keep.
pub struct ToKeep<'a> {
    pub client: &'a ClientId,
    pub query: &'a str,
    /// Session that the browser has.
    pub met: Option<&'a SessionId>,
}

/// Id of a kept request, and the secret of its browser.
pub struct Kept {
    pub id: WaitingRequestId,
    pub secret: String,
}

/// Keeps a request until its person has signed in.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn keep(app: &App, request: &ToKeep<'_>) -> Result<Kept, AuthError> {
    let id = WaitingRequestId(base64url::random(&*app.ports.entropy)?);
    let secret = base64url::random(&*app.ports.entropy)?;
    let browser = fingerprint(&secret);
    let new = NewWaitingRequest {
        id: &fingerprint(&id.0),
        browser: &browser,
        client: request.client,
        query: request.query,
        met: request.met,
        now: app.now(),
        expires_at: app.now() + WAITING_LIFETIME,
    };
    let client_name = insert_waiting_request(&*app.ports.database, &new).await?.unwrap_or_default();
    let (query, met) = (request.query.to_owned(), request.met.cloned());
    let waiting = WaitingRequest { query, client_name, browser, met, began_at: app.now() };
    remember_waiting(app, &id, waiting, WAITING_LIFETIME);
    Ok(Kept { id, secret })
}

/// Request of this id, if it still waits.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn find(app: &App, id: &WaitingRequestId) -> Result<Option<WaitingRequest>, AuthError> {
    if let Some(waiting) = recall_waiting(app, id).await {
        return Ok(Some(waiting));
    }
    let row = find_waiting_request(&*app.ports.database, &fingerprint(&id.0), app.now()).await?;
    Ok(row.map(|row| WaitingRequest {
        query: row.parameters,
        client_name: row.client_name,
        browser: row.browser_hash,
        met: row.met_session_id,
        began_at: row.created_at,
    }))
}
