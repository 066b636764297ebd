//! Facts about a client that its requests are judged by.

use serde_json::{Value, json};

use super::ClientMetadata;
use crate::domain::{ClientRedirectUri, Scopes};

impl ClientMetadata {
    /// Name for people, if it has one.
    pub fn name(&self) -> Option<&str> {
        self.standard.get("client_name")?.as_str()
    }

    /// Registered redirect URIs.
    pub fn redirect_uris(&self) -> impl Iterator<Item = ClientRedirectUri> {
        let texts = self.list("redirect_uris").unwrap_or_default().iter().filter_map(Value::as_str);
        texts.filter_map(|text| ClientRedirectUri::parse(text).ok())
    }

    /// True if a request may name this redirect URI.
    pub fn redirects_to(&self, sent: &str) -> bool {
        self.redirect_uris().any(|registered| registered.matches(sent))
    }

    /// True if this URI is registered for the way back from a logout.
    pub fn logs_out_to(&self, sent: &str) -> bool {
        self.list("post_logout_redirect_uris").is_some_and(|registered| registered.contains(&json!(sent)))
    }

    /// Scopes that it may ask for.
    pub fn scopes(&self) -> Scopes {
        self.standard.get("scope").and_then(Value::as_str).and_then(Scopes::parse).unwrap_or_default()
    }

    /// True if it may use this grant type.
    pub fn uses(&self, grant_type: &str) -> bool {
        self.list("grant_types").is_some_and(|types| types.contains(&json!(grant_type)))
    }

    /// True if it cannot authenticate.
    pub fn is_public(&self) -> bool {
        self.authentication() == "none"
    }

    /// True if a request without PKCE is refused.
    pub fn requires_pkce(&self) -> bool {
        self.is_set("require_pkce")
    }

    /// True if nobody is asked for consent.
    pub fn is_first_party(&self) -> bool {
        self.is_set("first_party")
    }

    pub fn requires_second_factor(&self) -> bool {
        self.is_set("require_second_factor")
    }
}
