//! Why a passkey was refused.

use thiserror::Error;

/// Why an answer does not hold. The text is for the log: a client learns no more than that it was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum WebAuthnError {
    /// The client data is not JSON, or lacks a member.
    #[error("malformed client data")]
    ClientData,
    /// The answer is one to the other ceremony.
    #[error("client data of another ceremony")]
    Ceremony,
    /// The answer is one to another challenge.
    #[error("another challenge")]
    Challenge,
    /// The page or app is none of the relying party's.
    #[error("foreign origin")]
    Origin,
    /// The page was framed by another site's.
    #[error("cross-origin frame")]
    CrossOrigin,
    /// Not an attestation object.
    #[error("malformed attestation object")]
    AttestationObject,
    /// A statement that contradicts its format, or a self attestation with a false signature.
    #[error("invalid attestation statement")]
    AttestationStatement,
    /// Not authenticator data, or not of the kind the ceremony has.
    #[error("malformed authenticator data")]
    AuthenticatorData,
    /// A passkey of another relying party.
    #[error("another relying party")]
    RelyingParty,
    /// Nobody touched the authenticator.
    #[error("user not present")]
    UserNotPresent,
    /// The authenticator did not verify the person.
    #[error("user not verified")]
    UserNotVerified,
    /// Backed up though it cannot be.
    #[error("inconsistent backup flags")]
    BackupFlags,
    /// Empty, too long, or not the same everywhere.
    #[error("invalid credential id")]
    CredentialId,
    /// An algorithm that was not offered.
    #[error("algorithm not offered")]
    Algorithm,
    /// Not a key of its algorithm.
    #[error("invalid public key")]
    PublicKey,
    /// Not made with the key.
    #[error("invalid signature")]
    Signature,
    /// The counter did not grow: there may be a copy of the authenticator.
    #[error("signature counter went back")]
    SignCount,
}
