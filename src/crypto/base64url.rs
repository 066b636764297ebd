//! Base64url without padding (RFC 4648 section 5); decoding refuses every text but the canonical one.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use crate::domain::AuthError;
use crate::ports::Entropy;

/// Draws 256 random bits: 43 characters.
pub(crate) fn random(entropy: &dyn Entropy) -> Result<String, AuthError> {
    entropy.bytes::<32>().map(encode)
}

pub(crate) fn encode(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}
