//! Verification of providers' ID tokens (OpenID Connect Core 1.0 section 3.1.3.7, RFC 7515, RFC 8725).
//!
//! Only two algorithms are accepted, and keys come from the provider's key set alone: header members with a key (`jwk`,
//! `jku`, `x5c`, `x5u`) are not read.

use serde::de::{Error as _, IgnoredAny};
use serde::{Deserialize, Deserializer};
use serde_json::{Number, Value};
use thiserror::Error;

use super::base64url;
use super::jwks::Jwks;
use super::jws::object;
use crate::domain::{SignatureAlgorithm, UnixTime};

/// Longest token, in bytes.
const MAX_BYTES: usize = 16 * 1024;
/// Longest subject, in bytes (OpenID Connect Core section 2).
const MAX_SUBJECT: usize = 255;
/// Tolerated difference of the provider's clock, in seconds.
const LEEWAY: i64 = 60;

/// Reason to refuse a token.
#[derive(Debug, PartialEq, Eq, Error)]
pub enum IdTokenError {
    /// Not a token in compact form, too long, or with a member that is missing, duplicated or of a wrong type.
    #[error("not an ID token: {0}")]
    Malformed(&'static str),
    /// Neither RS256 nor ES256, or with critical extensions (`crit`).
    #[error("ID token of an algorithm, type or extension that is not accepted")]
    Unacceptable,
    /// Signed with a key that is not in the set. The provider may have rotated its keys, so fetch the set again, once.
    #[error("ID token signed with an unknown key")]
    UnknownKey,
    /// Wrong signature.
    #[error("ID token with a wrong signature")]
    BadSignature,
    /// Claim with an unexpected value.
    #[error("ID token with a wrong {0}")]
    WrongClaim(&'static str),
}

/// Claims that a token must have.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'a> {
    /// Accepted issuers, byte for byte. Google's documentation names two: with `https://` and without.
    pub issuers: &'a [&'a str],
    /// Our id at the provider.
    pub client_id: &'a str,
    /// Nonce of the authorization request.
    pub nonce: &'a str,
}

/// Claims of a verified token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdTokenClaims {
    /// Provider's stable id of the person: 1 to 255 bytes without control characters.
    pub subject: String,
    /// Email address at the provider.
    pub email: Option<String>,
    /// True only if the provider vouches for the address with the boolean `true`, not the text `"true"`.
    pub email_verified: bool,
    /// Display name.
    pub name: Option<String>,
    /// URL of a picture.
    pub picture: Option<String>,
}

/// JOSE header (RFC 7515 section 4.1).
#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
    typ: Option<String>,
    #[serde(default, rename = "crit", deserialize_with = "present")]
    critical: bool,
}

/// ID token claims (OpenID Connect Core section 2). A duplicate claim is refused (RFC 7519 section 4).
#[derive(Deserialize)]
struct RawClaims {
    iss: String,
    sub: String,
    aud: Audience,
    azp: Option<String>,
    #[serde(deserialize_with = "seconds")]
    exp: i64,
    #[serde(deserialize_with = "seconds")]
    iat: i64,
    #[serde(default, deserialize_with = "seconds_if_any")]
    nbf: Option<i64>,
    nonce: Option<String>,
    email: Option<Value>,
    email_verified: Option<Value>,
    name: Option<Value>,
    picture: Option<Value>,
}

/// One audience or several (RFC 7519 section 4.1.3).
#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

/// Verifies a token that came straight from the provider's token endpoint.
///
/// # Errors
/// [`IdTokenError`].
pub fn verify(token: &str, keys: &Jwks, expected: &Expected<'_>, now: UnixTime) -> Result<IdTokenClaims, IdTokenError> {
    if token.len() > MAX_BYTES {
        return Err(IdTokenError::Malformed("too long"));
    }
    let (message, tag) = token.rsplit_once('.').ok_or(IdTokenError::Malformed("segments"))?;
    let (header, payload) = message.split_once('.').ok_or(IdTokenError::Malformed("segments"))?;
    let tag = base64url::decode(tag).ok_or(IdTokenError::Malformed("signature"))?;
    let header: Header = object(header).ok_or(IdTokenError::Malformed("header"))?;
    let algorithm = header.algorithm().ok_or(IdTokenError::Unacceptable)?;
    match keys.verifies(algorithm, header.kid.as_deref(), message.as_bytes(), &tag) {
        None => return Err(IdTokenError::UnknownKey),
        Some(false) => return Err(IdTokenError::BadSignature),
        Some(true) => {}
    }
    let claims: RawClaims = object(payload).ok_or(IdTokenError::Malformed("claims"))?;
    claims.check(expected, now)?;
    Ok(claims.into())
}

/// Largest time whose fraction a float can represent, in seconds either way.
const MAX_FLOAT: f64 = 9_007_199_254_740_992.0;

/// NumericDate (RFC 7519 section 2), rounded up, which gives the same result in comparisons with whole seconds.
pub(super) fn seconds<'de, D: Deserializer<'de>>(value: D) -> Result<i64, D::Error> {
    whole(&Number::deserialize(value)?).ok_or_else(|| D::Error::custom("no time"))
}

pub(super) fn seconds_if_any<'de, D: Deserializer<'de>>(value: D) -> Result<Option<i64>, D::Error> {
    let number = Option::<Number>::deserialize(value)?;
    number.map(|number| whole(&number).ok_or_else(|| D::Error::custom("no time"))).transpose()
}

fn whole(number: &Number) -> Option<i64> {
    let rounded = || number.as_f64().filter(|seconds| seconds.abs() < MAX_FLOAT).map(|seconds| seconds.ceil() as i64);
    number.as_i64().or_else(rounded)
}

pub(super) fn present<'de, D: Deserializer<'de>>(value: D) -> Result<bool, D::Error> {
    IgnoredAny::deserialize(value).map(|_| true)
}

impl Header {
    /// `None` for an unacceptable header. An explicit type other than `JWT`, such as `at+jwt`, is another kind of token
    /// (RFC 8725 section 3.11).
    fn algorithm(&self) -> Option<SignatureAlgorithm> {
        let plain = self.typ.as_deref().is_none_or(|name| name.eq_ignore_ascii_case("JWT")) && !self.critical;
        SignatureAlgorithm::named(&self.alg).filter(|_| plain)
    }
}

impl RawClaims {
    /// Steps 2 to 5 and 9 to 11 of OpenID Connect Core section 3.1.3.7, in another order.
    fn check(&self, expected: &Expected<'_>, now: UnixTime) -> Result<(), IdTokenError> {
        let latest_start = now + LEEWAY;
        let nonce = self.nonce.as_deref() == Some(expected.nonce) && !expected.nonce.is_empty();
        let subject =
            (1..=MAX_SUBJECT).contains(&self.sub.len()) && !self.sub.chars().any(|character| character.is_control());
        [
            ("iss", expected.issuers.contains(&self.iss.as_str())),
            ("aud", self.aud.has(expected.client_id)),
            ("azp", self.is_for(expected.client_id)),
            ("exp", now < UnixTime(self.exp) + LEEWAY),
            ("iat", UnixTime(self.iat) <= latest_start),
            ("nbf", self.nbf.is_none_or(|begin| UnixTime(begin) <= latest_start)),
            ("nonce", nonce),
            ("sub", subject),
        ]
        .into_iter()
        .find(|(_, right)| !right)
        .map_or(Ok(()), |(claim, _)| Err(IdTokenError::WrongClaim(claim)))
    }

    /// True if the authorized party, where present, is us. With several audiences it must be present.
    fn is_for(&self, client_id: &str) -> bool {
        match (&self.azp, &self.aud) {
            (Some(party), _) => party == client_id,
            (None, Audience::One(_)) => true,
            (None, Audience::Several(audiences)) => audiences.len() == 1,
        }
    }
}

impl Audience {
    fn has(&self, client_id: &str) -> bool {
        match self {
            Self::One(audience) => audience == client_id,
            Self::Several(audiences) => audiences.iter().any(|audience| audience == client_id),
        }
    }
}

impl From<RawClaims> for IdTokenClaims {
    /// Drops a claim about the person unless it is text.
    fn from(claims: RawClaims) -> Self {
        let text = |value: Option<Value>| match value {
            Some(Value::String(text)) if !text.is_empty() => Some(text),
            _ => None,
        };
        Self {
            subject: claims.sub,
            email: text(claims.email),
            email_verified: claims.email_verified == Some(Value::Bool(true)),
            name: text(claims.name),
            picture: text(claims.picture),
        }
    }
}

#[cfg(test)]
mod tests;
