//! Preset: what an operator gives an account that is created, now or by an invitation.

use super::external_id::ExternalId;
use super::metadata::{MAX_METADATA, Metadata};
use super::{AuthError, EmailAddress, InvitationId, UnixTime, Username};
use crate::domain::time::DAY;

/// Seconds for which an invitation is open.
pub const INVITATION_LIFETIME: i64 = 7 * DAY;

/// Purpose of an invitation's token.
pub const INVITATION: &str = "invitation";

/// Members of a new account, with an address that no account has.
#[derive(Clone, Debug)]
pub struct Preset {
    pub email: EmailAddress,
    pub username: Option<Username>,
    /// Display name.
    pub name: Option<String>,
    pub external_id: Option<ExternalId>,
    pub metadata: Metadata,
}

impl Metadata {
    /// Checks the size of both objects.
    ///
    /// # Errors
    /// [`AuthError::InvalidRequest`].
    pub fn checked(self) -> Result<Self, AuthError> {
        let fits = |object| serde_json::to_string(object).is_ok_and(|json| json.len() <= MAX_METADATA);
        if fits(&self.public) && fits(&self.private) {
            Ok(self)
        } else {
            Err(AuthError::InvalidRequest("metadata.public and metadata.private may each have at most 8192 bytes"))
        }
    }
}

/// Invitation, without its token.
#[derive(Clone, Debug)]
pub struct Invitation {
    pub id: InvitationId,
    pub preset: ListedPreset,
    pub created_at: UnixTime,
    pub expires_at: UnixTime,
    /// Account that signed up with it.
    pub accepted_by: Option<String>,
}

/// Preset as it is stored.
#[derive(Clone, Debug)]
pub struct ListedPreset {
    /// Address as typed.
    pub email: String,
    /// Username as typed.
    pub username: Option<String>,
    pub name: Option<String>,
    pub external_id: Option<String>,
    pub metadata: Metadata,
}

impl From<&Preset> for ListedPreset {
    fn from(preset: &Preset) -> Self {
        Self {
            email: preset.email.as_typed().to_owned(),
            username: preset.username.as_ref().map(|username| username.as_typed().to_owned()),
            name: preset.name.clone(),
            external_id: preset.external_id.as_ref().map(|id| id.as_str().to_owned()),
            metadata: preset.metadata.clone(),
        }
    }
}
