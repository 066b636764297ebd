//! COSE keys and browsers' answers at random: refused without a panic. Each property runs 256 times, or
//! `PROPTEST_CASES` times.

use proptest::prelude::*;
use serde_json::{Value, json};
use webauthn::{AuthenticationResponseJson, PublicKey, RegistrationResponseJson, verify_registration};

use crate::authenticator::{CHALLENGE, rp};
use crate::support::base64url;

/// Registration answer that is valid except for the two arguments.
fn registration(client_data: &[u8], attestation_object: &[u8]) -> Option<RegistrationResponseJson> {
    let answer = json!({
        "id": "qg", "rawId": "qg", "type": "public-key",
        "response": { "clientDataJSON": base64url(client_data), "attestationObject": base64url(attestation_object) },
        "clientExtensionResults": {},
    });
    serde_json::from_value(answer).ok()
}

fn is_accepted(client_data: &[u8], attestation_object: &[u8]) -> bool {
    registration(client_data, attestation_object)
        .is_some_and(|answer| verify_registration(&rp(), &CHALLENGE, &answer).is_ok())
}

/// Attestation object of format `none` around authenticator data.
fn attested(data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len()).expect("a length").to_be_bytes();
    [b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x59".as_slice(), &length, data].concat()
}

fn good_client_data() -> Vec<u8> {
    let data = json!({ "type": "webauthn.create", "challenge": base64url(CHALLENGE), "origin": "https://a.example" });
    data.to_string().into_bytes()
}

/// EC2 key of P-256 with these coordinates.
fn cose(x: &[u8; 32], y: &[u8; 32]) -> Vec<u8> {
    [b"\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20".as_slice(), x, b"\x22\x58\x20", y].concat()
}

proptest! {
    #[test]
    fn any_bytes_are_no_key_or_one_that_accepts_no_signature(bytes: Vec<u8>, message: Vec<u8>, signature: Vec<u8>) {
        if let Ok(key) = PublicKey::parse(&bytes) {
            prop_assert!(!key.verifies(&message, &signature));
        }
    }

    #[test]
    fn a_nearly_valid_key_is_refused(x: [u8; 32], y: [u8; 32], at: prop::sample::Index, bit in 0_u8..8) {
        // A random point is on the curve with probability of about 2^-255.
        let mut bytes = cose(&x, &y);
        prop_assert!(PublicKey::parse(&bytes).is_err());
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        prop_assert!(PublicKey::parse(&bytes).is_err());
    }

    #[test]
    fn any_attestation_is_refused(client_data: Vec<u8>, object: Vec<u8>, data in prop::collection::vec(any::<u8>(), 256..600)) {
        prop_assert!(!is_accepted(&client_data, &object));
        prop_assert!(!is_accepted(&good_client_data(), &object));
        prop_assert!(!is_accepted(&good_client_data(), &attested(&data)));
    }

    #[test]
    fn any_json_is_read_as_an_answer_or_refused(id: String, members in prop::collection::btree_map("(id|rawId|type|response|clientDataJSON|attestationObject|signature|userHandle|transports)", any::<String>(), 0..9)) {
        let inner: Value = members.iter().map(|(name, value)| (name.clone(), Value::from(value.as_str()))).collect::<serde_json::Map<_, _>>().into();
        let outer = json!({ "id": id, "rawId": id, "type": "public-key", "response": inner });
        for answer in [inner, outer] {
            let _ = serde_json::from_value::<RegistrationResponseJson>(answer.clone()).is_ok();
            let _ = serde_json::from_value::<AuthenticationResponseJson>(answer).is_ok();
        }
    }
}
