//! Errors for answers of authenticators.

use webauthn::{Member, WebAuthnError};

use crate::domain::AuthError;

/// Refusal of an answer with a malformed member.
pub(in crate::flows) const fn malformed(member: Member) -> AuthError {
    AuthError::InvalidRequest(match member {
        Member::Credential => "credential is missing or malformed",
        Member::Id => "credential.id is missing or malformed, or differs from rawId",
        Member::RawId => "credential.rawId is missing or malformed",
        Member::Type => "credential.type is not public-key",
        Member::Response => "credential.response is missing or malformed",
        Member::ClientData => "credential.response.clientDataJSON is missing or malformed",
        Member::AttestationObject => "credential.response.attestationObject is missing or malformed",
        Member::Transports => "credential.response.transports is malformed",
        Member::AuthenticatorData => "credential.response.authenticatorData is missing or malformed",
        Member::Signature => "credential.response.signature is missing or malformed",
        Member::UserHandle => "credential.response.userHandle is malformed",
    })
}

/// Refusal of an answer that is malformed or invalid. `data` is the member with the authenticator data in this
/// ceremony.
pub(in crate::flows) fn refusal(error: WebAuthnError, data: Member) -> AuthError {
    match error {
        WebAuthnError::ClientData => malformed(Member::ClientData),
        WebAuthnError::CredentialId => malformed(Member::Id),
        WebAuthnError::AttestationObject
        | WebAuthnError::AuthenticatorData
        | WebAuthnError::Algorithm
        | WebAuthnError::PublicKey => malformed(data),
        WebAuthnError::Ceremony | WebAuthnError::Challenge => AuthError::InvalidPasskey("of another ceremony"),
        WebAuthnError::Origin | WebAuthnError::CrossOrigin | WebAuthnError::RelyingParty => {
            AuthError::InvalidPasskey("of another site")
        }
        WebAuthnError::UserNotPresent | WebAuthnError::UserNotVerified => {
            AuthError::InvalidPasskey("its person was not verified")
        }
        WebAuthnError::BackupFlags => AuthError::InvalidPasskey("inconsistent backup flags"),
        WebAuthnError::AttestationStatement | WebAuthnError::Signature => AuthError::InvalidPasskey("its signature"),
        WebAuthnError::SignCount => AuthError::InvalidPasskey("its counter went back"),
    }
}
