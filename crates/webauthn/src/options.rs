//! Options for the browser, as `PublicKeyCredential.parseCreationOptionsFromJSON()` and
//! `parseRequestOptionsFromJSON()` read it (WebAuthn Level 3 sections 5.1.8 and 5.1.9).

use serde_json::{Value, json};

use crate::base64url;
use crate::{Algorithm, RelyingParty};

/// Time that a person has, in milliseconds (section 15.1).
const TIMEOUT: u32 = 300_000;

/// Person that the passkey is for (section 5.4.3).
#[derive(Clone, Copy, Debug)]
pub struct NewUser<'a> {
    /// 1 to 64 bytes that say nothing about the person; comes back as the user handle.
    pub handle: &'a [u8],
    /// Email address or username, which tells the accounts of one person apart.
    pub name: &'a str,
    /// Display name; may be empty.
    pub display_name: &'a str,
}

/// `PublicKeyCredentialCreationOptionsJSON` for a discoverable passkey with user verification and no attestation.
/// `exclude` are the credential ids that the account already has.
pub fn creation_options(rp: &RelyingParty, user: NewUser<'_>, challenge: &[u8], exclude: &[impl AsRef<[u8]>]) -> Value {
    let algorithms = Algorithm::OFFERED.map(|offered| json!({"type": "public-key", "alg": offered.identifier()}));
    let exclude: Vec<Value> =
        exclude.iter().map(|id| json!({"type": "public-key", "id": base64url::encode(id)})).collect();
    json!({
        "rp": {"id": rp.id, "name": rp.name},
        "user": {
            "id": base64url::encode(user.handle),
            "name": user.name,
            "displayName": user.display_name,
        },
        "challenge": base64url::encode(challenge),
        "pubKeyCredParams": algorithms,
        "timeout": TIMEOUT,
        "excludeCredentials": exclude,
        "authenticatorSelection": {
            "residentKey": "required",
            "requireResidentKey": true,
            "userVerification": "required",
        },
        "attestation": "none",
    })
}

/// `PublicKeyCredentialRequestOptionsJSON` for whichever passkey the person picks: the same for everybody, so that it
/// tells nobody whether there is an account.
pub fn request_options(rp: &RelyingParty, challenge: &[u8]) -> Value {
    json!({
        "challenge": base64url::encode(challenge),
        "timeout": TIMEOUT,
        "rpId": rp.id,
        "userVerification": "required",
    })
}
