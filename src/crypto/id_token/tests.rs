mod claims;

use super::*;
use crate::crypto::jwks::published::{
    N, RS256_EXAMPLE, ec_jwk, es256, rs256, rsa_jwk, set, stranger_es256, stranger_jwk,
};
use serde_json::json;

const NOW: UnixTime = UnixTime(1_700_000_000);
const EXPECTED: Expected<'_> = Expected {
    issuers: &["https://accounts.google.com", "accounts.google.com"],
    client_id: "our-client",
    nonce: "the-nonce",
};
const ES256: &str = r#"{"alg":"ES256","kid":"e","typ":"JWT"}"#;

fn keys() -> Jwks {
    Jwks::parse(set(&[rsa_jwk(r#","kid":"r","use":"sig","alg":"RS256""#), ec_jwk(r#","kid":"e""#)]).as_bytes())
        .expect("a set")
}

fn claims() -> Value {
    json!({
        "iss": "https://accounts.google.com", "sub": "10769150350006150715113082367", "aud": "our-client",
        "exp": NOW.0 + 300, "iat": NOW.0, "nonce": "the-nonce", "email": "ann@acme.com", "email_verified": true,
        "name": "Ann", "picture": "https://acme.com/ann.png", "hd": "acme.com", "at_hash": "HK6E_P6Dh8Y93mRNtsDB1Q",
    })
}

fn signed(header: &str, payload: &str, sign: impl Fn(&[u8]) -> Vec<u8>) -> String {
    let message = format!("{}.{}", base64url::encode(header), base64url::encode(payload));
    let tag = base64url::encode(sign(message.as_bytes()));
    format!("{message}.{tag}")
}

fn check(token: &str) -> Result<IdTokenClaims, IdTokenError> {
    verify(token, &keys(), &EXPECTED, NOW)
}

/// Verdict on valid claims with these changes; null removes a claim.
fn with(changes: Value) -> Result<IdTokenClaims, IdTokenError> {
    let mut claims = claims();
    let members = claims.as_object_mut().expect("an object");
    for (name, value) in changes.as_object().expect("an object") {
        members.remove(name);
        if !value.is_null() {
            members.insert(name.clone(), value.clone());
        }
    }
    check(&signed(ES256, &claims.to_string(), es256))
}

fn with_header(header: &str) -> Result<IdTokenClaims, IdTokenError> {
    check(&signed(header, &claims().to_string(), es256))
}

#[test]
fn a_good_token_says_who_it_is() {
    let rs256 = signed(r#"{"alg":"RS256","kid":"r"}"#, &claims().to_string(), rs256);
    for claims in [with(json!({})), check(&rs256), with(json!({"iss": "accounts.google.com"}))] {
        let claims = claims.expect("verifies");
        assert_eq!(claims.subject, "10769150350006150715113082367");
        assert_eq!(claims.email.as_deref(), Some("ann@acme.com"));
        assert!(claims.email_verified);
        assert_eq!(claims.name.as_deref(), Some("Ann"));
        assert_eq!(claims.picture.as_deref(), Some("https://acme.com/ann.png"));
    }
}

#[test]
fn no_algorithm_but_ours_is_taken() {
    for alg in
        ["none", "None", "nOnE", "NONE", "", "HS256", "HS384", "RS384", "PS256", "ES384", "EdDSA", "es256", "ES256 "]
    {
        assert_eq!(with_header(&json!({"alg": alg, "kid": "e"}).to_string()), Err(IdTokenError::Unacceptable), "{alg}");
    }
    for alg in ["none", "HS256"] {
        let unsigned = signed(&json!({ "alg": alg }).to_string(), &claims().to_string(), |_| Vec::new());
        assert_eq!(check(&unsigned), Err(IdTokenError::Unacceptable));
    }
    for header in [
        "{}",
        r#"{"kid":"e"}"#,
        r#"{"alg":null}"#,
        r#"{"alg":["ES256"]}"#,
        r#"{"alg":1}"#,
        r#"["ES256","e","JWT",false]"#,
        r#"{"alg":"ES256","alg":"ES256","kid":"e"}"#,
        r#"{"alg":"none","alg":"ES256","kid":"e"}"#,
        r#"{"alg":"ES256","kid":"e","kid":"e"}"#,
        r#"{"alg":"ES256","kid":1}"#,
        r#"{"alg":"ES256","kid":["e"]}"#,
        r#"{"alg":"ES256","kid":"e"}x"#,
        "",
        "null",
        r#""ES256""#,
    ] {
        assert_eq!(with_header(header), Err(IdTokenError::Malformed("header")), "{header}");
    }
}

#[test]
fn the_public_key_is_not_a_mac_key() {
    use hmac::{Hmac, KeyInit, Mac};
    let modulus = base64url::decode(N).expect("base64url");
    for secret in [N.as_bytes(), &modulus, rsa_jwk("").as_bytes()] {
        let mac = |message: &[u8]| {
            let mac = Hmac::<sha2::Sha256>::new_from_slice(secret).expect("a key").chain_update(message);
            mac.finalize().into_bytes().to_vec()
        };
        let token = |alg: &str| signed(&json!({"alg": alg, "kid": "r"}).to_string(), &claims().to_string(), mac);
        assert_eq!(check(&token("HS256")), Err(IdTokenError::Unacceptable));
        assert_eq!(check(&token("RS256")), Err(IdTokenError::BadSignature));
    }
}

#[test]
fn critical_extensions_and_other_kinds_of_token_are_refused() {
    for more in [
        r#""crit":["b64"],"b64":false"#,
        r#""crit":["exp"]"#,
        r#""crit":[]"#,
        r#""crit":null"#,
        r#""typ":"at+jwt""#,
        r#""typ":"logout+jwt""#,
        r#""typ":"""#,
    ] {
        assert_eq!(
            with_header(&format!(r#"{{"alg":"ES256","kid":"e",{more}}}"#)),
            Err(IdTokenError::Unacceptable),
            "{more}"
        );
    }
    for more in [r#""typ":"JWT""#, r#""typ":"jwt""#, r#""x5t":"A""#] {
        assert!(with_header(&format!(r#"{{"alg":"ES256","kid":"e",{more}}}"#)).is_ok(), "{more}");
    }
}

#[test]
fn the_key_is_the_providers_not_the_tokens() {
    let own_key: Value = serde_json::from_str(&stranger_jwk(r#","kid":"e""#)).expect("JSON");
    for more in [
        json!({ "jwk": own_key }),
        json!({"jku": "https://evil.example/jwks.json"}),
        json!({"x5u": "https://evil.example/chain.pem", "x5c": ["AAAA"]}),
    ] {
        let mut header = json!({"alg": "ES256", "kid": "e"});
        header.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        assert_eq!(
            check(&signed(&header.to_string(), &claims().to_string(), stranger_es256)),
            Err(IdTokenError::BadSignature)
        );
    }
    for kid in ["x", "", "E", "e\0", "../e", "' OR 1=1 --", &"e".repeat(10_000)] {
        let header = json!({"alg": "ES256", "kid": kid}).to_string();
        assert_eq!(with_header(&header), Err(IdTokenError::UnknownKey), "{kid:.20}");
    }
    assert_eq!(with_header(r#"{"alg":"ES256"}"#), Err(IdTokenError::UnknownKey));
    assert_eq!(with_header(r#"{"alg":"ES256","kid":"r"}"#), Err(IdTokenError::UnknownKey));
    assert_eq!(with_header(r#"{"alg":"RS256","kid":"r"}"#), Err(IdTokenError::BadSignature));
    let one = Jwks::parse(set(&[ec_jwk("")]).as_bytes()).expect("a set");
    let nameless = signed(r#"{"alg":"ES256"}"#, &claims().to_string(), es256);
    assert!(verify(&nameless, &one, &EXPECTED, NOW).is_ok());
    let none = Jwks::parse(br#"{"keys":[]}"#).expect("a set");
    assert_eq!(verify(&nameless, &none, &EXPECTED, NOW), Err(IdTokenError::UnknownKey));
}

#[test]
fn every_claim_is_checked() {
    let long = "s".repeat(256);
    for (claim, wrong) in [
        ("iss", json!("https://accounts.google.com/")),
        ("iss", json!("https://evil.example")),
        ("iss", json!("HTTPS://accounts.google.com")),
        ("iss", json!("")),
        ("aud", json!("another-client")),
        ("aud", json!(["another-client"])),
        ("aud", json!([])),
        ("aud", json!("our-client ")),
        ("exp", json!(NOW.0 - 60)),
        ("exp", json!(0)),
        ("exp", json!(-1)),
        ("exp", json!(i64::MIN)),
        ("iat", json!(NOW.0 + 61)),
        ("iat", json!(i64::MAX)),
        ("nbf", json!(NOW.0 + 61)),
        ("nonce", json!("another-nonce")),
        ("nonce", json!("")),
        ("nonce", Value::Null),
        ("sub", json!("")),
        ("sub", json!(long)),
        ("sub", json!("1\u{0}")),
        ("azp", json!("another-client")),
    ] {
        assert_eq!(with(json!({ claim: wrong })), Err(IdTokenError::WrongClaim(claim)), "{claim} {wrong}");
    }
    let empty = Expected { nonce: "", ..EXPECTED };
    let token = signed(ES256, &claims().to_string().replace("the-nonce", ""), es256);
    assert_eq!(verify(&token, &keys(), &empty, NOW), Err(IdTokenError::WrongClaim("nonce")));
}

#[test]
fn every_changed_character_is_refused_and_none_panics() {
    let token = signed(ES256, &claims().to_string(), es256);
    assert!(check(&token).is_ok());
    let keys = keys();
    for at in 0..token.len() {
        for other in ["A", "_", ".", "é"].into_iter().filter(|other| **other != token[at..=at]) {
            let changed = format!("{}{other}{}", &token[..at], &token[at + 1..]);
            assert!(verify(&changed, &keys, &EXPECTED, NOW).is_err(), "{changed}");
        }
        assert!(verify(&token[..at], &keys, &EXPECTED, NOW).is_err());
    }
    let parts: Vec<_> = token.split('.').collect();
    for changed in [
        "..".into(),
        format!("{token}."),
        format!(".{token}"),
        format!("{token}.{}", parts[2]),
        format!("{}.{}.", parts[0], parts[1]),
        format!("{}..{}", parts[0], parts[2]),
        format!("{}.{}.{}", RS256_EXAMPLE.split('.').next().expect("a header"), parts[1], parts[2]),
        format!(" {token}"),
        format!("{token}\n"),
    ] {
        assert!(check(&changed).is_err(), "{changed}");
    }
    assert_eq!(check(&"a".repeat(MAX_BYTES)), Err(IdTokenError::Malformed("segments")));
    assert_eq!(check(&"a".repeat(MAX_BYTES + 1)), Err(IdTokenError::Malformed("too long")));
}
