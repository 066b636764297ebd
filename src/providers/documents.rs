//! What providers publish about themselves, kept for an hour so that not every sign-in asks for it.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use serde::Deserialize;

use crate::crypto::jwks::Jwks;
use crate::domain::UnixTime;
use crate::domain::time::HOUR;

/// Seconds a document is kept.
const LIFETIME: i64 = HOUR;

/// What an issuer says of itself (OpenID Connect Discovery 1.0 section 3), as far as it is used.
#[derive(Debug, Deserialize)]
pub struct Discovery {
    /// Its name, which must be the one it was asked by.
    pub issuer: String,
    /// Where people are sent.
    pub authorization_endpoint: String,
    /// Where codes are exchanged.
    pub token_endpoint: String,
    /// Where its keys are.
    pub jwks_uri: String,
    /// Where more about a person is, if anywhere.
    pub userinfo_endpoint: Option<String>,
    /// How we may show our secret; without it, only by HTTP Basic.
    pub token_endpoint_auth_methods_supported: Option<Vec<String>>,
    /// Whether it names itself when a person comes back (RFC 9207 section 3).
    #[serde(default)]
    pub authorization_response_iss_parameter_supported: bool,
}

/// Documents by the provider's name.
pub struct Kept<T>(RefCell<HashMap<String, (Rc<T>, UnixTime)>>);

impl<T> Default for Kept<T> {
    fn default() -> Self {
        Self(RefCell::default())
    }
}

impl<T> Kept<T> {
    /// The document, unless it is missing or too old.
    pub fn find(&self, provider: &str, now: UnixTime) -> Option<Rc<T>> {
        let documents = self.0.borrow();
        documents.get(provider).filter(|(_, fetched_at)| now - *fetched_at < LIFETIME).map(|(known, _)| known.clone())
    }

    /// Keeps a document that was fetched now in place of the one before.
    pub fn keep(&self, provider: &str, document: T, now: UnixTime) -> Rc<T> {
        let document = Rc::new(document);
        self.0.borrow_mut().insert(provider.to_owned(), (document.clone(), now));
        document
    }
}

/// All of them. They belong to the isolate, and every request may use them: nothing in them is about a person.
#[derive(Default)]
pub struct Documents {
    /// What issuers say of themselves.
    pub discoveries: Kept<Discovery>,
    /// Their keys.
    pub key_sets: Kept<Jwks>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_kept_for_an_hour() {
        let kept = Kept::default();
        let fetched_at = UnixTime(1000);
        kept.keep("acme", "a document", fetched_at);
        assert!(kept.find("acme", fetched_at + (LIFETIME - 1)).is_some());
        assert!(kept.find("acme", fetched_at + LIFETIME).is_none());
        assert!(kept.find("other", fetched_at).is_none());
    }
}
