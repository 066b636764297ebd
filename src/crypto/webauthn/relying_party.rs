//! Who asks.

/// This service, as browsers and authenticators know it (WebAuthn Level 3 section 4, "Relying Party").
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelyingParty {
    /// The domain that passkeys are bound to: the host of every origin below, or a suffix of it.
    pub id: String,
    /// The origins of the pages that may ask for a passkey, each exactly as a browser writes it: `https://a.example`.
    pub origins: Vec<String>,
    /// What the person reads.
    pub name: String,
}
