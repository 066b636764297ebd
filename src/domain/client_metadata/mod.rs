//! Metadata of registered clients: applications that people sign in to through this service. The names and defaults are
//! those of RFC 7591 section 2; the settings are ours, for operators alone.

mod issuing;
mod members;
mod standing;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use self::members::{METADATA, Member, SETTINGS};
use super::ActError;

/// Id of a registered client: its `client_id`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ClientId(pub String);

/// Members of a registered client. Those that have a default are always there.
#[derive(Clone, Debug, PartialEq)]
pub struct ClientMetadata {
    /// `client_name`, `redirect_uris`, …
    pub standard: Map<String, Value>,
    /// `require_pkce`, `first_party`, `id_token_claims` and `require_second_factor`.
    pub settings: Map<String, Value>,
}

/// Change of some members, as a JSON Merge Patch; `null` removes one that has no default.
#[derive(Clone, Debug)]
pub struct ClientChange {
    pub standard: Map<String, Value>,
    pub settings: Map<String, Value>,
    /// Versions that the change is meant for; `None`: any.
    pub versions: Option<Vec<i64>>,
}

/// Names of the members that a registration may have, and a change may name.
pub fn member_names() -> impl Iterator<Item = &'static str> {
    METADATA.iter().chain(&SETTINGS).map(|member| member.name)
}

impl ClientMetadata {
    /// Checks the members of a registration and fills in the defaults.
    ///
    /// # Errors
    /// [`ActError::InvalidRedirectUri`], [`ActError::InvalidClientMetadata`].
    pub fn registered(fields: &Map<String, Value>) -> Result<Self, ActError> {
        let of = |members: &[Member]| -> Result<Map<String, Value>, ActError> {
            let values = members.iter().map(|member| Ok((member.name.to_owned(), member.read(fields)?)));
            values.filter(|pair| !matches!(pair, Ok((_, Value::Null)))).collect()
        };
        let metadata = Self { standard: of(&METADATA)?, settings: of(&SETTINGS)? };
        metadata.check()?;
        Ok(metadata)
    }

    /// Members after a change.
    ///
    /// # Errors
    /// As [`Self::registered`], if they do not fit together.
    pub fn changed(mut self, change: &ClientChange) -> Result<Self, ActError> {
        super::merge_patch::merge(&mut self.standard, &change.standard);
        super::merge_patch::merge(&mut self.settings, &change.settings);
        self.check()?;
        Ok(self)
    }

    /// True if the client authenticates by a secret of ours.
    pub fn has_secret(&self) -> bool {
        matches!(self.authentication(), "client_secret_basic" | "client_secret_post")
    }

    /// Rules between members. The store has them in SQL, for a change in one statement.
    fn check(&self) -> Result<(), ActError> {
        let is_empty = |name: &str| self.list(name).is_none_or(<[Value]>::is_empty);
        let redeems_codes = self.list("grant_types").is_some_and(|types| types.contains(&json!("authorization_code")));
        if redeems_codes && is_empty("redirect_uris") {
            return Err(ActError::InvalidRedirectUri("must hold a URI with the grant type authorization_code"));
        }
        if redeems_codes == is_empty("response_types") {
            return unfit("response_types", "must be code with the grant type authorization_code, and empty without");
        }
        if self.authentication() == "private_key_jwt" && !self.standard.contains_key("jwks") {
            return unfit("jwks", "must be given with private_key_jwt");
        }
        if self.authentication() == "none" && !self.is_set("require_pkce") {
            return unfit("require_pkce", "may be false for a client that authenticates alone");
        }
        if self.authentication() == "none" && self.is_set("first_party") {
            return unfit("first_party", "may be true for a client that authenticates alone");
        }
        Ok(())
    }

    fn authentication(&self) -> &str {
        self.standard.get("token_endpoint_auth_method").and_then(Value::as_str).unwrap_or_default()
    }

    fn list(&self, name: &str) -> Option<&[Value]> {
        self.standard.get(name)?.as_array().map(Vec::as_slice)
    }

    fn is_set(&self, name: &str) -> bool {
        self.settings.get(name) == Some(&Value::Bool(true))
    }
}

impl ClientChange {
    /// Checks the members that a change names. `null` stands for the default.
    ///
    /// # Errors
    /// As [`ClientMetadata::registered`].
    pub fn parse(fields: &Map<String, Value>, versions: Option<Vec<i64>>) -> Result<Self, ActError> {
        let of = |members: &[Member]| -> Result<Map<String, Value>, ActError> {
            let named = members.iter().filter(|member| fields.contains_key(member.name));
            named.map(|member| Ok((member.name.to_owned(), member.read(fields)?))).collect()
        };
        Ok(Self { standard: of(&METADATA)?, settings: of(&SETTINGS)?, versions })
    }
}

fn unfit<T>(member: &'static str, problem: &'static str) -> Result<T, ActError> {
    Err(ActError::InvalidClientMetadata { member, problem })
}

#[cfg(test)]
mod tests;
