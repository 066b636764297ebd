//! Verification of a registration (WebAuthn Level 3 section 7.1).

use crate::attestation::AttestationObject;
use crate::authenticator_data::AuthenticatorData;
use crate::client_data::{self, Ceremony};
use crate::{Algorithm, PublicKey, RegistrationResponseJson, RelyingParty, WebAuthnError};

/// The most transports that are kept, and the longest name of one.
const MOST_TRANSPORTS: usize = 8;
const LONGEST_TRANSPORT: usize = 32;

/// Passkey to store, after checking that no account has its id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPasskey {
    /// 1 to 1023 bytes, chosen by the authenticator.
    pub credential_id: Vec<u8>,
    /// COSE_Key, as received: [`PublicKey::parse`] reads it.
    pub public_key: Vec<u8>,
    pub algorithm: Algorithm,
    /// Signature counter; 0 if it does not count.
    pub sign_count: u32,
    /// Backup eligibility: it can be synced.
    pub backup_eligible: bool,
    /// Backup state: it is synced. This may change.
    pub backed_up: bool,
    /// Transports of the authenticator (section 5.8.4), sorted, each once: a hint from the client.
    pub transports: Vec<String>,
    /// AAGUID, the authenticator's model, or zeros. Not attested, so only good for a name.
    pub aaguid: [u8; 16],
}

/// Checks the answer to [`crate::creation_options`]. `challenge` is the stored one, at least 16 bytes.
///
/// # Errors
/// The first check that failed. Any of them means that there is no passkey.
pub fn verify_registration(
    rp: &RelyingParty,
    challenge: &[u8],
    response: &RegistrationResponseJson,
) -> Result<NewPasskey, WebAuthnError> {
    let raw_id = response.credential_id().ok_or(WebAuthnError::CredentialId)?;
    let client_data_hash = client_data::verify(response.client_data(), Ceremony::Registration, rp, challenge)?;
    let object = AttestationObject::parse(response.attestation_object())?;
    let data = AuthenticatorData::parse(object.authenticator_data)?;
    data.verify(rp)?;
    let credential = data.credential.as_ref().ok_or(WebAuthnError::AuthenticatorData)?;
    if credential.id != raw_id {
        return Err(WebAuthnError::CredentialId);
    }
    let key = PublicKey::parse(credential.public_key)?;
    object.verify(&key, &client_data_hash)?;
    Ok(NewPasskey {
        credential_id: credential.id.to_vec(),
        public_key: credential.public_key.to_vec(),
        algorithm: key.algorithm(),
        sign_count: data.sign_count,
        backup_eligible: data.backup_eligible(),
        backed_up: data.backed_up(),
        transports: well_formed(response.transports()),
        aaguid: credential.aaguid,
    })
}

/// Transports with a plausible name, unknown ones included (section 5.2.1).
fn well_formed(transports: &[String]) -> Vec<String> {
    let is_name = |name: &&String| {
        (1..=LONGEST_TRANSPORT).contains(&name.len())
            && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    };
    let mut names: Vec<String> = transports.iter().filter(is_name).take(MOST_TRANSPORTS).cloned().collect();
    names.sort();
    names.dedup();
    names
}
