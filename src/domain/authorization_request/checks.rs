//! Checks of a request against its client, before anybody signs in.

use super::{AssuranceLevel, AuthorizationError, AuthorizationRequest, Wish};
use crate::domain::Scopes;
use crate::domain::client_metadata::ClientMetadata;
use crate::domain::resource::OPENID_SCOPES;

/// Scopes of OpenID Connect that this service has.
const OWN_SCOPES: [&str; 4] = ["openid", "profile", "email", "offline_access"];

/// Registered resource that a request names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskedResource {
    /// As registered.
    pub identifier: String,
    pub name: String,
    pub scopes: Vec<String>,
}

/// Checked request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked<'a> {
    pub wish: &'a Wish,
    /// Scopes that the client gets if the person agrees.
    pub scope: Scopes,
    /// As registered.
    pub resource: Option<&'a AskedResource>,
}

impl AuthorizationRequest {
    /// Checks everything but the prompt, the session and the consent.
    ///
    /// # Errors
    /// The first mistake.
    pub fn check<'a>(
        &'a self,
        client: &ClientMetadata,
        resource: Option<&'a AskedResource>,
    ) -> Result<Asked<'a>, AuthorizationError> {
        let wish = self.wish.as_ref().map_err(|error| *error)?;
        if !client.uses("authorization_code") {
            return Err(AuthorizationError::UnauthorizedClient);
        }
        if wish.challenge.is_none() && (client.requires_pkce() || client.is_public()) {
            return Err(AuthorizationError::InvalidRequest("code_challenge is missing"));
        }
        if wish.resource.is_some() && resource.is_none() {
            return Err(AuthorizationError::InvalidTarget);
        }
        let scope = wish.scope.only(|name| is_granted(name, client, resource));
        if scope.is_empty() {
            return Err(AuthorizationError::InvalidScope);
        }
        if wish.level == AssuranceLevel::Unknown {
            return Err(AuthorizationError::UnmetAuthenticationRequirements);
        }
        Ok(Asked { wish, scope, resource })
    }
}

/// True for a scope of the client that is ours, or of the resource asked for. `offline_access` is of use to clients
/// alone that refresh.
fn is_granted(name: &str, client: &ClientMetadata, resource: Option<&AskedResource>) -> bool {
    let is_known = if OPENID_SCOPES.contains(&name) {
        OWN_SCOPES.contains(&name) && (name != "offline_access" || client.uses("refresh_token"))
    } else {
        resource.is_some_and(|resource| resource.scopes.iter().any(|known| known == name))
    };
    is_known && client.scopes().contains(name)
}
