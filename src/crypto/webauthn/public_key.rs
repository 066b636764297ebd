//! The public key of a passkey: a COSE_Key (RFC 9052 section 7, WebAuthn Level 3 section 5.8.5) and the signatures made
//! with it (section 6.5.5).

use ed25519_dalek as ed25519;
use p256::ecdsa;
use p256::ecdsa::signature::Verifier;
use rsa::{BoxedUint, RsaPublicKey, pkcs1v15};
use sha2::Sha256;

use super::WebAuthnError;
use super::cbor::Reader;

/// The sizes of an RSA modulus, in bits.
const RSA_BITS: std::ops::RangeInclusive<usize> = 2048..=4096;

/// A signature algorithm that is offered to authenticators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// ECDSA on P-256 with SHA-256 (RFC 9053 section 2.1).
    Es256,
    /// EdDSA on Ed25519 (RFC 9053 section 2.2).
    EdDsa,
    /// RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8812 section 2).
    Rs256,
}

impl Algorithm {
    /// All of them, the best liked first.
    pub const OFFERED: [Self; 3] = [Self::Es256, Self::EdDsa, Self::Rs256];

    /// The number in the IANA registry "COSE Algorithms".
    pub fn identifier(self) -> i64 {
        match self {
            Self::Es256 => -7,
            Self::EdDsa => -8,
            Self::Rs256 => -257,
        }
    }

    fn from_identifier(identifier: i64) -> Option<Self> {
        Self::OFFERED.into_iter().find(|algorithm| algorithm.identifier() == identifier)
    }
}

/// A key that verifies the signatures of a passkey.
pub struct PublicKey(Kind);

enum Kind {
    Es256(ecdsa::VerifyingKey),
    EdDsa(ed25519::VerifyingKey),
    Rs256(pkcs1v15::VerifyingKey<Sha256>),
}

impl PublicKey {
    /// Reads a COSE_Key in the canonical form: `kty`, `alg` and the parameters of the key, nothing else.
    ///
    /// # Errors
    /// [`WebAuthnError::Algorithm`] for one that is not offered; [`WebAuthnError::PublicKey`] for anything that is not
    /// a key of its algorithm: a point off the curve or of small order, a modulus that is too short or too long.
    pub fn parse(cose: &[u8]) -> Result<Self, WebAuthnError> {
        let mut reader = Reader::new(cose);
        let (members, kty, alg) = read_start(&mut reader).ok_or(WebAuthnError::PublicKey)?;
        let algorithm = Algorithm::from_identifier(alg).ok_or(WebAuthnError::Algorithm)?;
        let kind = match (algorithm, kty, members) {
            (Algorithm::Es256, 2, 5) => read_es256(&mut reader),
            (Algorithm::EdDsa, 1, 4) => read_eddsa(&mut reader),
            (Algorithm::Rs256, 3, 4) => read_rs256(&mut reader),
            _ => None,
        };
        let key = kind.ok_or(WebAuthnError::PublicKey)?;
        reader.end().ok_or(WebAuthnError::PublicKey)?;
        Ok(Self(key))
    }

    pub fn algorithm(&self) -> Algorithm {
        match self.0 {
            Kind::Es256(_) => Algorithm::Es256,
            Kind::EdDsa(_) => Algorithm::EdDsa,
            Kind::Rs256(_) => Algorithm::Rs256,
        }
    }

    /// Verifies a signature over the message. ECDSA's is in DER (RFC 3279 section 2.2.3), of
    /// either sign of `s`; EdDSA's is verified strictly; RSA's has the length of the modulus.
    pub fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        match &self.0 {
            Kind::Es256(key) => {
                ecdsa::Signature::from_der(signature).is_ok_and(|signature| key.verify(message, &signature).is_ok())
            }
            Kind::EdDsa(key) => ed25519::Signature::from_slice(signature)
                .is_ok_and(|signature| key.verify_strict(message, &signature).is_ok()),
            Kind::Rs256(key) => {
                pkcs1v15::Signature::try_from(signature).is_ok_and(|signature| key.verify(message, &signature).is_ok())
            }
        }
    }
}

/// Number of members of the key, its `kty` and its `alg`.
fn read_start(reader: &mut Reader<'_>) -> Option<(usize, i64, i64)> {
    let members = reader.map()?;
    reader.int_key(1)?;
    let kty = reader.int()?;
    reader.int_key(3)?;
    Some((members, kty, reader.int()?))
}

/// `crv` P-256 and an uncompressed point (RFC 9053 section 7.1.1).
fn read_es256(reader: &mut Reader<'_>) -> Option<Kind> {
    read_curve(reader, 1)?;
    reader.int_key(-2)?;
    let x: [u8; 32] = reader.bytes()?.try_into().ok()?;
    reader.int_key(-3)?;
    let y: [u8; 32] = reader.bytes()?.try_into().ok()?;
    let point = [&[0x04], x.as_slice(), y.as_slice()].concat();
    ecdsa::VerifyingKey::from_sec1_bytes(&point).ok().map(Kind::Es256)
}

/// `crv` Ed25519 and a point (RFC 9053 section 7.2), in the one encoding it has and not of small order.
fn read_eddsa(reader: &mut Reader<'_>) -> Option<Kind> {
    read_curve(reader, 6)?;
    reader.int_key(-2)?;
    let encoded = reader.bytes()?.try_into().ok()?;
    let key = ed25519::VerifyingKey::from_bytes(encoded).ok()?;
    (!key.is_weak() && is_canonical(encoded)).then_some(Kind::EdDsa(key))
}

/// Checks that the y coordinate is below 2^255 - 19 (RFC 8032 section 5.1.3 step 1).
fn is_canonical(encoded: &[u8; 32]) -> bool {
    let [low, middle @ .., high] = encoded;
    *low < 0xed || middle.iter().any(|byte| *byte != 0xff) || high & 0x7f != 0x7f
}

/// `n` and `e` without leading zeros (RFC 8230 section 4).
fn read_rs256(reader: &mut Reader<'_>) -> Option<Kind> {
    reader.int_key(-1)?;
    let n = read_number(reader)?;
    reader.int_key(-2)?;
    let e = read_number(reader)?;
    let key = RsaPublicKey::new_with_size_limits(n, e, RSA_BITS).ok()?;
    Some(Kind::Rs256(pkcs1v15::VerifyingKey::new(key)))
}

fn read_curve(reader: &mut Reader<'_>, curve: i64) -> Option<()> {
    reader.int_key(-1)?;
    reader.int_key(curve)
}

fn read_number(reader: &mut Reader<'_>) -> Option<BoxedUint> {
    let bytes = reader.bytes().filter(|bytes| bytes.first().is_some_and(|first| *first != 0))?;
    let bits = u32::try_from(bytes.len()).ok()?.checked_mul(8)?;
    BoxedUint::from_be_slice(bytes, bits).ok()
}
