//! Verification of a sign-in (WebAuthn Level 3 section 7.2).

use crate::authenticator_data::AuthenticatorData;
use crate::client_data::{self, Ceremony};
use crate::{AuthenticationResponseJson, PublicKey, RelyingParty, WebAuthnError};

/// Stored passkey, as far as verification needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredPasskey {
    /// As registered.
    pub credential_id: Vec<u8>,
    /// As registered: a COSE_Key.
    pub public_key: Vec<u8>,
    /// As of its last use.
    pub sign_count: u32,
}

/// Result of a verified sign-in: the user handle and the values to store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Used {
    /// New signature counter; 0 if the authenticator does not count.
    pub sign_count: u32,
    /// True if the passkey can be synced. Authenticators change it, as when a password manager takes a passkey over, and
    /// section 7.2 step 19 compares it only for relying parties whose policy depends on it, and none is here.
    pub backup_eligible: bool,
    /// True if the passkey is synced now.
    pub backed_up: bool,
    /// User handle that the authenticator returned. A sign-in without a username needs one, and it has to name the
    /// account that the passkey is stored with (section 7.2 step 6).
    pub user_handle: Option<Vec<u8>>,
}

/// Checks the answer to [`crate::request_options`]. `challenge` is the stored one, at least 16 bytes; `stored` is the
/// passkey with the answer's credential id.
///
/// # Errors
/// The first check that failed. Any of them means that nobody is signed in.
pub fn verify_authentication(
    rp: &RelyingParty,
    challenge: &[u8],
    response: &AuthenticationResponseJson,
    stored: &StoredPasskey,
) -> Result<Used, WebAuthnError> {
    if response.credential_id() != Some(stored.credential_id.as_slice()) {
        return Err(WebAuthnError::CredentialId);
    }
    let client_data_hash = client_data::verify(response.client_data(), Ceremony::Authentication, rp, challenge)?;
    let data = AuthenticatorData::parse(response.authenticator_data())?;
    data.verify(rp)?;
    let message = [response.authenticator_data(), &client_data_hash].concat();
    if !PublicKey::parse(&stored.public_key)?.verifies(&message, response.signature()) {
        return Err(WebAuthnError::Signature);
    }
    let counts = data.sign_count != 0 || stored.sign_count != 0;
    if counts && data.sign_count <= stored.sign_count {
        return Err(WebAuthnError::SignCount);
    }
    Ok(Used {
        sign_count: data.sign_count,
        backup_eligible: data.backup_eligible(),
        backed_up: data.backed_up(),
        user_handle: response.user_handle().map(<[u8]>::to_vec),
    })
}
