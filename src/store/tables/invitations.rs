//! Invitations to sign up.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};

use crate::domain::metadata::Metadata;
use crate::domain::preset::{Invitation, ListedPreset, Preset};
use crate::domain::{AccountId, AuthError, EmailKey, Fingerprint, InvitationId, UnixTime, UsernameKey};
use crate::ports::{Database, Statement};
use crate::store::batch::run_one;
use crate::store::sql;

/// Newest open invitation on a condition, as a derived table: its id, and what its account gets. A username or external
/// id that an account has by now is left out.
macro_rules! open_invitation {
    ($condition:literal, $now:literal) => {
        concat!(
            "(SELECT id,
               CASE WHEN NOT EXISTS (SELECT 1 FROM accounts WHERE username_key = members ->> '$.username_key')
                 THEN members ->> '$.username' END AS username,
               CASE WHEN NOT EXISTS (SELECT 1 FROM accounts WHERE username_key = members ->> '$.username_key')
                 THEN members ->> '$.username_key' END AS username_key,
               CASE WHEN NOT EXISTS (SELECT 1 FROM accounts WHERE external_id = members ->> '$.external_id')
                 THEN members ->> '$.external_id' END AS external_id,
               members ->> '$.name' AS name, members ->> '$.metadata_public' AS metadata_public,
               members ->> '$.metadata_private' AS metadata_private
             FROM invitations WHERE ",
            $condition,
            " AND spent_by IS NULL AND expires_at > ",
            $now,
            " ORDER BY created_at DESC, id LIMIT 1)"
        )
    };
}
pub(in crate::store) use open_invitation;

/// Spends the invitation with this token for an account that was created with it in this batch.
pub(in crate::store) fn spend(token_hash: &Fingerprint, account: &AccountId, now: UnixTime) -> Statement {
    sql!(
        "UPDATE invitations SET spent_by = ?2 WHERE token_hash = ?1 AND spent_by IS NULL AND expires_at > ?3
           AND email_key = (SELECT email_key FROM accounts WHERE id = ?2)",
        token_hash,
        account,
        now,
    )
}

/// Spends the open invitations of an account's proven address.
pub(in crate::store) fn spend_of_address(account: &AccountId, now: UnixTime) -> Statement {
    sql!(
        "UPDATE invitations SET spent_by = ?1 WHERE spent_by IS NULL AND expires_at > ?2
           AND email_key = (SELECT email_key FROM accounts WHERE id = ?1 AND email_verified_at IS NOT NULL)",
        account,
        now,
    )
}

/// Selects a row if the address has an open invitation.
pub(in crate::store) fn select_of_address(email_key: Option<&EmailKey>, now: UnixTime) -> Statement {
    sql!(
        "SELECT id FROM invitations WHERE email_key = ?1 AND spent_by IS NULL AND expires_at > ?2 LIMIT 1",
        email_key,
        now,
    )
}

/// Members as they are stored. Keys are beside the texts that they are made of, for the statement of the sign-up.
#[derive(Default, Serialize, Deserialize)]
pub(in crate::store) struct Members {
    username: Option<String>,
    username_key: Option<UsernameKey>,
    name: Option<String>,
    external_id: Option<String>,
    metadata_public: Option<Map<String, Json>>,
    metadata_private: Option<Map<String, Json>>,
}

impl From<&Preset> for Members {
    fn from(preset: &Preset) -> Self {
        let object = |map: &Map<String, Json>| (!map.is_empty()).then(|| map.clone());
        Self {
            username: preset.username.as_ref().map(|username| username.as_typed().to_owned()),
            username_key: preset.username.as_ref().map(|username| username.key()),
            name: preset.name.clone(),
            external_id: preset.external_id.as_ref().map(|id| id.as_str().to_owned()),
            metadata_public: object(&preset.metadata.public),
            metadata_private: object(&preset.metadata.private),
        }
    }
}

/// Columns of an [`InvitationRow`].
macro_rules! invitation_columns {
    () => {
        "id, email, members, created_at, expires_at, spent_by"
    };
}
pub(in crate::store) use invitation_columns;

#[derive(Deserialize)]
pub(in crate::store) struct InvitationRow {
    id: InvitationId,
    email: String,
    members: String,
    created_at: UnixTime,
    expires_at: UnixTime,
    spent_by: Option<String>,
}

impl InvitationRow {
    pub(in crate::store) fn read(self) -> Result<Invitation, AuthError> {
        let unreadable = |error| AuthError::Internal(format!("members of an invitation: {error}"));
        let members: Members = serde_json::from_str(&self.members).map_err(unreadable)?;
        let preset = ListedPreset {
            email: self.email,
            username: members.username,
            name: members.name,
            external_id: members.external_id,
            metadata: Metadata {
                public: members.metadata_public.unwrap_or_default(),
                private: members.metadata_private.unwrap_or_default(),
            },
        };
        let Self { id, created_at, expires_at, spent_by, .. } = self;
        Ok(Invitation { id, preset, created_at, expires_at, accepted_by: spent_by })
    }
}

/// Open invitation with this token, for its page.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn find_open_invitation(
    db: &dyn Database,
    token_hash: &Fingerprint,
    now: UnixTime,
) -> Result<Option<Invitation>, AuthError> {
    const SELECT: &str = concat!(
        "SELECT ",
        invitation_columns!(),
        " FROM invitations WHERE token_hash = ?1 AND spent_by IS NULL AND expires_at > ?2"
    );
    let rows = run_one(db, sql!(SELECT, token_hash, now)).await?;
    rows.read_first::<InvitationRow>()?.map(InvitationRow::read).transpose()
}
