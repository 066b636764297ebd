//! Logout that a client asks for (OpenID Connect RP-Initiated Logout 1.0).

use url::form_urlencoded;

use super::hint::{Hint, read_hint};
use crate::app::App;
use crate::crypto::sid::sid;
use crate::domain::{AccountId, AuthError, Client, SessionId};
use crate::flows::credentials::read_held;
use crate::flows::events::stranger;
use crate::store::batches::browser_sessions::revoke_by_credentials;
use crate::store::batches::client_logout::{LogoutRows, NamedLogout, end_named_session};

/// Longest query, in bytes.
const MAX_QUERY: usize = 8192;

/// Parameters of a logout.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct LogoutRequest {
    id_token_hint: Option<String>,
    client_id: Option<String>,
    post_logout_redirect_uri: Option<String>,
    state: Option<String>,
}

impl LogoutRequest {
    /// Reads a query. A parameter that occurs twice makes it a request without parameters.
    pub fn read(query: &str) -> Self {
        let mut read = Self::default();
        if query.len() > MAX_QUERY {
            return read;
        }
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let place = match name.as_ref() {
                "id_token_hint" => &mut read.id_token_hint,
                "client_id" => &mut read.client_id,
                "post_logout_redirect_uri" => &mut read.post_logout_redirect_uri,
                "state" => &mut read.state,
                _ => continue,
            };
            if place.is_some() {
                return Self::default();
            }
            *place = Some(value.into_owned()).filter(|value| !value.is_empty());
        }
        read
    }
}

/// Browser that an application sends to log out.
pub struct LeavingBrowser<'a> {
    /// Session and account of its token, not looked up yet.
    pub session: Option<&'a (SessionId, AccountId)>,
    /// Texts of its cookies.
    pub token: Option<&'a str>,
    pub refresh_token: Option<&'a str>,
    pub client: &'a Client,
}

/// Outcome of a logout.
#[derive(Debug, PartialEq, Eq)]
pub struct Logout {
    /// False if it waits for a confirmation: the browser's session is not the one that the client names, and not over.
    pub is_done: bool,
    /// Way back that the client registered.
    pub onward: Option<Onward>,
}

impl Logout {
    const UNKNOWN: Self = Self { is_done: false, onward: None };
}

/// Way back to a client after a logout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Onward {
    pub uri: String,
    pub state: Option<String>,
}

/// Logs a browser out, if it needs no confirmation. Only an ID token of ours, expired or not, leads back to its client.
/// One round trip; one more for a session that the former version told the client of, or if the browser holds several.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn log_out(app: &App, request: LogoutRequest, browser: &LeavingBrowser<'_>) -> Result<Logout, AuthError> {
    let hint = match &request.id_token_hint {
        Some(token) => read_hint(app, token).await?,
        None => None,
    };
    let is_of_client = |hint: &Hint| request.client_id.as_ref().is_none_or(|client| *client == hint.client.0);
    let Some(hint) = hint.filter(is_of_client) else {
        return Ok(Logout::UNKNOWN);
    };
    let held = read_held(app, browser.token, browser.refresh_token);
    let named = NamedLogout {
        client: &hint.client,
        account: &hint.account,
        sid: hint.sid.as_deref(),
        redirect_uri: request.post_logout_redirect_uri.as_deref(),
        session: browser.session,
        held: &held,
    };
    let trace = stranger(app, browser.client);
    let found = end_named_session(&*app.ports.database, &named, &trace).await?;
    let Some(client) = &found.client else {
        return Ok(Logout::UNKNOWN);
    };
    let is_met = found.has_ended || is_of(&hint, browser.session, &found);
    let uri = request.post_logout_redirect_uri;
    let is_wrong = uri.as_ref().is_some_and(|uri| !client.metadata.logs_out_to(uri));
    let onward = uri.filter(|_| !is_wrong).map(|uri| Onward { uri, state: request.state });
    let is_done = !is_wrong && (is_met || !found.is_signed_in);
    if is_done && found.is_left {
        revoke_by_credentials(&*app.ports.database, &held, &trace).await?;
    }
    Ok(Logout { is_done, onward })
}

/// True if a hint is about the browser's session.
fn is_of(hint: &Hint, session: Option<&(SessionId, AccountId)>, found: &LogoutRows) -> bool {
    let known = found.sid_seed.as_ref().map(|seed| sid(seed, &hint.client));
    session.is_some_and(|(_, account)| *account == hint.account) && known.is_some() && known == hint.sid
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repeated_parameter_leaves_a_request_without_any() {
        let read = LogoutRequest::read("id_token_hint=a.b.c&state=x%20y&logout_hint=z&state=");
        assert_eq!(read, LogoutRequest::default());
        let read = LogoutRequest::read("id_token_hint=a.b.c&state=x%20y&client_id=");
        assert_eq!((read.id_token_hint.as_deref(), read.state.as_deref()), (Some("a.b.c"), Some("x y")));
        assert_eq!(read.client_id, None);
        assert_eq!(LogoutRequest::read(&format!("state={}", "a".repeat(8192))), LogoutRequest::default());
    }
}
