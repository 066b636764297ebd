//! Shapes that dialects share, and the page that exports an account.

use serde::Serialize;

use crate::domain::passkey::Passkey;
use crate::domain::{Account, IdentityId, PasskeyId, Session};
use crate::flows::SignedIn;
use crate::flows::account::overview::AccountOverview;
use crate::store::batches::applications::Application;
use crate::store::tables::identities::ListedIdentity;

/// `{"success": true}`.
#[derive(Serialize)]
pub struct Success {
    success: bool,
}

pub const SUCCESS: Success = Success { success: true };

/// `{"success": true, "user"}`.
#[derive(Serialize)]
pub struct SuccessfulUser<'a> {
    /// Always true.
    pub success: bool,
    /// Account after the change.
    pub user: AccountJson<'a>,
}

/// Account.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AccountJson<'a> {
    id: &'a str,
    email: Option<&'a str>,
    username: Option<&'a str>,
    name: Option<&'a str>,
    image: Option<&'a str>,
    email_verified: bool,
    two_factor_enabled: bool,
    created_at: String,
}

impl<'a> From<&'a Account> for AccountJson<'a> {
    fn from(account: &'a Account) -> Self {
        Self {
            id: &account.id.0,
            email: account.shown_email(),
            username: account.username.as_deref(),
            name: account.name.as_deref(),
            image: account.image.as_deref(),
            email_verified: account.email_verified,
            two_factor_enabled: account.second_factor,
            created_at: account.created_at.to_rfc3339(),
        }
    }
}

/// Session in the list of `GET /sessions`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ListedSession<'a> {
    id: &'a str,
    platform: &'a str,
    place: Option<&'a str>,
    created_at: String,
    last_used_at: String,
    expires_at: String,
    current: bool,
}

impl<'a> ListedSession<'a> {
    /// Entry for a session; `asking` is the session of the request.
    pub fn new(session: &'a Session, asking: &Session) -> Self {
        Self {
            id: &session.id.0,
            platform: &session.platform,
            place: session.place.as_deref(),
            created_at: session.created_at.to_rfc3339(),
            last_used_at: session.last_used_at.to_rfc3339(),
            expires_at: session.ends_at.to_rfc3339(),
            current: session.id == asking.id,
        }
    }

    /// Entries for sessions; `asking` is the session of the request.
    pub fn all(sessions: &'a [Session], asking: &Session) -> Vec<Self> {
        sessions.iter().map(|session| Self::new(session, asking)).collect()
    }
}

/// Passkey, for its owner.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ListedPasskey<'a> {
    id: &'a PasskeyId,
    name: &'a str,
    created_at: String,
    last_used_at: Option<String>,
}

impl<'a> From<&'a Passkey> for ListedPasskey<'a> {
    fn from(passkey: &'a Passkey) -> Self {
        Self {
            id: &passkey.id,
            name: &passkey.name,
            created_at: passkey.created_at.to_rfc3339(),
            last_used_at: passkey.last_used_at.map(|time| time.to_rfc3339()),
        }
    }
}

/// Identity in the list of `GET /identities`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Identity<'a> {
    id: &'a IdentityId,
    provider: &'a str,
    email: Option<&'a str>,
    created_at: String,
}

impl<'a> From<&'a ListedIdentity> for Identity<'a> {
    fn from(identity: &'a ListedIdentity) -> Self {
        Self {
            id: &identity.id,
            provider: &identity.provider,
            email: identity.email.as_deref(),
            created_at: identity.created_at.to_rfc3339(),
        }
    }
}

/// Application that the account signs in to.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ListedApplication<'a> {
    client_id: &'a str,
    name: Option<&'a str>,
    allowed: Vec<AllowedScopes<'a>>,
    allowed_at: String,
    last_used_at: String,
}

/// Scopes that an application was allowed.
#[derive(Serialize)]
pub struct AllowedScopes<'a> {
    /// Name of the API that they are for; `null` for the account itself.
    resource: Option<&'a str>,
    /// Separated by spaces.
    scope: String,
}

impl<'a> From<&'a Application> for ListedApplication<'a> {
    fn from(application: &'a Application) -> Self {
        let allowed = application.allowed.iter();
        Self {
            client_id: &application.client.0,
            name: application.name.as_deref(),
            allowed: allowed
                .map(|(resource, scope)| AllowedScopes { resource: resource.as_deref(), scope: scope.to_string() })
                .collect(),
            allowed_at: application.allowed_at.to_rfc3339(),
            last_used_at: application.last_used_at.to_rfc3339(),
        }
    }
}

/// `GET /user/export`: everything stored about an account.
#[derive(Serialize)]
pub struct Export<'a> {
    user: AccountJson<'a>,
    sessions: Vec<ListedSession<'a>>,
    passkeys: Vec<ListedPasskey<'a>>,
    identities: Vec<Identity<'a>>,
    applications: Vec<ListedApplication<'a>>,
}

impl<'a> Export<'a> {
    /// Export of the requesting session's account.
    pub fn new(signed_in: &'a SignedIn, overview: &'a AccountOverview) -> Self {
        Self {
            user: AccountJson::from(&signed_in.account),
            sessions: ListedSession::all(&overview.sessions, &signed_in.session),
            passkeys: overview.passkeys.iter().map(ListedPasskey::from).collect(),
            identities: overview.identities.iter().map(Identity::from).collect(),
            applications: overview.applications.iter().map(ListedApplication::from).collect(),
        }
    }
}
