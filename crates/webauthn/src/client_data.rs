//! Client data, in which the browser states type, challenge and origin (WebAuthn Level 3 section 5.8.1).

use serde::Deserialize;
use serde::de::IgnoredAny;
use sha2::{Digest, Sha256};

use crate::base64url;
use crate::{RelyingParty, WebAuthnError};

/// Minimum length of a challenge, in bytes (section 13.4.3).
const LEAST_CHALLENGE: usize = 16;

/// Ceremony of an answer: the `type` of its client data.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Ceremony {
    Registration,
    Authentication,
}

impl Ceremony {
    fn name(self) -> &'static str {
        match self {
            Self::Registration => "webauthn.create",
            Self::Authentication => "webauthn.get",
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ClientData {
    r#type: String,
    challenge: String,
    origin: String,
    #[serde(default)]
    cross_origin: Option<bool>,
    #[serde(default)]
    top_origin: Option<IgnoredAny>,
}

impl ClientData {
    fn parse(json: &[u8]) -> Option<Self> {
        // The byte order mark that a UTF-8 decoder drops (section 7.1 step 5).
        let json = json.strip_prefix(b"\xef\xbb\xbf").unwrap_or(json);
        serde_json::from_slice(json).ok()
    }
}

/// Challenge as the browser states it: unverified, only for looking up the stored one.
pub(crate) fn challenge(json: &[u8]) -> Option<Vec<u8>> {
    base64url::decode(&ClientData::parse(json)?.challenge)
}

/// Checks the client data (sections 7.1 and 7.2); returns their SHA-256.
///
/// A frame on a page of another origin is refused.
///
/// # Errors
/// [`WebAuthnError::ClientData`], `Ceremony`, `Challenge`, `Origin`, `CrossOrigin`.
pub(crate) fn verify(
    json: &[u8],
    ceremony: Ceremony,
    rp: &RelyingParty,
    challenge: &[u8],
) -> Result<[u8; 32], WebAuthnError> {
    let data = ClientData::parse(json).ok_or(WebAuthnError::ClientData)?;
    if data.r#type != ceremony.name() {
        return Err(WebAuthnError::Ceremony);
    }
    if challenge.len() < LEAST_CHALLENGE || data.challenge != base64url::encode(challenge) {
        return Err(WebAuthnError::Challenge);
    }
    if !rp.admits(&data.origin) {
        return Err(WebAuthnError::Origin);
    }
    if data.cross_origin == Some(true) || data.top_origin.is_some() {
        return Err(WebAuthnError::CrossOrigin);
    }
    Ok(Sha256::digest(json).into())
}
