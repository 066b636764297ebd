//! OpenID Connect client, up to the token endpoint's answer.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::{Value as Json, json};

use crate::federation::BROWSER;
use crate::support::{Answer, World};
use sesame::ports::Clock;

const ISSUER: &str = "https://id.acme.test";
const SETTINGS: [(&str, &str); 4] = [
    ("OIDC_NAME", "acme-id"),
    ("OIDC_ISSUER", ISSUER),
    ("OIDC_CLIENT_ID", "an id"),
    ("OIDC_CLIENT_SECRET", "a:secret"),
];

/// World whose provider adds these members to its metadata.
pub fn world(says: &Json) -> World {
    let world = World::with_settings(&SETTINGS);
    let mut discovery = json!({
        "issuer": ISSUER,
        "authorization_endpoint": format!("{ISSUER}/authorize"),
        "token_endpoint": format!("{ISSUER}/token"),
        "jwks_uri": format!("{ISSUER}/keys"),
    });
    for (name, value) in says.as_object().expect("members") {
        discovery[name] = value.clone();
    }
    world.http.answer(&format!("{ISSUER}/.well-known/openid-configuration"), &discovery);
    world.http.answer(&format!("{ISSUER}/token"), &json!({ "access_token": "at", "token_type": "Bearer" }));
    world
}

/// Redirect to the provider and back, with these parameters beside the state.
fn visit(world: &World, parameters: &str) -> Answer {
    let answer = world.with_cookies("", "GET", "/api/auth/oauth/acme-id");
    if answer.status != 302 {
        return answer;
    }
    let location = answer.headers["location"].to_str().expect("a URL").to_owned();
    let state = location.split("state=").nth(1).and_then(|rest| rest.split('&').next()).expect("a state");
    let path = format!("/api/auth/callback/acme-id?{parameters}&state={state}");
    world.with_cookies(&format!("{BROWSER}={}", answer.cookie(BROWSER)), "GET", &path)
}

/// There, and back as a person of whom the ID token claims this; `query` goes along to the start.
pub fn arrive(world: &World, query: &str, claims: &Json) -> Answer {
    let sent = world.with_cookies("", "GET", &format!("/api/auth/oauth/acme-id{query}"));
    assert_eq!(sent.status, 302, "{sent:?}");
    let parameter = |name: &str| {
        let (_, rest) = sent.location().split_once(&format!("{name}=")).expect("a parameter");
        rest.split('&').next().unwrap_or_default().to_owned()
    };
    answer_with_token(world, claims, &parameter("nonce"));
    let path = format!("/api/auth/callback/acme-id?code=abc&state={}", parameter("&state"));
    world.with_cookies(&format!("{BROWSER}={}", sent.cookie(BROWSER)), "GET", &path)
}

/// Has the token endpoint give a signed ID token with these claims, beside those that each has.
fn answer_with_token(world: &World, claims: &Json, nonce: &str) {
    let key = SigningKey::from_slice(&[0x11; 32]).expect("a key");
    let point = key.verifying_key().to_sec1_point(false);
    let encoded = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    let (x, y) = (encoded(&point.as_bytes()[1..33]), encoded(&point.as_bytes()[33..]));
    let jwk = json!({ "kty": "EC", "crv": "P-256", "x": x, "y": y, "kid": "k", "alg": "ES256", "use": "sig" });
    world.http.answer(&format!("{ISSUER}/keys"), &json!({ "keys": [jwk] }));
    let now = world.clock.now().0;
    let mut payload =
        json!({ "iss": ISSUER, "sub": "eve", "aud": "an id", "nonce": nonce, "iat": now, "exp": now + 60 });
    for (name, value) in claims.as_object().expect("members") {
        payload[name] = value.clone();
    }
    let header = json!({ "alg": "ES256", "kid": "k" });
    let message = [header, payload].map(|part| encoded(part.to_string().as_bytes())).join(".");
    let signature: Signature = key.sign(message.as_bytes());
    let id_token = format!("{message}.{}", encoded(&signature.to_bytes()));
    let answer = json!({ "access_token": "at", "token_type": "Bearer", "id_token": id_token });
    world.http.answer(&format!("{ISSUER}/token"), &answer);
}

/// True if the request reaches the token endpoint, where every visit ends: no test here returns an ID token.
fn reaches_the_token_endpoint(world: &World, parameters: &str) -> bool {
    let answer = visit(world, parameters);
    assert_eq!((answer.status, answer.body["error"].as_str()), (502, Some("PROVIDER_FAILED")), "{answer:?}");
    world.http.last_body.borrow().starts_with(b"grant_type=authorization_code")
}

#[test]
fn the_client_authenticates_by_a_supported_method_preferring_the_header() {
    let basic = Some("Basic YW4raWQ6YSUzQXNlY3JldA==");
    for (methods, expected) in [
        (json!({}), basic),
        (json!({ "token_endpoint_auth_methods_supported": ["client_secret_basic"] }), basic),
        (json!({ "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"] }), basic),
        (json!({ "token_endpoint_auth_methods_supported": ["private_key_jwt"] }), basic),
        (json!({ "token_endpoint_auth_methods_supported": ["client_secret_post"] }), None),
    ] {
        let world = world(&methods);
        assert!(reaches_the_token_endpoint(&world, "code=abc"), "{methods}");
        assert_eq!(world.http.last_authorization.borrow().as_deref(), expected, "{methods}");
        let in_body = String::from_utf8_lossy(&world.http.last_body.borrow()).contains("client_secret=a%3Asecret");
        assert_eq!(in_body, expected.is_none(), "{methods}");
    }
}

#[test]
fn a_wrong_issuer_or_a_plain_http_endpoint_is_not_called() {
    for says in [
        json!({ "issuer": "https://evil.test" }),
        json!({ "issuer": format!("{ISSUER}/") }),
        json!({ "token_endpoint": "http://id.acme.test/token" }),
        json!({ "jwks_uri": "http://id.acme.test/keys" }),
        json!({ "userinfo_endpoint": "ftp://id.acme.test/me" }),
    ] {
        let answer = visit(&world(&says), "code=abc");
        assert_eq!((answer.status, answer.body["error"].as_str()), (502, Some("PROVIDER_FAILED")), "{says}");
        assert!(answer.headers.get("set-cookie").is_none(), "{says}: the browser was not even sent");
    }
}

#[test]
fn a_code_of_another_issuer_is_not_exchanged() {
    let here = "https%3A%2F%2Fid.acme.test";
    let (named, unnamed) = (json!({ "authorization_response_iss_parameter_supported": true }), json!({}));
    for (says, parameters, expected) in [
        (&unnamed, "code=abc".to_owned(), true),
        (&unnamed, format!("code=abc&iss={here}"), true),
        (&unnamed, "code=abc&iss=https%3A%2F%2Fevil.test".to_owned(), false),
        (&named, format!("code=abc&iss={here}"), true),
        (&named, "code=abc".to_owned(), false),
        (&named, "code=abc&iss=https%3A%2F%2Fevil.test".to_owned(), false),
        (&unnamed, "code=".to_owned(), false),
        (&unnamed, format!("code={}", "a".repeat(4097)), false),
        (&unnamed, "error=server_error".to_owned(), false),
    ] {
        let world = world(says);
        assert_eq!(reaches_the_token_endpoint(&world, &parameters), expected, "{says}, {parameters:.60}");
    }
}
