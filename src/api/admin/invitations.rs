//! `POST /users` and `/invitations`.

use ::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::wire::{MetadataJson, list, list_page, requested_act, user};
use crate::api::shared::wire::SUCCESS;
use crate::domain::external_id::ExternalId;
use crate::domain::metadata::Metadata;
use crate::domain::preset::{Invitation, ListedPreset, Preset};
use crate::domain::{AuthError, Authority, EmailAddress, InvitationId, Password, PasswordRule, Username, profile};
use crate::flows::operators::creation::{WantedUser, create};
use crate::flows::operators::invitations;
use crate::http::body::filled;
use crate::http::{Exchange, Failure, Response, reply};

/// Members of `POST /users` and `POST /invitations`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PresetBody {
    email: String,
    #[serde(default, deserialize_with = "filled")]
    username: Option<String>,
    #[serde(default, deserialize_with = "filled")]
    name: Option<String>,
    #[serde(default, deserialize_with = "filled")]
    external_id: Option<String>,
    metadata: Option<MetadataBody>,
}

#[derive(Deserialize)]
struct MetadataBody {
    #[serde(default)]
    public: Map<String, Value>,
    #[serde(default)]
    private: Map<String, Value>,
}

/// `POST /users`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct UserBody {
    #[serde(flatten)]
    preset: PresetBody,
    #[serde(default, deserialize_with = "filled")]
    password: Option<String>,
    #[serde(default)]
    email_verified: bool,
    /// True to mail an invitation and create no account.
    #[serde(default)]
    invite: bool,
}

impl PresetBody {
    fn read(self) -> Result<Preset, AuthError> {
        let Self { email, username, name, external_id, metadata } = self;
        let metadata = metadata.map(|MetadataBody { public, private }| Metadata { public, private });
        Ok(Preset {
            email: EmailAddress::parse(&email).ok_or(AuthError::InvalidEmail)?,
            username: username.map(|typed| Username::parse(&typed).ok_or(AuthError::InvalidUsername)).transpose()?,
            name: name.as_deref().map(profile::name).transpose()?,
            external_id: external_id.as_deref().map(ExternalId::parse).transpose()?,
            metadata: metadata.unwrap_or_default().checked()?,
        })
    }
}

/// Invitation. Its token is in its mail alone.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct InvitationJson<'a> {
    id: &'a InvitationId,
    email: &'a str,
    username: Option<&'a str>,
    name: Option<&'a str>,
    external_id: Option<&'a str>,
    metadata: MetadataJson<'a>,
    created_at: String,
    expires_at: String,
    /// Id of the account that signed up with it.
    accepted_by: Option<&'a str>,
}

impl<'a> From<&'a Invitation> for InvitationJson<'a> {
    fn from(invitation: &'a Invitation) -> Self {
        let ListedPreset { email, username, name, external_id, metadata } = &invitation.preset;
        Self {
            id: &invitation.id,
            email,
            username: username.as_deref(),
            name: name.as_deref(),
            external_id: external_id.as_deref(),
            metadata: MetadataJson { public: &metadata.public, private: &metadata.private },
            created_at: invitation.created_at.to_rfc3339(),
            expires_at: invitation.expires_at.to_rfc3339(),
            accepted_by: invitation.accepted_by.as_deref(),
        }
    }
}

fn created(invitation: &Invitation) -> Response {
    reply::json(StatusCode::CREATED, &json!({ "invitation": InvitationJson::from(invitation) }))
}

pub(super) async fn create_user(exchange: &Exchange, authority: &Authority) -> Result<Response, Failure> {
    let UserBody { preset, password, email_verified, invite } = exchange.body()?;
    let preset = preset.read()?;
    let requested = requested_act(exchange, authority)?;
    if invite {
        if password.is_some() {
            return Err(AuthError::InvalidRequest("an invitation takes no password: its person chooses one").into());
        }
        return Ok(created(&invitations::invite(&exchange.app, &requested, &preset).await?));
    }
    let password = password.map(|password| Password::chosen(&password, PasswordRule::Typed)).transpose()?;
    let wanted = WantedUser { preset, password, vouched: email_verified };
    let mut response = user(&create(&exchange.app, &requested, &wanted).await?);
    *response.status_mut() = StatusCode::CREATED;
    Ok(response)
}

pub(super) async fn index(exchange: &Exchange, authority: &Authority) -> Result<Response, Failure> {
    let found = invitations::list(&exchange.app, authority, &list_page(exchange)?).await?;
    let entries = found.entries.iter().map(|one| json!(InvitationJson::from(one))).collect();
    Ok(list("invitations", entries, found.next))
}

pub(super) async fn create_invitation(exchange: &Exchange, authority: &Authority) -> Result<Response, Failure> {
    let preset = exchange.body::<PresetBody>()?.read()?;
    let requested = requested_act(exchange, authority)?;
    Ok(created(&invitations::invite(&exchange.app, &requested, &preset).await?))
}

pub(super) async fn delete(exchange: &Exchange, authority: &Authority) -> Result<Response, Failure> {
    let requested = requested_act(exchange, authority)?;
    invitations::delete(&exchange.app, &requested, &InvitationId(exchange.parameter("id").to_owned())).await?;
    Ok(reply::json(StatusCode::OK, &SUCCESS))
}
