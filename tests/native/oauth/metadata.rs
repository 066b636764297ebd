//! Metadata and published keys.

use serde_json::{Value as Json, json};
use sesame::domain::SignatureAlgorithm::Es256;
use sesame::flows::oidc::signing::sign;

use crate::support::{Answer, World};
use futures_util::FutureExt;

const DOCUMENTS: [&str; 2] = ["/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"];

fn read(world: &World, path: &str) -> Answer {
    let answer = world.send("GET", path, &[("origin", "https://anywhere.test")], None);
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(answer.headers["cache-control"], "public, max-age=300");
    assert_eq!(answer.headers["access-control-allow-origin"], "*");
    answer
}

#[test]
fn the_two_documents_are_one_and_say_what_is_supported() {
    let world = World::new();
    let [discovery, server] = DOCUMENTS.map(|path| read(&world, path).body);
    assert_eq!(discovery, server);
    let issuer = "https://auth.acme.test";
    let confidential = ["client_secret_basic", "client_secret_post", "private_key_jwt"];
    let any = ["client_secret_basic", "client_secret_post", "private_key_jwt", "none"];
    let algorithms = ["RS256", "ES256"];
    // No member names anything that is not built.
    let expected = json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/oauth2/authorize"),
        "token_endpoint": format!("{issuer}/oauth2/token"),
        "userinfo_endpoint": format!("{issuer}/oauth2/userinfo"),
        "introspection_endpoint": format!("{issuer}/oauth2/introspect"),
        "revocation_endpoint": format!("{issuer}/oauth2/revoke"),
        "end_session_endpoint": format!("{issuer}/oauth2/logout"),
        "jwks_uri": format!("{issuer}/oauth2/jwks"),
        "scopes_supported": ["openid", "profile", "email", "offline_access"],
        "response_types_supported": ["code"],
        "response_modes_supported": ["query", "form_post"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": any,
        "token_endpoint_auth_signing_alg_values_supported": algorithms,
        "revocation_endpoint_auth_methods_supported": any,
        "revocation_endpoint_auth_signing_alg_values_supported": algorithms,
        "introspection_endpoint_auth_methods_supported": confidential,
        "introspection_endpoint_auth_signing_alg_values_supported": algorithms,
        "id_token_signing_alg_values_supported": algorithms,
        "subject_types_supported": ["public"],
        "claims_supported": [
            "iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "at_hash", "sid", "acr", "amr", "name", "picture",
            "preferred_username", "updated_at", "email", "email_verified",
        ],
        "acr_values_supported": ["aal1", "aal2"],
        "prompt_values_supported": ["none", "login", "consent", "select_account"],
        "ui_locales_supported": ["en", "fr"],
        "authorization_response_iss_parameter_supported": true,
        "claims_parameter_supported": true,
        "request_parameter_supported": false,
        "request_uri_parameter_supported": false,
    });
    assert_eq!(discovery, expected);
    assert_eq!(world.database.trips.get(), 0);
}

#[test]
fn the_published_set_has_the_rsa_key_first_and_nothing_private() {
    let world = World::new();
    let set = read(&world, "/oauth2/jwks").body;
    let keys = set["keys"].as_array().expect("keys");
    let members = |key: &Json| key.as_object().expect("a key").keys().cloned().collect::<Vec<_>>();
    let [rsa, ec] = &keys[..] else { panic!("{set}") };
    assert_eq!(members(rsa), ["alg", "e", "kid", "kty", "n", "use"]);
    assert_eq!(members(ec), ["alg", "crv", "kid", "kty", "use", "x", "y"]);
    assert_eq!((&rsa["alg"], &rsa["use"]), (&json!("RS256"), &json!("sig")));
    assert_eq!((&ec["alg"], &ec["use"]), (&json!("ES256"), &json!("sig")));

    let trips = world.database.trips.get();
    assert_eq!(read(&world, "/oauth2/jwks").body, set);
    assert_eq!(world.database.trips.get(), trips);
}

#[test]
fn a_token_names_a_key_of_the_published_set() {
    let world = World::new();
    let signed = sign(&world.app(), Es256, "JWT", &json!({})).now_or_never().expect("nothing here waits");
    let header = signed.expect("a token").split('.').next().expect("a header").to_owned();
    let header = sesame::crypto::jws::CompactToken::parse(&format!("{header}.e30.AA")).expect("a header").header;
    assert_eq!(read(&world, "/oauth2/jwks").body["keys"][1]["kid"], header.kid.0);
}

#[test]
fn without_a_database_the_keys_are_unavailable_and_not_cached() {
    let world = World::new();
    world.database.fail_at.set(Some(1));
    let answer = world.send("GET", "/oauth2/jwks", &[], None);
    assert_eq!((answer.status, answer.text("/error").as_str()), (503, "temporarily_unavailable"));
    assert_eq!(answer.headers["cache-control"], "no-store");
}
