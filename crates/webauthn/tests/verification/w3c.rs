//! Test vectors of WebAuthn Level 3 section 16. Their user-verified bits are random, and this crate requires the bit:
//! so each vector has an expected verdict, and each signature verifies regardless of it.

use serde_json::Value;
use sha2::{Digest, Sha256};
use webauthn::{
    NewPasskey, PublicKey, RelyingParty, StoredPasskey, Used, WebAuthnError, verify_authentication, verify_registration,
};

use crate::support::{authentication, member, registration};

/// Section, then verdicts on the registration, the registration with the user-verified bit set, and the authentication.
type Verdict = Option<WebAuthnError>;
const VERDICTS: [(&str, Verdict, Verdict, Verdict); 9] = {
    use WebAuthnError::{CrossOrigin, UserNotVerified};
    [
        ("none-es256", Some(UserNotVerified), None, Some(UserNotVerified)),
        ("packed-self-es256", None, None, Some(UserNotVerified)),
        ("none-es256-crossOrigin", Some(CrossOrigin), Some(CrossOrigin), Some(CrossOrigin)),
        ("none-es256-topOrigin", Some(CrossOrigin), Some(CrossOrigin), Some(CrossOrigin)),
        ("none-es256-long-credential-id", Some(UserNotVerified), None, None),
        ("packed-es256", None, None, None),
        ("packed-rs256", None, None, Some(UserNotVerified)),
        ("packed-eddsa", Some(UserNotVerified), None, Some(UserNotVerified)),
        ("fido-u2f-es256", Some(UserNotVerified), None, Some(UserNotVerified)),
    ]
};

fn vectors() -> Vec<Value> {
    serde_json::from_str(include_str!("../vectors/w3c.json")).expect("vectors")
}

fn rp() -> RelyingParty {
    RelyingParty {
        id: "example.org".into(),
        origins: vec!["https://example.org".into()],
        apps: Vec::new(),
        other_origins: None,
        name: "Example".into(),
    }
}

/// Offset of the authenticator data, which end the attestation object in these vectors.
fn authenticator_data_at(object: &[u8]) -> usize {
    let hash = Sha256::digest("example.org");
    object.windows(32).position(|window| window == hash.as_slice()).expect("the hash of the relying party")
}

fn register(vector: &Value, object: &[u8]) -> Result<NewPasskey, WebAuthnError> {
    let made = &vector["registration"];
    let answer = registration(&member(made, "credential_id"), &member(made, "clientDataJSON"), object);
    assert_eq!(answer.challenge(), Some(member(made, "challenge")));
    verify_registration(&rp(), &member(made, "challenge"), &answer)
}

/// Passkey to store, read from the vector by lengths alone.
fn stored(vector: &Value) -> StoredPasskey {
    let made = &vector["registration"];
    let object = member(made, "attestationObject");
    let data = &object[authenticator_data_at(&object)..];
    let credential_id = member(made, "credential_id");
    assert_eq!(usize::from(u16::from_be_bytes([data[53], data[54]])), credential_id.len());
    assert_eq!(data[55..55 + credential_id.len()], credential_id);
    let public_key = data[55 + credential_id.len()..].to_vec();
    StoredPasskey { public_key, credential_id, sign_count: 0 }
}

fn authenticate(vector: &Value, stored: &StoredPasskey) -> Result<Used, WebAuthnError> {
    let used = &vector["authentication"];
    let answer = authentication(
        &stored.credential_id,
        &member(used, "clientDataJSON"),
        &member(used, "authenticatorData"),
        &member(used, "signature"),
    );
    verify_authentication(&rp(), &member(used, "challenge"), &answer, stored)
}

#[test]
fn every_vector_has_its_verdict() {
    let vectors = vectors();
    assert_eq!(vectors.len(), VERDICTS.len());
    for (vector, (section, registered, verified, used)) in vectors.iter().zip(VERDICTS) {
        assert_eq!(vector["section"], section);
        let object = member(&vector["registration"], "attestationObject");
        assert_eq!(register(vector, &object).err(), registered, "{section}: registration");

        let mut with_bit = object.clone();
        with_bit[authenticator_data_at(&object) + 32] |= 0x04;
        assert_eq!(register(vector, &with_bit).err(), verified, "{section}: registration, user verified");
        assert_eq!(authenticate(vector, &stored(vector)).err(), used, "{section}: authentication");
    }
}

#[test]
fn the_registered_passkey_matches_the_vector() {
    for vector in vectors() {
        let made = &vector["registration"];
        let object = member(made, "attestationObject");
        let Ok(passkey) = register(&vector, &object) else { continue };
        let expected = stored(&vector);
        assert_eq!(passkey.credential_id, expected.credential_id);
        assert_eq!(passkey.public_key, expected.public_key);
        let flags = object[authenticator_data_at(&object) + 32];
        assert_eq!(passkey.backup_eligible, flags & 0x08 != 0);
        assert_eq!(passkey.aaguid.to_vec(), member(made, "aaguid"));
        assert_eq!(passkey.sign_count, 0);
        assert_eq!(passkey.transports, ["internal", "smart-card2", "usb"]);
    }
}

#[test]
fn every_signature_verifies_and_no_changed_one_does() {
    for vector in vectors() {
        let section = &vector["section"];
        let key = PublicKey::parse(&stored(&vector).public_key).expect("a key");
        let used = &vector["authentication"];
        let hash = Sha256::digest(member(used, "clientDataJSON"));
        let message = [member(used, "authenticatorData"), hash.to_vec()].concat();
        let signature = member(used, "signature");
        assert!(key.verifies(&message, &signature), "{section}");
        for at in 0..signature.len() {
            let mut changed = signature.clone();
            changed[at] ^= 1;
            assert!(!key.verifies(&message, &changed), "{section}: signature, byte {at}");
        }
        for at in 0..message.len() {
            let mut changed = message.clone();
            changed[at] ^= 1;
            assert!(!key.verifies(&changed, &signature), "{section}: message, byte {at}");
        }
    }
}

#[test]
fn a_self_attestation_that_was_changed_is_refused() {
    let vector = &vectors()[1];
    let object = member(&vector["registration"], "attestationObject");
    let signature = object.windows(3).position(|window| window == b"sig").expect("a signature") + 5;
    let mut changed = object.clone();
    changed[signature + 40] ^= 1;
    assert_eq!(register(vector, &changed).err(), Some(WebAuthnError::AttestationStatement));
    let mut another_algorithm = object;
    assert_eq!(another_algorithm[signature - 7], 0x26);
    another_algorithm[signature - 7] = 0x27;
    assert_eq!(register(vector, &another_algorithm).err(), Some(WebAuthnError::AttestationStatement));
}
