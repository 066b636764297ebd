//! Relying party (WebAuthn Level 3 section 4).

/// Identity of the service to browsers and authenticators.
#[derive(Clone, Debug)]
pub struct RelyingParty {
    /// Domain that passkeys are bound to: the host of every origin below, or a suffix of it.
    pub id: String,
    /// Origins of the pages that may ask for a passkey, each exactly as a browser writes it: `https://a.example`.
    pub origins: Vec<String>,
    /// Native apps that may ask, each as its system writes it into the client data: `android:apk-key-hash:<SHA-256 of the
    /// signing certificate in base64url>`.
    pub apps: Vec<String>,
    /// Test for further origins that no list can hold, such as every port of `http://localhost`.
    pub other_origins: Option<fn(&str) -> bool>,
    /// Display name, shown to the person.
    pub name: String,
}

impl RelyingParty {
    /// True if this page or app may ask for a passkey.
    pub fn admits(&self, origin: &str) -> bool {
        self.origins.iter().chain(&self.apps).any(|known| known == origin)
            || self.other_origins.is_some_and(|admits| admits(origin))
    }
}
