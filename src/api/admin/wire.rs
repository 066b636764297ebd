//! Shapes of the operators' API.

use ::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::domain::authority::Remarks;
use crate::domain::{AuthError, Authority, IdentityId, PasskeyId, Role, UnixTime};
use crate::flows::operators::users::{User, UserState};
use crate::flows::operators::{ListPage, RequestedAct};
use crate::http::{Exchange, Failure, Response, conditional, reply};

/// `{"user"}`, with its version.
pub(super) fn user(user: &User) -> Response {
    let mut response = reply::json(StatusCode::OK, &json!({ "user": UserJson::from(user) }));
    conditional::set_version(&mut response, user.version);
    response
}

/// Longest page.
const MAX_LIMIT: usize = 100;

/// `limit` of a request for a list: 100 by default.
///
/// # Errors
/// [`AuthError::InvalidRequest`] unless it is 1 to 100.
pub(super) fn limit(exchange: &Exchange) -> Result<usize, AuthError> {
    let Some(text) = exchange.query("limit") else { return Ok(MAX_LIMIT) };
    let limit = text.parse().ok().filter(|limit| (1..=MAX_LIMIT).contains(limit));
    limit.ok_or(AuthError::InvalidRequest("limit must be 1 to 100"))
}

/// Page of a list that a request asks for.
///
/// # Errors
/// As [`limit`].
pub(super) fn list_page(exchange: &Exchange) -> Result<ListPage, AuthError> {
    Ok(ListPage { limit: limit(exchange)?, cursor: exchange.query("cursor") })
}

/// Many things under their name, and the cursor of the next page.
pub(super) fn list(name: &'static str, entries: Vec<Value>, next: Option<String>) -> Response {
    let mut body = json!({ name: entries });
    if let (Some(next), Some(members)) = (next, body.as_object_mut()) {
        members.insert("next".to_owned(), next.into());
    }
    reply::json(StatusCode::OK, &body)
}

/// Account, with all its members.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct UserJson<'a> {
    id: &'a str,
    email: Option<&'a str>,
    email_verified: bool,
    username: Option<&'a str>,
    name: Option<&'a str>,
    image: Option<&'a str>,
    created_at: String,
    state: &'static str,
    disabled_until: Option<String>,
    disabled_reason: Option<&'a str>,
    role: Option<&'static str>,
    external_id: Option<&'a str>,
    metadata: MetadataJson<'a>,
    has_password: bool,
    second_factor: bool,
    passkeys: Vec<PasskeyJson<'a>>,
    identities: Vec<IdentityJson<'a>>,
    last_sign_in_at: Option<String>,
}

#[derive(Serialize)]
pub(super) struct MetadataJson<'a> {
    pub public: &'a Map<String, Value>,
    pub private: &'a Map<String, Value>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PasskeyJson<'a> {
    id: &'a PasskeyId,
    name: &'a str,
    created_at: String,
    last_used_at: Option<String>,
}

#[derive(Serialize)]
struct IdentityJson<'a> {
    id: &'a IdentityId,
    provider: &'a str,
    email: Option<&'a str>,
}

impl<'a> From<&'a User> for UserJson<'a> {
    fn from(user: &'a User) -> Self {
        let (state, until, reason) = match &user.state {
            UserState::Active => ("active", None, None),
            UserState::Disabled { until, reason } => ("disabled", *until, reason.as_deref()),
        };
        let passkeys = user.passkeys.iter().map(|passkey| PasskeyJson {
            id: &passkey.id,
            name: &passkey.name,
            created_at: passkey.created_at.to_rfc3339(),
            last_used_at: passkey.last_used_at.map(UnixTime::to_rfc3339),
        });
        let identities = user.identities.iter().map(|identity| IdentityJson {
            id: &identity.id,
            provider: &identity.provider,
            email: identity.email.as_deref(),
        });
        Self {
            id: &user.id.0,
            email: user.email.as_deref(),
            email_verified: user.email_verified,
            username: user.username.as_deref(),
            name: user.name.as_deref(),
            image: user.image.as_deref(),
            created_at: user.created_at.to_rfc3339(),
            state,
            disabled_until: until.map(UnixTime::to_rfc3339),
            disabled_reason: reason,
            role: user.role.map(Role::as_str),
            external_id: user.external_id.as_deref(),
            metadata: MetadataJson { public: &user.metadata.public, private: &user.metadata.private },
            has_password: user.has_password,
            second_factor: user.second_factor,
            passkeys: passkeys.collect(),
            identities: identities.collect(),
            last_sign_in_at: user.last_sign_in_at.map(UnixTime::to_rfc3339),
        }
    }
}

/// Time ahead, in RFC 3339.
///
/// # Errors
/// [`AuthError::InvalidRequest`] with this problem for any other text.
pub(super) fn future(exchange: &Exchange, problem: &'static str, text: &str) -> Result<UnixTime, AuthError> {
    let time = UnixTime::parse_rfc3339(text).filter(|time| *time > exchange.app.now());
    time.ok_or(AuthError::InvalidRequest(problem))
}

/// Members that every act takes.
#[derive(Deserialize)]
struct RemarksBody {
    reason: Option<String>,
    note: Option<String>,
}

impl RemarksBody {
    /// Remarks in the body of a request.
    ///
    /// # Errors
    /// [`AuthError::InvalidRequest`] for one that is blank or too long.
    fn read(exchange: &Exchange) -> Result<Remarks, Failure> {
        let Self { reason, note } = exchange.body()?;
        Ok(Remarks::parse(reason.as_deref(), note.as_deref())?)
    }
}

/// Act that a request asks for, with the remarks in its body.
///
/// # Errors
/// [`AuthError::InvalidRequest`] for a remark that is blank or too long, [`AuthError::Internal`] without randomness.
pub(super) fn requested_act<'a>(exchange: &Exchange, authority: &'a Authority) -> Result<RequestedAct<'a>, Failure> {
    let remarks = RemarksBody::read(exchange)?;
    Ok(RequestedAct::new(&exchange.app, authority, remarks, exchange.client())?)
}
