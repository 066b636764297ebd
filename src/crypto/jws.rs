//! Tokens of the service that others verify: JWS in compact form (RFC 7515 section 7.1) with `alg`, `typ` and `kid`.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};

use super::base64url;
use crate::domain::signing_key::KeyId;
use crate::domain::{AuthError, SignatureAlgorithm};

/// Longest token that is read, in bytes.
pub(super) const MAX_BYTES: usize = 16 * 1024;

#[derive(Serialize)]
struct WrittenHeader<'a> {
    alg: &'static str,
    typ: &'a str,
    kid: &'a KeyId,
}

/// Header of a token; one with any other member is not ours.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReadHeader {
    pub alg: SignatureAlgorithm,
    /// Kind of token (RFC 8725 section 3.11).
    pub typ: String,
    pub kid: KeyId,
}

/// Token in its parts, not verified yet.
pub struct CompactToken<'a> {
    pub header: ReadHeader,
    /// Header and payload: what the signature is over.
    pub message: &'a str,
    pub tag: Vec<u8>,
    payload: &'a str,
}

/// Header and payload of a token to sign.
///
/// # Errors
/// [`AuthError::Internal`] for claims that are no JSON.
pub fn message(
    algorithm: SignatureAlgorithm,
    typ: &str,
    kid: &KeyId,
    claims: &impl Serialize,
) -> Result<String, AuthError> {
    let header = WrittenHeader { alg: algorithm.as_str(), typ, kid };
    Ok([segment(&header)?, segment(claims)?].join("."))
}

/// Token of a message and its signature.
pub fn compact(message: &str, tag: &[u8]) -> String {
    [message, &base64url::encode(tag)].join(".")
}

fn segment(value: &impl Serialize) -> Result<String, AuthError> {
    let json = serde_json::to_vec(value).map_err(|error| AuthError::Internal(format!("claims: {error}")))?;
    Ok(base64url::encode(json))
}

impl<'a> CompactToken<'a> {
    /// Takes a token apart; `None` if it cannot be one of ours.
    pub fn parse(token: &'a str) -> Option<Self> {
        let (message, tag) = token.rsplit_once('.').filter(|_| token.len() <= MAX_BYTES)?;
        let (header, payload) = message.split_once('.')?;
        Some(Self { header: object(header)?, message, tag: base64url::decode(tag)?, payload })
    }

    /// Claims. Read them once the signature is verified.
    pub fn claims(&self) -> Option<Map<String, Json>> {
        object(self.payload)
    }
}

/// Reads a JSON object in base64url. An array is refused, although serde would fill a struct from it.
pub(super) fn object<T: DeserializeOwned>(segment: &str) -> Option<T> {
    let json = base64url::decode(segment)?;
    json.trim_ascii_start().starts_with(b"{").then_some(())?;
    serde_json::from_slice(&json).ok()
}
