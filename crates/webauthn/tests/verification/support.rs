//! Bytes of the vectors, and answers made of them.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use webauthn::{AuthenticationResponseJson, RegistrationResponseJson};

pub fn base64url(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

pub fn hex(text: &str) -> Vec<u8> {
    assert_eq!(text.len() % 2, 0);
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).expect("hex")).collect()
}

/// Bytes of a hexadecimal member.
pub fn member(vector: &Value, name: &str) -> Vec<u8> {
    hex(vector[name].as_str().unwrap_or_else(|| panic!("no {name}")))
}

pub fn registration(id: &[u8], client_data: &[u8], attestation_object: &[u8]) -> RegistrationResponseJson {
    let answer = json!({
        "id": base64url(id),
        "rawId": base64url(id),
        "type": "public-key",
        "response": {
            "clientDataJSON": base64url(client_data),
            "attestationObject": base64url(attestation_object),
            "transports": ["usb", "internal", "Not A Transport", "usb", "smart-card2"],
            "publicKeyAlgorithm": -7,
        },
        "authenticatorAttachment": "platform",
        "clientExtensionResults": {"credProps": {"rk": true}},
    });
    serde_json::from_value(answer).expect("a registration response")
}

pub fn authentication(
    id: &[u8],
    client_data: &[u8],
    authenticator_data: &[u8],
    signature: &[u8],
) -> AuthenticationResponseJson {
    let answer = json!({
        "id": base64url(id),
        "rawId": base64url(id),
        "type": "public-key",
        "response": {
            "clientDataJSON": base64url(client_data),
            "authenticatorData": base64url(authenticator_data),
            "signature": base64url(signature),
            "userHandle": base64url([7; 64]),
        },
        "clientExtensionResults": {},
    });
    serde_json::from_value(answer).expect("an authentication response")
}
