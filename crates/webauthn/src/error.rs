//! Reasons for refusing a passkey.

use thiserror::Error;

/// Reason for refusing an answer. The text is for the log; clients only learn of the refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum WebAuthnError {
    /// The client data is not JSON, or lacks a member.
    #[error("malformed client data")]
    ClientData,
    /// Answer to the other ceremony.
    #[error("client data of another ceremony")]
    Ceremony,
    /// Answer to another challenge.
    #[error("another challenge")]
    Challenge,
    /// Page or app that is not the relying party's.
    #[error("foreign origin")]
    Origin,
    /// Page framed by another site.
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
    /// Passkey of another relying party.
    #[error("another relying party")]
    RelyingParty,
    /// No test of user presence.
    #[error("user not present")]
    UserNotPresent,
    /// The authenticator did not verify the person.
    #[error("user not verified")]
    UserNotVerified,
    /// Backed up though it cannot be.
    #[error("inconsistent backup flags")]
    BackupFlags,
    /// Id that is empty, too long, or not the same everywhere.
    #[error("invalid credential id")]
    CredentialId,
    /// Algorithm that was not offered.
    #[error("algorithm not offered")]
    Algorithm,
    /// Not a key of its algorithm.
    #[error("invalid public key")]
    PublicKey,
    /// Signature not made with the stored key.
    #[error("invalid signature")]
    Signature,
    /// The counter did not grow: there may be a copy of the authenticator.
    #[error("signature counter went back")]
    SignCount,
}
