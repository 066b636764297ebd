//! Malformed answers: refused, never a panic.

use std::sync::LazyLock;

use serde_json::{Value, json};
use webauthn::{
    AuthenticationResponseJson, PublicKey, RegistrationResponseJson, StoredPasskey, WebAuthnError,
    verify_authentication, verify_registration,
};

use crate::authenticator::{Authenticator, BASE_POINT, CHALLENGE, cose_okp, cose_rsa, rp, stored};
use crate::support::{authentication, base64url, registration};

/// xorshift64: the same sequence in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % sides as u64) as usize
    }

    /// Bytes with up to four of them replaced, removed or inserted.
    fn mutate(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut bytes = bytes.to_vec();
        for _ in 0..=self.roll(4) {
            let at = self.roll(bytes.len() + 1);
            let byte = [0x00, 0xff, 0x5f, 0x9f, 0xbf, 0x1b, 0x81, 0xa1][self.roll(8)] ^ (self.roll(4) == 0) as u8;
            match self.roll(3) {
                0 if at < bytes.len() => bytes[at] = byte,
                1 if at < bytes.len() => drop(bytes.remove(at)),
                _ => bytes.insert(at, byte),
            }
        }
        bytes
    }
}

fn register(client_data: &[u8], object: &[u8]) -> bool {
    verify_registration(&rp(), &CHALLENGE, &registration(&[0xaa; 16], client_data, object)).is_ok()
}

fn authenticate(client_data: &[u8], data: &[u8], signature: &[u8]) -> bool {
    static PASSKEY: LazyLock<StoredPasskey> = LazyLock::new(stored);
    let answer = authentication(&[0xaa; 16], client_data, data, signature);
    verify_authentication(&rp(), &CHALLENGE, &answer, &PASSKEY).is_ok()
}

#[test]
fn no_part_can_be_cut_off_or_go_on() {
    let honest = Authenticator::registering();
    let (client_data, object) = (honest.client_data(), honest.attestation_object());
    assert!(register(&client_data, &object));
    for end in 0..object.len() {
        assert!(!register(&client_data, &object[..end]), "{end}");
    }
    for end in 0..client_data.len() {
        assert!(!register(&client_data[..end], &object), "{end}");
    }
    assert!(!register(&client_data, &[&object[..], &[0]].concat()));
    assert!(!register(&[&client_data[..], b"{}"].concat(), &object));

    let honest = Authenticator::authenticating();
    let (client_data, data, signature) = (honest.client_data(), honest.authenticator_data(), honest.sign());
    assert!(authenticate(&client_data, &data, &signature));
    for end in 0..data.len() {
        assert!(!authenticate(&client_data, &data[..end], &signature), "{end}");
    }
    for end in 0..signature.len() {
        assert!(!authenticate(&client_data, &data, &signature[..end]), "{end}");
    }
    assert!(!authenticate(&client_data, &data, &[&signature[..], &[0]].concat()));
}

#[test]
fn every_flipped_bit_of_an_assertion_is_refused() {
    let honest = Authenticator::authenticating();
    let parts = [honest.client_data(), honest.authenticator_data(), honest.sign()];
    for part in 0..parts.len() {
        for bit in 0..parts[part].len() * 8 {
            let mut changed = parts.clone();
            changed[part][bit / 8] ^= 1 << (bit % 8);
            let [client_data, data, signature] = &changed;
            assert!(!authenticate(client_data, data, signature), "part {part}, bit {bit}");
        }
    }
}

#[test]
fn a_length_that_lies_is_refused() {
    let honest = Authenticator::registering();
    let client_data = honest.client_data();
    let object = honest.attestation_object();
    let data = object.len() - honest.authenticator_data().len();
    for length in [0u16, 1, 15, 17, 1023, 1024, u16::MAX] {
        let mut lying = object.clone();
        lying[data + 53..data + 55].copy_from_slice(&length.to_be_bytes());
        assert!(!register(&client_data, &lying), "{length}");
    }
}

#[test]
fn a_count_that_lies_is_refused() {
    let honest = Authenticator::registering();
    for (count, fits) in [(0xa0, false), (0xa2, false), (0xa3, true), (0xa4, false)] {
        let mut object = honest.attestation_object();
        object[0] = count;
        assert_eq!(register(&honest.client_data(), &object), fits, "{count:x}");
    }
    let rsa = cose_rsa(&[0xff; 256], &[1, 0, 1]);
    for (key, right) in [(honest.public_key, 0xa5), (cose_okp(&BASE_POINT), 0xa4), (rsa, 0xa4)] {
        for count in 0xa0..=0xa6 {
            let mut lying = key.clone();
            lying[0] = count;
            assert_eq!(PublicKey::parse(&lying).is_ok(), count == right, "{count:x}");
        }
        assert!(PublicKey::parse(&[&key[..], &[0]].concat()).is_err());
    }
}

#[test]
fn random_answers_never_panic_and_never_succeed() {
    let mut dice = Dice(0x5e5a_3e00_1234_5678);
    let registering = Authenticator::registering();
    let authenticating = Authenticator::authenticating();
    let signature = authenticating.sign();
    let mut parsed = 0;
    for _ in 0..20_000 {
        let object = dice.mutate(&registering.attestation_object());
        let answer = registration(&[0xaa; 16], &registering.client_data(), &object);
        if let Ok(passkey) = verify_registration(&rp(), &CHALLENGE, &answer) {
            // Nothing is signed, so the counter, the model and a flag may differ; the key may not.
            assert_eq!(passkey.public_key, registering.public_key);
            assert_eq!(passkey.credential_id, registering.id);
            parsed += 1;
        }
        let _ = PublicKey::parse(&dice.mutate(&registering.public_key));
        let data = dice.mutate(&authenticating.authenticator_data());
        if data != authenticating.authenticator_data() {
            assert!(!authenticate(&authenticating.client_data(), &data, &signature));
        }
    }
    assert!(parsed > 0, "every mutation was refused: they are too coarse to find anything");
}

#[test]
fn random_bytes_never_panic() {
    let mut dice = Dice(42);
    let client_data = Authenticator::registering().client_data();
    for _ in 0..20_000 {
        let noise: Vec<u8> = (0..dice.roll(120)).map(|_| dice.roll(256) as u8).collect();
        assert!(PublicKey::parse(&noise).is_err());
        assert!(!register(&client_data, &noise));
        assert!(!register(&noise, &noise));
    }
}

#[test]
fn deep_and_huge_cbor_is_refused() {
    let client_data = Authenticator::registering().client_data();
    for byte in [0x81, 0xa1, 0x9f, 0xbf, 0xd8, 0x5f] {
        assert!(!register(&client_data, &[byte; 32_768]));
    }
    let mut object = Authenticator::registering();
    object.statement = [&[0xa1, 0x61, b'x'][..], &[0x81; 10_000], &[0x00]].concat();
    object.format = "tpm";
    assert_eq!(object.register().err(), Some(WebAuthnError::AttestationObject));
    object.statement = vec![0xa1, 0x61, b'x', 0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];
    assert_eq!(object.register().err(), Some(WebAuthnError::AttestationObject));
}

fn answer() -> Value {
    json!({
        "id": "qqqq",
        "rawId": "qqqq",
        "type": "public-key",
        "response": {
            "clientDataJSON": "e30",
            "attestationObject": "oA",
            "authenticatorData": "oA",
            "signature": "oA",
        },
    })
}

#[test]
fn an_answer_has_the_form_that_browsers_give_it() {
    let reads = |answer: &Value| {
        let registration = serde_json::from_value::<RegistrationResponseJson>(answer.clone()).is_ok();
        let authentication = serde_json::from_value::<AuthenticationResponseJson>(answer.clone()).is_ok();
        (registration, authentication)
    };
    assert_eq!(reads(&answer()), (true, true));
    let both = ["/id", "/rawId", "/type", "/response/clientDataJSON"];
    let some = ["/response/attestationObject", "/response/authenticatorData", "/response/signature"];
    for (path, expected) in both
        .map(|path| (path, (false, false)))
        .into_iter()
        .chain(some.map(|path| (path, (path != some[0], path == some[0]))))
    {
        for wrong in [json!(null), json!(7), json!("oA=="), json!("+/+/"), json!("oB"), json!([1]), json!({})] {
            let mut answer = answer();
            *answer.pointer_mut(path).expect("a member") = wrong.clone();
            assert_eq!(reads(&answer), expected, "{path}: {wrong}");
        }
    }
}

#[test]
fn an_answer_is_bounded() {
    for (path, longest) in [
        ("/rawId", 1023),
        ("/response/clientDataJSON", 8192),
        ("/response/attestationObject", 32_768),
        ("/response/authenticatorData", 8192),
        ("/response/signature", 1024),
    ] {
        for (length, fits) in [(longest, true), (longest + 1, false)] {
            let mut answer = answer();
            *answer.pointer_mut(path).expect("a member") = json!(base64url(vec![0; length]));
            let registration = serde_json::from_value::<RegistrationResponseJson>(answer.clone()).is_ok();
            let authentication = serde_json::from_value::<AuthenticationResponseJson>(answer).is_ok();
            assert_eq!(registration && authentication, fits, "{path}: {length}");
        }
    }
    let mut answer = answer();
    answer["response"]["userHandle"] = json!(base64url([0; 65]));
    assert!(serde_json::from_value::<AuthenticationResponseJson>(answer).is_err());
}

#[test]
fn ids_that_differ_are_refused() {
    let mut answer = answer();
    answer["id"] = json!("qqqr");
    let answer: AuthenticationResponseJson = serde_json::from_value(answer).expect("an answer");
    assert_eq!(answer.credential_id(), None);
    assert_eq!(answer.challenge(), None);
    let refused = verify_authentication(&rp(), &CHALLENGE, &answer, &stored()).err();
    assert_eq!(refused, Some(WebAuthnError::CredentialId));
}
