//! Metadata of providers, cached for an hour so that not every sign-in fetches it.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use serde::Deserialize;

use crate::crypto::jwks::Jwks;
use crate::domain::UnixTime;
use crate::domain::time::HOUR;

/// Seconds for which a document is cached.
const LIFETIME: i64 = HOUR;

/// Issuer metadata (OpenID Connect Discovery 1.0 section 3), limited to the members in use.
#[derive(Debug, Deserialize)]
pub struct Discovery {
    /// Must equal the issuer that the metadata was fetched for.
    pub issuer: String,
    pub authorization_endpoint: String,
    pub token_endpoint: String,
    pub jwks_uri: String,
    /// `None` if the issuer has no such endpoint.
    pub userinfo_endpoint: Option<String>,
    /// Client authentication methods. HTTP Basic if absent.
    pub token_endpoint_auth_methods_supported: Option<Vec<String>>,
    /// True if the authorization response names its issuer (RFC 9207 section 3).
    #[serde(default)]
    pub authorization_response_iss_parameter_supported: bool,
}

/// Cached documents by provider name.
pub struct KeptDocuments<T>(RefCell<HashMap<String, (Rc<T>, UnixTime)>>);

impl<T> Default for KeptDocuments<T> {
    fn default() -> Self {
        Self(RefCell::default())
    }
}

impl<T> KeptDocuments<T> {
    /// Document of a provider; `None` if it is missing or too old.
    pub fn find(&self, provider: &str, now: UnixTime) -> Option<Rc<T>> {
        let documents = self.0.borrow();
        documents.get(provider).filter(|(_, fetched_at)| now - *fetched_at < LIFETIME).map(|(known, _)| known.clone())
    }

    /// Stores a document fetched now, in place of the previous one.
    pub fn keep(&self, provider: &str, document: T, now: UnixTime) -> Rc<T> {
        let document = Rc::new(document);
        self.0.borrow_mut().insert(provider.to_owned(), (document.clone(), now));
        document
    }
}

/// Caches of an isolate, shared by all its requests. They hold nothing about a person.
#[derive(Default)]
pub struct Documents {
    /// Issuer metadata.
    pub discoveries: KeptDocuments<Discovery>,
    pub key_sets: KeptDocuments<Jwks>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_kept_for_an_hour() {
        let kept = KeptDocuments::default();
        let fetched_at = UnixTime(1000);
        kept.keep("acme", "a document", fetched_at);
        assert!(kept.find("acme", fetched_at + (LIFETIME - 1)).is_some());
        assert!(kept.find("acme", fetched_at + LIFETIME).is_none());
        assert!(kept.find("other", fetched_at).is_none());
    }
}
