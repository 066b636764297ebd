//! Acts of operators on registered clients.

use serde_json::json;

use super::acts::{Act, Condition};
use super::client_secrets::{NewSecret, SecretHolder, replace};
use crate::domain::client_metadata::{ClientChange, ClientId};
use crate::domain::{ActError, AuthError, Fingerprint};
use crate::store::batch::{Batch, Handle};
use crate::store::sql;
use crate::store::tables::clients::RegisteredClient;

/// True in SQL for a client's metadata with which it has a secret of ours.
macro_rules! has_secret {
    ($metadata:expr) => {
        concat!(
            "json_extract(",
            $metadata,
            ", '$.token_endpoint_auth_method') IN ('client_secret_basic', 'client_secret_post')"
        )
    };
}

/// Condition that the client ?16 has one of the versions ?19, and that its members fit together once ?17 and ?18 are
/// merged into them. Same rules as [`ClientMetadata::changed`](crate::domain::client_metadata::ClientMetadata::changed).
const FITS: &str = "EXISTS (
    SELECT 1 FROM (
      SELECT json_patch(metadata, ?17) AS standard, json_patch(settings, ?18) AS settings, version
      FROM clients WHERE id = ?16
    ) AS changed
    WHERE (?19 IS NULL OR version IN (SELECT value FROM json_each(?19)))
      AND CASE WHEN instr(json_extract(standard, '$.grant_types'), '\"authorization_code\"') > 0
            THEN json_array_length(standard, '$.redirect_uris') > 0
              AND json_array_length(standard, '$.response_types') > 0
            ELSE json_array_length(standard, '$.response_types') = 0 END
      AND CASE json_extract(standard, '$.token_endpoint_auth_method')
            WHEN 'private_key_jwt' THEN json_extract(standard, '$.jwks') IS NOT NULL
            WHEN 'none' THEN json_extract(settings, '$.require_pkce') AND NOT json_extract(settings, '$.first_party')
            ELSE true END)";

/// Merges ?3 and ?4 into the client ?2. Its secrets go with the need for them.
const CHANGE: &str = concat!(
    "UPDATE clients SET
       version = version + (json_patch(metadata, ?3) <> metadata OR json_patch(settings, ?4) <> settings),
       metadata = json_patch(metadata, ?3), settings = json_patch(settings, ?4), updated_at = ?5,
       secret_hash = CASE WHEN ",
    has_secret!("json_patch(metadata, ?3)"),
    " THEN secret_hash END,
       former_secret_hash = CASE WHEN ",
    has_secret!("json_patch(metadata, ?3)"),
    " THEN former_secret_hash END,
       former_ends_at = CASE WHEN ",
    has_secret!("json_patch(metadata, ?3)"),
    " THEN former_ends_at END
     WHERE id = ?2 AND EXISTS (SELECT 1 FROM events WHERE id = ?1)"
);

/// Forgets the consents to a client ?2 that is our own no longer, if it is changed: nobody was asked for them.
const UNASKED: &str = "DELETE FROM consents WHERE client_id = ?2 AND EXISTS (SELECT 1 FROM events WHERE id = ?1)
     AND EXISTS (SELECT 1 FROM clients WHERE id = ?2 AND settings ->> '$.first_party' = 1
       AND json_patch(settings, ?3) ->> '$.first_party' = 0)";

impl Batch {
    /// Claims an act, and adds a client.
    ///
    /// Errors of the result: those of [`Self::claim`].
    pub fn add_client(
        &mut self,
        act: &Act<'_>,
        new: &RegisteredClient,
        secret_hash: Option<&Fingerprint>,
    ) -> Handle<()> {
        let claimed = self.claim(act);
        self.extend([sql!(
            "INSERT INTO clients (id, metadata, settings, secret_hash, version, created_at, updated_at)
             SELECT ?2, ?3, ?4, ?5, ?6, ?7, ?7 FROM events WHERE id = ?1",
            act.id,
            new.id.0.as_str(),
            json!(new.metadata.standard).to_string(),
            json!(new.metadata.settings).to_string(),
            secret_hash,
            new.version,
            new.created_at,
        )]);
        claimed
    }

    /// Claims an act, and changes a client.
    ///
    /// Errors of the result: those of [`Self::admit`], [`AuthError::NotFound`], [`ActError::PreconditionFailed`], and
    /// those of members that do not fit together.
    pub fn change_client(&mut self, act: &Act<'_>, id: &ClientId, change: ClientChange) -> Handle<RegisteredClient> {
        let (standard, settings) = (json!(change.standard).to_string(), json!(change.settings).to_string());
        let versions = change.versions.as_ref().map(|versions| json!(versions).to_string());
        let bindings = vec![id.0.as_str().into(), standard.as_str().into(), settings.as_str().into(), versions.into()];
        let before = self.registered_client(id);
        let claimed = self.claim_if(act, Some(Condition { sql: FITS, bindings }));
        self.extend([sql!(UNASKED, act.id, id.0.as_str(), settings.as_str())]);
        self.extend([sql!(CHANGE, act.id, id.0.as_str(), standard, settings, act.at)]);
        let after = self.registered_client(id);
        self.handle(move |done| {
            let is_changed = done.take(claimed)?;
            let before = done.take(before)?.ok_or(AuthError::NotFound)?;
            if change.versions.as_ref().is_some_and(|versions| !versions.contains(&before.version)) {
                return Err(ActError::PreconditionFailed.into());
            }
            before.metadata.changed(&change)?;
            let after = done.take(after)?.filter(|_| is_changed);
            after.ok_or_else(|| AuthError::Internal("a client's members fit together by one rule of two".into()))
        })
    }

    /// Claims an act, and deletes a client. The result is false if there is no such client.
    pub fn delete_client(&mut self, act: &Act<'_>, id: &ClientId) -> Handle<bool> {
        let exists =
            Condition { sql: "EXISTS (SELECT 1 FROM clients WHERE id = ?16)", bindings: vec![id.0.as_str().into()] };
        let claimed = self.claim_if(act, Some(exists));
        self.extend([sql!(
            "DELETE FROM clients WHERE id = ?2 AND EXISTS (SELECT 1 FROM events WHERE id = ?1)",
            act.id,
            id.0.as_str(),
        )]);
        claimed
    }

    /// Claims an act, and replaces the secret of a client that has one. The result is the client.
    ///
    /// Errors of the result: those of [`Self::admit`], [`AuthError::NotFound`], [`ActError::InvalidClientMetadata`] for
    /// a client that authenticates otherwise, or not at all.
    pub fn replace_client_secret(&mut self, act: &Act<'_>, id: &ClientId, new: &NewSecret) -> Handle<RegisteredClient> {
        let sql = concat!("EXISTS (SELECT 1 FROM clients WHERE id = ?16 AND ", has_secret!("metadata"), ")");
        let claimed = self.claim_if(act, Some(Condition { sql, bindings: vec![id.0.as_str().into()] }));
        self.extend([replace(act, SecretHolder::Client(id), new)]);
        let client = self.registered_client(id);
        self.handle(move |done| {
            let is_replaced = done.take(claimed)?;
            let client = done.take(client)?.ok_or(AuthError::NotFound)?;
            let (member, problem) = ("token_endpoint_auth_method", "is one without a secret");
            if is_replaced { Ok(client) } else { Err(ActError::InvalidClientMetadata { member, problem }.into()) }
        })
    }
}
