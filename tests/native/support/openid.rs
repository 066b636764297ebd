//! OpenID Connect provider, and browsers that visit it.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::{Value as Json, json};

use crate::support::federation::BROWSER;
use crate::support::{Answer, World};
use sesame::ports::Clock;

pub const ISSUER: &str = "https://id.acme.test";

pub const SETTINGS: [(&str, &str); 4] = [
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
pub fn answer_with_token(world: &World, claims: &Json, nonce: &str) {
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
