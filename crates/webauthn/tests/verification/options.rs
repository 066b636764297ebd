//! Options for a browser.

use serde_json::json;
use webauthn::{NewUser, creation_options, request_options};

use crate::authenticator::rp;

#[test]
fn a_new_passkey_is_discoverable_verified_and_not_attested() {
    let user = NewUser { handle: &[1, 2, 3], name: "ada@a.example", display_name: "Ada" };
    let options = creation_options(&rp(), user, &[0xff; 16], &[[4, 5, 6]]);
    assert_eq!(
        options,
        json!({
            "rp": {"id": "a.example", "name": "A"},
            "user": {"id": "AQID", "name": "ada@a.example", "displayName": "Ada"},
            "challenge": "_____________________w",
            "pubKeyCredParams": [
                {"type": "public-key", "alg": -7},
                {"type": "public-key", "alg": -8},
                {"type": "public-key", "alg": -257},
            ],
            "timeout": 300_000,
            "excludeCredentials": [{"type": "public-key", "id": "BAUG"}],
            "authenticatorSelection": {
                "residentKey": "required",
                "requireResidentKey": true,
                "userVerification": "required",
            },
            "attestation": "none",
        })
    );
}

#[test]
fn a_sign_in_names_no_credential() {
    assert_eq!(
        request_options(&rp(), &[0xff; 16]),
        json!({
            "challenge": "_____________________w",
            "timeout": 300_000,
            "rpId": "a.example",
            "userVerification": "required",
        })
    );
}
