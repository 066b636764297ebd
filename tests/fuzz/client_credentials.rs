//! Credentials of applications at the token endpoint: HTTP Basic and signed assertions.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use http::header::{AUTHORIZATION, HeaderValue};
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use proptest::prelude::*;
use serde_json::json;
use sesame::api::oauth::client::basic;
use sesame::crypto::client_assertion::{ExpectedAssertion, claimed_client, verify};
use sesame::crypto::jwks::Jwks;
use sesame::domain::UnixTime;
use sesame::domain::client_metadata::ClientId;
use sesame::flows::oidc::client_authentication::{PresentedClient, PresentedProof};
use sesame::http::Request;
use url::form_urlencoded::byte_serialize;

use crate::headers::request;

const NOW: UnixTime = UnixTime(1_700_000_000);
const AUDIENCE: &str = "https://auth.example";

fn key() -> SigningKey {
    SigningKey::from_slice(&[7; 32]).expect("a key")
}

/// Keys that a client registered.
fn keys() -> Jwks {
    let point = key().verifying_key().to_sec1_point(false);
    let [x, y] = [point.x(), point.y()].map(|part| URL_SAFE_NO_PAD.encode(part.expect("a coordinate")));
    let set =
        json!({ "keys": [{ "kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "kid": "k", "x": x, "y": y }] });
    Jwks::parse(set.to_string().as_bytes()).expect("keys")
}

fn signed(client: &str, jti: &str) -> String {
    let claims = json!({ "iss": client, "sub": client, "aud": AUDIENCE, "jti": jti, "exp": NOW.0 + 60 });
    let parts = [json!({ "alg": "ES256", "kid": "k" }), claims].map(|part| URL_SAFE_NO_PAD.encode(part.to_string()));
    let message = parts.join(".");
    let signature: Signature = key().sign(message.as_bytes());
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature.to_bytes()))
}

fn is_good(assertion: &str, client: &str) -> bool {
    let expected = ExpectedAssertion { client: &ClientId(client.to_owned()), audiences: &[AUDIENCE] };
    verify(assertion, &keys(), expected, NOW).is_some()
}

fn with_header(value: &[u8]) -> Request {
    request([(AUTHORIZATION, value.to_vec())])
}

/// Id and secret of a header.
fn read(header: &str) -> Option<(String, String)> {
    let PresentedClient { id, proof } = basic(&with_header(header.as_bytes()))?;
    let PresentedProof::Secret { secret, .. } = proof else { panic!("a secret") };
    Some((id.0, secret.expose().to_owned()))
}

proptest! {
    #[test]
    fn any_authorization_header_is_read_or_refused(value: Vec<u8>, credentials: Vec<u8>, scheme in "[Bb]asic {0,3}") {
        for value in [value, format!("{scheme}{}", STANDARD.encode(&credentials)).into_bytes()] {
            if HeaderValue::from_bytes(&value).is_ok() {
                let _ = basic(&with_header(&value)).is_some();
            }
        }
        if !credentials.contains(&b':') {
            let header = format!("Basic {}", STANDARD.encode(&credentials));
            prop_assert!(read(&header).is_none());
        }
    }

    #[test]
    fn form_encoded_credentials_are_read_as_they_were_written(id: String, secret: String) {
        let [one, two] = [&id, &secret].map(|part| byte_serialize(part.as_bytes()).collect::<String>());
        let header = format!("Basic {}", STANDARD.encode(format!("{one}:{two}")));
        prop_assert_eq!(read(&header), Some((id, secret)));
    }

    #[test]
    fn credentials_of_ours_need_no_encoding(id in "[A-Za-z0-9_-]{1,40}", secret in "[A-Za-z0-9_-]{43}") {
        let header = format!("Basic {}", STANDARD.encode(format!("{id}:{secret}")));
        prop_assert_eq!(read(&header), Some((id, secret)));
    }

    #[test]
    fn a_percent_sign_alone_is_refused(before in "[a-z]{0,8}", after in "([^0-9a-fA-F:%].?|[0-9a-f][g-z])?") {
        let header = format!("Basic {}", STANDARD.encode(format!("id:{before}%{after}")));
        prop_assert_eq!(read(&header), None);
    }

    #[test]
    fn any_text_is_no_assertion(text: String, near in "[A-Za-z0-9_-]{0,60}(\\.[A-Za-z0-9_-]{0,60}){0,4}", claims: Vec<u8>, client: String) {
        let written = URL_SAFE_NO_PAD.encode(&claims);
        let unsigned = URL_SAFE_NO_PAD.encode(json!({ "alg": "ES256", "kid": "k" }).to_string());
        for text in [text, near, format!("{unsigned}.{written}.{written}")] {
            let _ = claimed_client(&text).is_some();
            prop_assert!(!is_good(&text, &client));
        }
    }

    #[test]
    fn a_signed_assertion_is_good_for_its_client_until_a_byte_changes(
        client in "\\PC{1,40}", jti in "\\PC{1,40}", at: prop::sample::Index, other in "[A-Za-z0-9_.-]"
    ) {
        let assertion = signed(&client, &jti);
        prop_assert_eq!(claimed_client(&assertion), Some(ClientId(client.clone())));
        prop_assert!(is_good(&assertion, &client));
        let another = format!("{client}x");
        prop_assert!(!is_good(&assertion, &another));
        let mut changed = assertion.clone();
        let at = at.index(assertion.len());
        changed.replace_range(at..=at, &other);
        prop_assert_eq!(is_good(&changed, &client), changed == assertion);
    }
}
