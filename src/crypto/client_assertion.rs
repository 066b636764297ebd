//! Assertions by which clients authenticate (`private_key_jwt`; RFC 7523 section 3, OpenID Connect Core section 9).
//!
//! The signature is verified against the client's registered keys alone.

use serde::Deserialize;

use super::id_token::{present, seconds, seconds_if_any};
use super::jwks::Jwks;
use super::jws::object;
use super::subkey::fingerprint;
use super::{base64url, jws};
use crate::domain::client_metadata::ClientId;
use crate::domain::time::DAY;
use crate::domain::{Fingerprint, SignatureAlgorithm, UnixTime};

/// Longest `jti`, in bytes.
const MAX_JTI: usize = 255;
/// Tolerated difference of the client's clock, in seconds.
const LEEWAY: i64 = 60;
/// Latest expiry, in seconds from now. Until then its `jti` is remembered.
const LONGEST_LIFETIME: i64 = DAY;

/// Assertion that is verified, but may have been used before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedAssertion {
    /// SHA-256 of the client and the `jti`.
    pub id: Fingerprint,
    /// Time from which it would be refused anyway.
    pub expires_at: UnixTime,
}

/// Demands on an assertion.
#[derive(Clone, Copy, Debug)]
pub struct ExpectedAssertion<'a> {
    pub client: &'a ClientId,
    /// Accepted audiences, byte for byte.
    pub audiences: &'a [&'a str],
}

#[derive(Deserialize)]
struct AssertionHeader {
    alg: SignatureAlgorithm,
    kid: Option<String>,
    typ: Option<String>,
    #[serde(default, rename = "crit", deserialize_with = "present")]
    critical: bool,
}

/// A list of audiences is refused, even of one.
#[derive(Deserialize)]
struct AssertionClaims {
    iss: String,
    sub: String,
    aud: String,
    jti: String,
    #[serde(deserialize_with = "seconds")]
    exp: i64,
    #[serde(default, deserialize_with = "seconds_if_any")]
    iat: Option<i64>,
    #[serde(default, deserialize_with = "seconds_if_any")]
    nbf: Option<i64>,
}

struct Parts<'a> {
    header: AssertionHeader,
    message: &'a str,
    tag: Vec<u8>,
    claims: AssertionClaims,
}

fn parse(assertion: &str) -> Option<Parts<'_>> {
    let (message, tag) = assertion.rsplit_once('.').filter(|_| assertion.len() <= jws::MAX_BYTES)?;
    let (header, payload) = message.split_once('.')?;
    Some(Parts { header: object(header)?, message, tag: base64url::decode(tag)?, claims: object(payload)? })
}

/// Client that an assertion claims to be of, unverified.
pub fn claimed_client(assertion: &str) -> Option<ClientId> {
    parse(assertion).map(|parts| ClientId(parts.claims.sub))
}

/// Verifies an assertion; `None` if it is not good.
pub fn verify(
    assertion: &str,
    keys: &Jwks,
    expected: ExpectedAssertion<'_>,
    now: UnixTime,
) -> Option<VerifiedAssertion> {
    let Parts { header, message, tag, claims } = parse(assertion)?;
    if header.critical || !header.is_of_assertion() {
        return None;
    }
    keys.verifies(header.alg, header.kid.as_deref(), message.as_bytes(), &tag).filter(|is_right| *is_right)?;
    claims.are_good(expected, now).then(|| VerifiedAssertion {
        id: fingerprint(&format!("{} {}", claims.sub, claims.jti)),
        expires_at: UnixTime(claims.exp) + LEEWAY,
    })
}

impl AssertionHeader {
    /// An explicit type other than these is another kind of token (RFC 8725 section 3.11).
    fn is_of_assertion(&self) -> bool {
        let typ = self.typ.as_deref().map(|typ| typ.strip_prefix("application/").unwrap_or(typ));
        typ.is_none_or(|typ| ["jwt", "client-authentication+jwt"].iter().any(|known| typ.eq_ignore_ascii_case(known)))
    }
}

impl AssertionClaims {
    fn are_good(&self, expected: ExpectedAssertion<'_>, now: UnixTime) -> bool {
        let begins = [self.iat, self.nbf].into_iter().flatten().all(|at| UnixTime(at) <= now + LEEWAY);
        self.iss == expected.client.0
            && self.sub == expected.client.0
            && expected.audiences.contains(&self.aud.as_str())
            && (1..=MAX_JTI).contains(&self.jti.len())
            && now < UnixTime(self.exp) + LEEWAY
            && UnixTime(self.exp) <= now + LONGEST_LIFETIME
            && begins
    }
}
