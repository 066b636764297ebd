//! Signatures by private keys of the service (RFC 7518 section 3).

use std::rc::Rc;

use async_trait::async_trait;

use super::PortError;
use crate::domain::{Secret, SignatureAlgorithm};

/// Makes and imports private keys. A private key is a JWK (RFC 7517) in JSON: RSA with every member of RFC 7518 section
/// 6.3.2 but `oth`, or P-256.
#[async_trait(?Send)]
pub trait Signatures {
    /// New private key: RSA of 2048 bits with the exponent 65537, or P-256.
    async fn generate(&self, algorithm: SignatureAlgorithm) -> Result<Secret, PortError>;

    /// Private key, ready to sign. It does not leave the signer again.
    ///
    /// # Errors
    /// If the text is no private key of this algorithm.
    async fn import(&self, algorithm: SignatureAlgorithm, private_key: &Secret) -> Result<Rc<dyn Signer>, PortError>;
}

/// Private key that signs.
#[async_trait(?Send)]
pub trait Signer {
    /// Signature as a JWS carries it: PKCS #1 v1.5 of 256 bytes, or r and s of 32 bytes each (RFC 7518 sections 3.3 and
    /// 3.4).
    async fn sign(&self, message: &[u8]) -> Result<Vec<u8>, PortError>;
}
