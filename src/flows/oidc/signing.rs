//! Tokens that others verify, and our own reading of them.

use serde::Serialize;
use serde_json::{Map, Value as Json};

use super::signing_keys::{ring, ring_with};
use crate::app::App;
use crate::crypto::jws::{CompactToken, compact, message};
use crate::crypto::key_ring::KeyRange;
use crate::domain::{AuthError, SignatureAlgorithm, UnixTime};

/// Demands on a token of ours.
#[derive(Clone, Copy, Debug)]
pub struct ExpectedToken<'a> {
    /// `typ` of its header, byte for byte.
    pub typ: &'a str,
    pub age: TokenAge,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenAge {
    /// Not expired, and signed with a published key.
    Current,
    /// Expired or not, and signed with any key that is kept.
    Any,
}

/// Signs a token: JWS in compact form whose header has `alg`, `typ` and `kid`.
///
/// # Errors
/// [`AuthError::Unavailable`] if the database or the signer fails.
pub async fn sign(
    app: &App,
    algorithm: SignatureAlgorithm,
    typ: &str,
    claims: &impl Serialize,
) -> Result<String, AuthError> {
    let ring = ring(app).await?;
    let signing = ring.signing(algorithm, app.now());
    let (key, signer) = signing.ok_or_else(|| AuthError::Internal("no signing key".into()))?;
    let message = message(algorithm, typ, &key.kid, claims)?;
    let tag = signer.sign(message.as_bytes()).await?;
    Ok(compact(&message, &tag))
}

/// Claims of a token that this service signed; `None` for any other. The caller checks the audience.
///
/// # Errors
/// [`AuthError::Unavailable`] if the database fails.
pub async fn verify(
    app: &App,
    token: &str,
    expected: ExpectedToken<'_>,
) -> Result<Option<Map<String, Json>>, AuthError> {
    let parsed = CompactToken::parse(token).filter(|token| token.header.typ == expected.typ);
    let Some(parsed) = parsed else {
        return Ok(None);
    };
    let range = match expected.age {
        TokenAge::Current => KeyRange::Published,
        TokenAge::Any => KeyRange::Kept,
    };
    let ring = ring_with(app, &parsed.header.kid, range).await?;
    let key = ring.find(&parsed.header.kid, range, app.now()).filter(|key| key.algorithm == parsed.header.alg);
    let is_ours = key.is_some_and(|key| key.verifies(parsed.message.as_bytes(), &parsed.tag));
    let claims = parsed.claims().filter(|_| is_ours);
    Ok(claims.filter(|claims| is_from(claims, &app.config().public_url) && fits(claims, expected.age, app.now())))
}

fn is_from(claims: &Map<String, Json>, issuer: &str) -> bool {
    claims.get("iss").and_then(Json::as_str) == Some(issuer)
}

/// True if the token has an expiry, and it has not passed where that counts.
fn fits(claims: &Map<String, Json>, age: TokenAge, now: UnixTime) -> bool {
    let expiry = claims.get("exp").and_then(Json::as_i64);
    expiry.is_some_and(|expiry| age == TokenAge::Any || now < UnixTime(expiry))
}
