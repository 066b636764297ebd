//! Logout that a client asks for: what decides on it is read, and a session that the client knows ends, in one trip.

use serde::Deserialize;

use super::browser_sessions::HeldCredentials;
use crate::domain::client_metadata::ClientId;
use crate::domain::{AccountId, AuthError, EventKind, SessionId};
use crate::ports::{Database, Value};
use crate::store::batch::{Batch, Handle};
use crate::store::sql;
use crate::store::tables::clients::RegisteredClient;
use crate::store::tables::events::{Trace, insert_event, record_with};

/// Logout with a good hint.
pub struct NamedLogout<'a> {
    pub client: &'a ClientId,
    /// Account of the hint.
    pub account: &'a AccountId,
    /// `sid` of the hint.
    pub sid: Option<&'a str>,
    /// `post_logout_redirect_uri`, as sent.
    pub redirect_uri: Option<&'a str>,
    /// Session and account of the browser's token.
    pub session: Option<&'a (SessionId, AccountId)>,
    /// Credentials in the browser's cookies.
    pub held: &'a HeldCredentials,
}

/// Rows that decide on a logout, and what has ended.
pub struct LogoutRows {
    pub client: Option<RegisteredClient>,
    /// True if the browser's session was the one of the hint, and has ended. It ends only if the client is registered,
    /// with the redirect URI.
    pub has_ended: bool,
    /// True if the browser's session is alive.
    pub is_signed_in: bool,
    /// Seed of the session's `sid`, if it is alive and a client asked for it.
    pub sid_seed: Option<String>,
    /// True if the browser's credentials still name a session.
    pub is_left: bool,
}

#[derive(Deserialize)]
struct SeedRow {
    sid_seed: Option<String>,
}

/// Session ?1 of the account ?2, if a registered client was told a `sid` of it, by ?3, and may redirect to ?4.
macro_rules! told_session {
    () => {
        "sessions WHERE id = ?1 AND account_id = ?2 AND EXISTS (
           SELECT 1 FROM json_each(sessions.client_sids) AS told JOIN clients ON clients.id = told.key
           WHERE told.key || ' ' || told.value = ?3 AND (?4 IS NULL OR EXISTS (
             SELECT 1 FROM json_each(clients.metadata, '$.post_logout_redirect_uris') AS uri WHERE uri.value = ?4)))"
    };
}

/// Reads what decides on a logout, and ends the session that the hint names.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn end_named_session(
    db: &dyn Database,
    logout: &NamedLogout<'_>,
    trace: &Trace<'_>,
) -> Result<LogoutRows, AuthError> {
    let mut batch = Batch::new();
    let client = batch.registered_client(logout.client);
    let alive = logout.session.map(|session| batch.sid_seed(session, trace));
    let ended = batch.end_told_session(logout, trace);
    let left = batch.any_session_of(logout.held);
    let mut done = batch.run(db).await?;
    let alive = alive.map(|alive| done.take(alive)).transpose()?.flatten();
    Ok(LogoutRows {
        client: done.take(client)?,
        has_ended: ended.map(|ended| done.take(ended)).transpose()?.unwrap_or(false),
        is_signed_in: alive.is_some(),
        sid_seed: alive.and_then(|row| row.sid_seed),
        is_left: done.take(left)?,
    })
}

impl Batch {
    fn sid_seed(&mut self, (id, account): &(SessionId, AccountId), trace: &Trace<'_>) -> Handle<Option<SeedRow>> {
        const ALIVE: &str = "SELECT sid_seed FROM sessions WHERE id = ?1 AND account_id = ?2 AND ends_at > ?3";
        self.push(sql!(ALIVE, id, account, trace.at)).first()
    }

    /// Ends the browser's session, with its event, if it is the one of the hint and the browser holds no other.
    fn end_told_session(&mut self, logout: &NamedLogout<'_>, trace: &Trace<'_>) -> Option<Handle<bool>> {
        let (id, account) =
            logout.session.filter(|(id, account)| account == logout.account && logout.held.is_only(id))?;
        let told = format!("{} {}", logout.client.0, logout.sid?);
        let bindings: Vec<Value> = vec![id.into(), account.into(), told.as_str().into(), logout.redirect_uri.into()];
        let trace = Trace { session: Some(id), ..*trace };
        let event = insert_event!("account_id", told_session!());
        self.push(record_with(event, EventKind::SignOut, &trace, bindings));
        let end = concat!("DELETE FROM ", told_session!(), " RETURNING id");
        Some(self.push(sql!(end, id, account, told, logout.redirect_uri)).found())
    }
}
