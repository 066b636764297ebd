//! Authenticators of other projects: the crate passkey 0.6, with the options of this crate, and soft-webauthn 0.1.4
//! from PyPI, which never verifies its user.

use serde_json::Value;
use webauthn::{
    AuthenticationResponseJson, RegistrationResponseJson, RelyingParty, StoredPasskey, WebAuthnError,
    verify_authentication, verify_registration,
};

use crate::support::member;

fn rp() -> RelyingParty {
    RelyingParty {
        id: "auth.example.org".into(),
        origins: vec!["https://auth.example.org".into()],
        apps: Vec::new(),
        other_origins: None,
        name: "Sesame".into(),
    }
}

fn journeys(json: &str) -> Vec<Value> {
    serde_json::from_str(json).expect("journeys")
}

fn registration(journey: &Value) -> RegistrationResponseJson {
    serde_json::from_value(journey["registration"].clone()).expect("a registration")
}

fn authentications(journey: &Value) -> Vec<(Vec<u8>, AuthenticationResponseJson)> {
    let uses = journey["authentications"].as_array().expect("uses");
    uses.iter()
        .map(|used| {
            let response = serde_json::from_value(used["response"].clone()).expect("an authentication");
            (member(used, "challenge"), response)
        })
        .collect()
}

#[test]
fn a_passkey_of_another_authenticator_is_registered_and_used() {
    let journeys = journeys(include_str!("../vectors/passkey-rs.json"));
    assert_eq!(journeys.len(), 3);
    for journey in &journeys {
        let challenge = member(journey, "challenge");
        let passkey = verify_registration(&rp(), &challenge, &registration(journey)).expect("registers");
        assert_eq!(passkey.aaguid, [0x42; 16]);
        assert_eq!(passkey.transports, ["hybrid", "internal"]);
        let mut stored = StoredPasskey {
            credential_id: passkey.credential_id,
            public_key: passkey.public_key,
            sign_count: passkey.sign_count,
        };
        for (challenge, response) in authentications(journey) {
            assert_eq!(response.challenge(), Some(challenge.clone()));
            let used = verify_authentication(&rp(), &challenge, &response, &stored).expect("authenticates");
            assert_eq!(used.user_handle, Some(member(journey, "user_handle")));
            assert_eq!(used.backed_up, passkey.backup_eligible);
            stored.sign_count = used.sign_count;
            let again = verify_authentication(&rp(), &challenge, &response, &stored).err();
            assert_eq!(again, (used.sign_count != 0).then_some(WebAuthnError::SignCount), "{}", journey["title"]);
        }
    }
}

#[test]
fn an_authenticator_that_does_not_verify_its_user_is_refused() {
    let journeys = journeys(include_str!("../vectors/soft-webauthn.json"));
    let journey = &journeys[0];
    let challenge = member(journey, "challenge");
    let refused = verify_registration(&rp(), &challenge, &registration(journey)).err();
    assert_eq!(refused, Some(WebAuthnError::UserNotVerified));
}
