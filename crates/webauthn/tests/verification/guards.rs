//! One lie for each check.

use serde_json::json;
use webauthn::{Algorithm, RelyingParty, StoredPasskey, WebAuthnError, verify_authentication, verify_registration};

use crate::authenticator::{APP, Authenticator, BASE_POINT, CHALLENGE, cose_ec2, cose_okp, head, rp, stored};
use crate::support::{authentication, registration};

fn refused_registration(lie: impl FnOnce(&mut Authenticator)) -> Option<WebAuthnError> {
    let mut liar = Authenticator::registering();
    lie(&mut liar);
    liar.register().err()
}

fn refused_authentication(lie: impl FnOnce(&mut Authenticator)) -> Option<WebAuthnError> {
    let mut liar = Authenticator::authenticating();
    lie(&mut liar);
    liar.authenticate(&stored()).err()
}

#[test]
fn the_truth_is_accepted() {
    let passkey = Authenticator::registering().register().expect("registers");
    assert_eq!(passkey.algorithm, Algorithm::Es256);
    assert_eq!((passkey.backup_eligible, passkey.backed_up), (true, true));
    let used = Authenticator::authenticating().authenticate(&stored()).expect("authenticates");
    assert_eq!((used.sign_count, used.backed_up, used.user_handle), (0, true, Some(vec![7; 64])));
}

#[test]
fn permitted_variations_are_accepted() {
    for origin in ["https://a.example", "https://www.a.example"] {
        assert_eq!(refused_authentication(|liar| liar.client_data["origin"] = json!(origin)), None);
    }
    for (name, value) in [("crossOrigin", json!(null)), ("topOrigin", json!(null)), ("tokenBinding", json!({}))] {
        assert_eq!(refused_registration(|liar| liar.client_data[name] = value.clone()), None, "{name}");
        assert_eq!(refused_authentication(|liar| liar.client_data[name] = value), None, "{name}");
    }
    // Unrequested extensions, a reserved flag, and a passkey that is no longer synced.
    assert_eq!(refused_registration(|liar| (liar.flags, liar.trailing) = (0xdd, vec![0xa0])), None);
    assert_eq!(refused_authentication(|liar| (liar.flags, liar.trailing) = (0x9d, vec![0xa1, 0x61, b'x', 0xf5])), None);
    assert_eq!(refused_authentication(|liar| liar.flags |= 0x22), None);
    assert_eq!(refused_authentication(|liar| liar.flags = 0x0d), None);
}

#[test]
fn false_client_data_are_refused() {
    use WebAuthnError::{Ceremony, Challenge, ClientData, CrossOrigin, Origin};
    let lies = [
        ("challenge", json!("AAAA"), Challenge),
        ("challenge", json!(""), Challenge),
        ("challenge", json!("xMTExMTExMTExMTExMTExMTExMTExMTExMTExMTExMQ="), Challenge),
        ("challenge", json!(7), ClientData),
        ("type", json!("payment.get"), Ceremony),
        ("origin", json!("https://b.example"), Origin),
        ("origin", json!("http://a.example"), Origin),
        ("origin", json!("https://a.example:444"), Origin),
        ("origin", json!("https://a.example/"), Origin),
        ("origin", json!("https://a.example.b.example"), Origin),
        ("origin", json!("https://A.example"), Origin),
        ("origin", json!("null"), Origin),
        ("origin", json!(null), ClientData),
        ("crossOrigin", json!(true), CrossOrigin),
        ("crossOrigin", json!("false"), ClientData),
        ("topOrigin", json!("https://a.example"), CrossOrigin),
    ];
    for (name, value, reason) in lies {
        let registered = refused_registration(|liar| liar.client_data[name] = value.clone());
        assert_eq!(registered, Some(reason), "{name}: {value}");
        let used = refused_authentication(|liar| liar.client_data[name] = value.clone());
        assert_eq!(used, Some(reason), "{name}: {value}");
    }
    assert_eq!(refused_registration(|liar| liar.client_data["type"] = json!("webauthn.get")), Some(Ceremony));
    assert_eq!(refused_authentication(|liar| liar.client_data["type"] = json!("webauthn.create")), Some(Ceremony));
}

#[test]
fn a_byte_order_mark_is_dropped_and_signed() {
    let honest = Authenticator::registering();
    let marked = |client_data: Vec<u8>| [b"\xef\xbb\xbf".to_vec(), client_data].concat();
    let answer = crate::support::registration(&honest.id, &marked(honest.client_data()), &honest.attestation_object());
    assert!(verify_registration(&rp(), &CHALLENGE, &answer).is_ok());
    let honest = Authenticator::authenticating();
    let (data, signature) = (honest.authenticator_data(), honest.sign());
    let answer = authentication(&honest.id, &marked(honest.client_data()), &data, &signature);
    let refused = verify_authentication(&rp(), &CHALLENGE, &answer, &stored()).err();
    assert_eq!(refused, Some(WebAuthnError::Signature));
}

#[test]
fn a_short_challenge_is_never_the_expected_one() {
    for (challenge, reason) in
        [(&[][..], Some(WebAuthnError::Challenge)), (&[1; 15], Some(WebAuthnError::Challenge)), (&[1; 16], None)]
    {
        let mut authenticator = Authenticator::registering();
        authenticator.client_data["challenge"] = json!(crate::support::base64url(challenge));
        assert_eq!(verify_registration(&rp(), challenge, &authenticator.registration()).err(), reason);
    }
}

#[test]
fn false_authenticator_data_are_refused() {
    use WebAuthnError::{AuthenticatorData, BackupFlags, RelyingParty, UserNotPresent, UserNotVerified};
    assert_eq!(refused_registration(|liar| liar.rp_id = "b.example"), Some(RelyingParty));
    assert_eq!(refused_authentication(|liar| liar.rp_id = "b.example"), Some(RelyingParty));
    for (flag, reason) in [(0x01, UserNotPresent), (0x04, UserNotVerified), (0x08, BackupFlags)] {
        assert_eq!(refused_registration(|liar| liar.flags &= !flag), Some(reason));
        assert_eq!(refused_authentication(|liar| liar.flags &= !flag), Some(reason));
    }
    // No credential; extensions flagged but missing, present but not flagged, and not a map.
    assert_eq!(refused_registration(|liar| liar.flags &= !0x40), Some(AuthenticatorData));
    for (flags, trailing) in [(0x80, vec![]), (0x00, vec![0xa0]), (0x80, vec![0x80]), (0x80, vec![0xa0, 0xa0])] {
        let lie = |liar: &mut Authenticator| (liar.flags, liar.trailing) = (liar.flags | flags, trailing.clone());
        assert_eq!(refused_registration(lie), Some(AuthenticatorData), "{flags:x} {trailing:x?}");
        assert_eq!(refused_authentication(lie), Some(AuthenticatorData), "{flags:x} {trailing:x?}");
    }
}

#[test]
fn a_passkey_may_change_its_backup_eligibility() {
    for (flags, eligible, backed_up) in [(0x05, false, false), (0x0d, true, false), (0x1d, true, true)] {
        let mut passkey = Authenticator::authenticating();
        passkey.flags = flags;
        let used = passkey.authenticate(&stored()).expect("authenticates");
        assert_eq!((used.backup_eligible, used.backed_up), (eligible, backed_up), "{flags:x}");
    }
    assert_eq!(refused_authentication(|liar| liar.flags = 0x15), Some(WebAuthnError::BackupFlags));
}

#[test]
fn a_trusted_app_may_ask_and_no_other() {
    for (origin, reason) in [
        (APP.to_owned(), None),
        (APP.replace("xMQ", "xMA"), Some(WebAuthnError::Origin)),
        (APP.to_uppercase(), Some(WebAuthnError::Origin)),
        (format!("{APP}="), Some(WebAuthnError::Origin)),
        (APP.replace("android:apk-key-hash:", "ios:bundle-id:"), Some(WebAuthnError::Origin)),
    ] {
        let registered = refused_registration(|app| app.client_data["origin"] = json!(origin));
        let used = refused_authentication(|app| app.client_data["origin"] = json!(origin));
        assert_eq!((registered, used), (reason, reason), "{origin}");
    }
}

#[test]
fn an_origin_in_no_list_is_admitted_by_the_test_for_others() {
    let rp = RelyingParty { other_origins: Some(|origin| origin.starts_with("http://localhost:")), ..rp() };
    for (origin, reason) in [
        ("http://localhost:5173", None),
        ("https://a.example", None),
        ("http://localhost.b.example", Some(WebAuthnError::Origin)),
    ] {
        let mut browser = Authenticator::registering();
        browser.client_data["origin"] = json!(origin);
        assert_eq!(verify_registration(&rp, &CHALLENGE, &browser.registration()).err(), reason, "{origin}");
    }
}

#[test]
fn a_key_and_an_object_may_stand_in_another_order_and_width() {
    let good = Authenticator::registering().public_key;
    let [x, y] = [&good[7..42], &good[42..77]];
    let keys = [
        ("alg first", [&[0xa5, 3, 0x26, 1, 2][..], &good[5..]].concat()),
        ("coordinates first", [&[0xa5][..], y, x, &good[1..7]].concat()),
        ("wide numbers", [&[0xb8, 5, 0x18, 1, 0x19, 0, 2, 3, 0x38, 6, 0x20, 1][..], x, y].concat()),
        ("wide lengths", [&good[..7], &[0x21, 0x59, 0, 32][..], &good[10..42], y].concat()),
    ];
    for (why, key) in keys {
        let mut registering = Authenticator::registering();
        registering.public_key = key;
        let passkey = registering.register().expect(why);
        let stored = StoredPasskey { public_key: passkey.public_key, ..stored() };
        assert!(Authenticator::authenticating().authenticate(&stored).is_ok(), "{why}");
    }
    let honest = Authenticator::registering();
    let object = honest.attestation_object();
    let data =
        [&[0x68][..], b"authData", &head(2, honest.authenticator_data().len()), &honest.authenticator_data()].concat();
    let rest = &object[1..object.len() - data.len()];
    let turned = registration(&honest.id, &honest.client_data(), &[&[0xa3][..], &data, rest].concat());
    assert!(verify_registration(&rp(), &CHALLENGE, &turned).is_ok());
}

#[test]
fn the_counter_only_grows() {
    let mut passkey = stored();
    for (kept, sent, reason) in [
        (0, 0, None),
        (0, 1, None),
        (1, 2, None),
        (1, 1, Some(WebAuthnError::SignCount)),
        (2, 1, Some(WebAuthnError::SignCount)),
        (1, 0, Some(WebAuthnError::SignCount)),
        (u32::MAX - 1, u32::MAX, None),
        (u32::MAX, 0, Some(WebAuthnError::SignCount)),
    ] {
        passkey.sign_count = kept;
        let mut authenticator = Authenticator::authenticating();
        authenticator.sign_count = sent;
        let outcome = authenticator.authenticate(&passkey);
        assert_eq!(outcome.as_ref().err().copied(), reason, "{kept} {sent}");
        assert!(outcome.is_err() || outcome.is_ok_and(|used| used.sign_count == sent));
    }
}

#[test]
fn a_credential_id_is_one_and_of_1_to_1023_bytes() {
    for (length, reason) in [(0, Some(WebAuthnError::CredentialId)), (1, None), (1023, None)] {
        let refused = refused_registration(|liar| (liar.id, liar.raw_id) = (vec![1; length], vec![1; length]));
        assert_eq!(refused, reason, "{length}");
    }
    // The answer's own id cannot be that long.
    assert_eq!(refused_registration(|liar| liar.id = vec![1; 1024]), Some(WebAuthnError::CredentialId));
    assert_eq!(refused_registration(|liar| liar.raw_id[0] ^= 1), Some(WebAuthnError::CredentialId));
    assert_eq!(refused_authentication(|liar| liar.raw_id[0] ^= 1), Some(WebAuthnError::CredentialId));
}

#[test]
fn a_signature_of_another_key_or_over_something_else_is_refused() {
    let mut another = stored();
    another.public_key = cose_okp(&BASE_POINT);
    let key_of_another = Authenticator::authenticating().authenticate(&another).err();
    assert_eq!(key_of_another, Some(WebAuthnError::Signature));
    let honest = Authenticator::authenticating();
    let mut data = honest.authenticator_data();
    data[36] = 1;
    let answer = authentication(&honest.id, &honest.client_data(), &data, &honest.sign());
    let refused = verify_authentication(&rp(), &CHALLENGE, &answer, &stored()).err();
    assert_eq!(refused, Some(WebAuthnError::Signature));
}

#[test]
fn a_key_that_is_none_is_refused() {
    use WebAuthnError::{Algorithm, AuthenticatorData, PublicKey};
    let good = Authenticator::registering().public_key;
    let with = |at: usize, byte: u8| {
        let mut key = good.clone();
        key[at] = byte;
        key
    };
    let coordinate = [&[0x58, 48][..], &[1; 48]].concat();
    let es384 = [&[0xa5, 1, 2, 3, 0x38, 0x22, 0x20, 2, 0x21][..], &coordinate, &[0x22], &coordinate].concat();
    let lies = [
        ("kty", with(2, 3), PublicKey),
        ("alg cut off", with(4, 0x38), AuthenticatorData),
        ("alg EdDSA", with(4, 0x27), PublicKey),
        ("ES384", es384, Algorithm),
        ("alg 7", with(4, 0x07), Algorithm),
        ("crv", with(6, 2), PublicKey),
        ("off the curve", with(10, good[10] ^ 1), PublicKey),
        ("infinity", cose_ec2(&[0; 32], &[0; 32]), PublicKey),
        ("past the field", cose_ec2(&[0xff; 32], &good[45..]), PublicKey),
        ("short x", cose_ec2(&good[11..42], &good[45..]), PublicKey),
        ("long x", cose_ec2(&[&[0], &good[10..42]].concat(), &good[45..]), PublicKey),
        ("not a map", vec![0x80], AuthenticatorData),
        ("empty", vec![0xa0], PublicKey),
        ("another member", [&[0xa6][..], &good[1..], &[0x23, 0x00]].concat(), PublicKey),
        ("twice", [&[0xa5, 1, 2, 1, 2][..], &good[5..]].concat(), AuthenticatorData),
        ("identity", cose_okp(&[&[1][..], &[0; 31]].concat()), PublicKey),
        ("of order 2", cose_okp(&[&[0xec][..], &[0xff; 30], &[0x7f]].concat()), PublicKey),
        ("of order 4", cose_okp(&[0; 32]), PublicKey),
        ("short", cose_okp(&BASE_POINT[..31]), PublicKey),
        // y = p + 3, a non-canonical encoding of y = 3 that RFC 8032 excludes.
        ("past the field", cose_okp(&[&[0xf0][..], &[0xff; 30], &[0x7f]].concat()), PublicKey),
    ];
    for (why, key, reason) in lies {
        assert_eq!(refused_registration(|liar| liar.public_key = key), Some(reason), "{why}");
    }
}

#[test]
fn an_attestation_statement_fits_its_format() {
    use WebAuthnError::{AttestationObject, AttestationStatement};
    let packed = [&[0xa2, 0x63][..], b"alg", &[0x26, 0x63], b"sig", &[0x40]].concat();
    let certified = [&[0xa3, 0x63][..], b"alg", &[0x26, 0x63], b"sig", &[0x40, 0x63], b"x5c", &[0x80]].concat();
    let cases = [
        ("none", vec![0xa0], None),
        ("none", vec![0xa1, 0x61, b'x', 0x00], Some(AttestationStatement)),
        ("none", vec![0x80], Some(AttestationObject)),
        ("packed", vec![0xa0], Some(AttestationStatement)),
        ("packed", packed, Some(AttestationStatement)),
        ("packed", certified, None),
        ("tpm", vec![0xa0], None),
    ];
    for (format, statement, reason) in cases {
        let refused = refused_registration(|liar| (liar.format, liar.statement) = (format, statement.clone()));
        assert_eq!(refused, reason, "{format} {statement:x?}");
    }
}

#[test]
fn an_attestation_object_has_three_members() {
    let honest = Authenticator::registering();
    let object = honest.attestation_object();
    let with_another = [&[0xa4][..], &object[1..], &[0x61, b'x', 0x00]].concat();
    let answer = registration(&honest.id, &honest.client_data(), &with_another);
    let refused = verify_registration(&rp(), &CHALLENGE, &answer).err();
    assert_eq!(refused, Some(WebAuthnError::AttestationObject));
}
