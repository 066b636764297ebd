//! Attestation object (WebAuthn Level 3 section 6.5.4); only its authenticator data are used.
//!
//! [`crate::creation_options`] ask for attestation `none`, at which a browser takes every statement out but a self
//! attestation (section 5.1.3). So a `none` statement has to be empty (section 8.7), and a self attestation has to hold
//! (section 8.2). A statement with a certificate, which a browser would have taken out, is not
//! verified: the passkey counts as one without attestation, which section 7.1 leaves to the relying party's policy, and
//! refusing it would keep nobody out who can as well send `none`.

use crate::cbor::{Pairs, Reader};
use crate::{PublicKey, WebAuthnError};

/// An attestation object, read to its last byte.
pub(crate) struct AttestationObject<'a> {
    format: &'a str,
    statement: Pairs<'a>,
    pub(crate) authenticator_data: &'a [u8],
}

/// A `packed` statement, reduced to its kinds.
enum Packed<'a> {
    SelfAttestation { alg: i64, signature: &'a [u8] },
    Certified,
}

impl<'a> AttestationObject<'a> {
    /// Reads the object.
    ///
    /// # Errors
    /// [`WebAuthnError::AttestationObject`] for anything but its three members.
    pub(crate) fn parse(bytes: &'a [u8]) -> Result<Self, WebAuthnError> {
        Self::read(bytes).ok_or(WebAuthnError::AttestationObject)
    }

    fn read(bytes: &'a [u8]) -> Option<Self> {
        let mut reader = Reader::new(bytes);
        let members = reader.map().filter(|members| members.len() == 3)?;
        reader.end()?;
        let format = members.named("fmt")?.text()?;
        let statement = members.named("attStmt")?.map()?;
        let authenticator_data = members.named("authData")?.bytes()?;
        Some(Self { format, statement, authenticator_data })
    }

    /// Checks the statement (section 7.1): `none` must be empty, a self attestation must hold, others are not read.
    ///
    /// # Errors
    /// [`WebAuthnError::AttestationStatement`].
    pub(crate) fn verify(&self, key: &PublicKey, client_data_hash: &[u8; 32]) -> Result<(), WebAuthnError> {
        let holds = match self.format {
            "none" => self.statement.len() == 0,
            "packed" => match read_packed(&self.statement) {
                Some(Packed::SelfAttestation { alg, signature }) => {
                    let message = [self.authenticator_data, client_data_hash].concat();
                    alg == key.algorithm().identifier() && key.verifies(&message, signature)
                }
                Some(Packed::Certified) => true,
                None => false,
            },
            _ => true,
        };
        if holds { Ok(()) } else { Err(WebAuthnError::AttestationStatement) }
    }
}

/// Reads a `packed` statement (section 8.2).
fn read_packed<'a>(statement: &Pairs<'a>) -> Option<Packed<'a>> {
    let alg = statement.named("alg")?.int()?;
    let signature = statement.named("sig")?.bytes()?;
    match statement.len() {
        2 => Some(Packed::SelfAttestation { alg, signature }),
        3 => statement.named("x5c").map(|_| Packed::Certified),
        _ => None,
    }
}
