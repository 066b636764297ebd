//! Public key of a passkey: a COSE_Key (RFC 9052 section 7, WebAuthn Level 3 section 5.8.5) and the signatures made
//! with it (section 6.5.5).

use ed25519_dalek as ed25519;
use p256::ecdsa;
use p256::ecdsa::signature::Verifier;
use rsa::{BoxedUint, PublicKey as RsaPublicKey, pkcs1v15};
use sha2::Sha256;

use crate::WebAuthnError;
use crate::cbor::{Pairs, Reader};

/// Permitted sizes of an RSA modulus, in bits.
const RSA_BITS: std::ops::RangeInclusive<usize> = 2048..=4096;

/// Signature algorithm offered to authenticators.
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
    /// In order of preference.
    pub const OFFERED: [Self; 3] = [Self::Es256, Self::EdDsa, Self::Rs256];

    /// Number in the IANA registry "COSE Algorithms".
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

/// Verification key of a passkey.
pub struct PublicKey(Kind);

enum Kind {
    Es256(ecdsa::VerifyingKey),
    EdDsa(ed25519::VerifyingKey),
    Rs256(pkcs1v15::VerifyingKey<Sha256>),
}

impl PublicKey {
    /// Reads a COSE_Key: `kty`, `alg` and the parameters of the key, nothing else (section 6.5.1.1).
    ///
    /// # Errors
    /// [`WebAuthnError::Algorithm`] for one that is not offered; [`WebAuthnError::PublicKey`] for anything that is not
    /// a key of its algorithm: a point off the curve or of small order, a modulus that is too short or too long.
    pub fn parse(cose: &[u8]) -> Result<Self, WebAuthnError> {
        let members = read_members(cose).ok_or(WebAuthnError::PublicKey)?;
        let (kty, alg) = members.int(1).zip(members.int(3)).ok_or(WebAuthnError::PublicKey)?;
        let algorithm = Algorithm::from_identifier(alg).ok_or(WebAuthnError::Algorithm)?;
        let kind = match (algorithm, kty, members.len()) {
            (Algorithm::Es256, 2, 5) => read_es256(&members),
            (Algorithm::EdDsa, 1, 4) => read_eddsa(&members),
            (Algorithm::Rs256, 3, 4) => read_rs256(&members),
            _ => None,
        };
        kind.map(Self).ok_or(WebAuthnError::PublicKey)
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

fn read_members(cose: &[u8]) -> Option<Pairs<'_>> {
    let mut reader = Reader::new(cose);
    let members = reader.map()?;
    reader.end()?;
    Some(members)
}

/// `crv` P-256 and an uncompressed point (RFC 9053 section 7.1.1).
fn read_es256(members: &Pairs<'_>) -> Option<Kind> {
    is_on_curve(members, 1)?;
    let x: [u8; 32] = members.bytes(-2)?.try_into().ok()?;
    let y: [u8; 32] = members.bytes(-3)?.try_into().ok()?;
    let point = [&[0x04], x.as_slice(), y.as_slice()].concat();
    ecdsa::VerifyingKey::from_sec1_bytes(&point).ok().map(Kind::Es256)
}

/// `crv` Ed25519 and a point (RFC 9053 section 7.2), in the one encoding it has and not of small order.
fn read_eddsa(members: &Pairs<'_>) -> Option<Kind> {
    is_on_curve(members, 6)?;
    let encoded = members.bytes(-2)?.try_into().ok()?;
    let key = ed25519::VerifyingKey::from_bytes(encoded).ok()?;
    (!key.is_weak() && is_canonical(encoded)).then_some(Kind::EdDsa(key))
}

/// Checks that the y coordinate is below 2^255 - 19 (RFC 8032 section 5.1.3 step 1).
fn is_canonical(encoded: &[u8; 32]) -> bool {
    let [low, middle @ .., high] = encoded;
    *low < 0xed || middle.iter().any(|byte| *byte != 0xff) || high & 0x7f != 0x7f
}

/// `n` and `e` without leading zeros (RFC 8230 section 4).
fn read_rs256(members: &Pairs<'_>) -> Option<Kind> {
    let n = read_number(members.bytes(-1)?)?;
    let e = read_number(members.bytes(-2)?)?;
    let key = RsaPublicKey::new_with_size_limits(n, e, RSA_BITS).ok()?;
    Some(Kind::Rs256(pkcs1v15::VerifyingKey::new(key)))
}

/// `crv` is this curve.
fn is_on_curve(members: &Pairs<'_>, curve: i64) -> Option<()> {
    (members.int(-1)? == curve).then_some(())
}

/// A positive integer without leading zeros.
fn read_number(bytes: &[u8]) -> Option<BoxedUint> {
    bytes.first().filter(|first| **first != 0)?;
    let bits = u32::try_from(bytes.len()).ok()?.checked_mul(8)?;
    BoxedUint::from_be_slice(bytes, bits).ok()
}
