//! OpenID Connect client, up to the token endpoint's answer.

use serde_json::json;

use crate::support::federation::BROWSER;
use crate::support::openid::{ISSUER, world};
use crate::support::{Answer, World};

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
