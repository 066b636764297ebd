use serde_json::{Map, Value, json};

use super::{ClientChange, ClientMetadata, member_names};
use crate::domain::ActError;

const CALLBACK: &str = "https://app.acme.com/callback";

fn fields(value: Value) -> Map<String, Value> {
    value.as_object().cloned().unwrap_or_else(|| panic!("{value}"))
}

/// A registration with a redirect URI, and other members.
fn with(mut others: Value) -> Map<String, Value> {
    others.as_object_mut().expect("members").entry("redirect_uris").or_insert(json!([CALLBACK]));
    fields(others)
}

/// Member that the error is about.
fn refused(result: Result<ClientMetadata, ActError>) -> &'static str {
    match result {
        Err(ActError::InvalidRedirectUri(_)) => "redirect_uris",
        Err(ActError::InvalidClientMetadata { member, .. }) => member,
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_is_not_named_has_its_default() {
    let made = ClientMetadata::registered(&with(json!({}))).expect("fits");
    let standard = json!({
        "redirect_uris": [CALLBACK],
        "grant_types": ["authorization_code", "refresh_token"],
        "response_types": ["code"],
        "scope": "openid profile email offline_access",
        "token_endpoint_auth_method": "client_secret_basic",
        "id_token_signed_response_alg": "RS256",
        "post_logout_redirect_uris": [],
        "application_type": "web",
    });
    assert_eq!(Value::Object(made.standard), standard);
    let settings = json!({
        "require_pkce": true, "first_party": false, "id_token_claims": "userinfo", "require_second_factor": false
    });
    assert_eq!(Value::Object(made.settings), settings);
}

#[test]
fn what_is_named_is_kept_as_it_was_written() {
    let full = json!({
        "client_name": "Shop",
        "redirect_uris": [CALLBACK, "http://127.0.0.1/callback", "myapp://callback"],
        "grant_types": ["authorization_code"],
        "response_types": ["code"],
        "scope": "openid orders:read",
        "token_endpoint_auth_method": "private_key_jwt",
        "jwks": { "keys": [{ "kty": "EC", "crv": "P-256", "x": "x", "y": "y" }] },
        "id_token_signed_response_alg": "ES256",
        "post_logout_redirect_uris": ["https://app.acme.com/bye"],
        "application_type": "native",
        "logo_uri": "https://app.acme.com/logo.png",
        "tos_uri": "https://app.acme.com/terms",
        "policy_uri": "http://localhost:3000/privacy",
        "require_pkce": false,
        "first_party": true,
        "id_token_claims": "id_token",
        "require_second_factor": true,
    });
    let made = ClientMetadata::registered(&fields(full.clone())).expect("fits");
    let both: Map<String, Value> = made.standard.into_iter().chain(made.settings).collect();
    assert_eq!(Value::Object(both), full);
    assert_eq!(fields(full).len(), member_names().count(), "every member is named here");
}

#[test]
fn every_member_has_its_rule() {
    let long = format!("https://app.acme.com/{}", "a".repeat(2048));
    let many = vec![CALLBACK; 51];
    for (member, values) in [
        ("client_name", vec![json!(""), json!(" "), json!("a\nb"), json!(1), json!("x".repeat(201))]),
        (
            "redirect_uris",
            vec![
                json!([]),
                json!(CALLBACK),
                json!([1]),
                json!(["https://*.acme.com"]),
                json!(["JaVaScript:alert(1)"]),
                json!(many),
            ],
        ),
        (
            "grant_types",
            vec![
                json!([]),
                json!("authorization_code"),
                json!(["implicit"]),
                json!(["client_credentials"]),
                json!(["refresh_token", "refresh_token"]),
                json!([1]),
            ],
        ),
        ("response_types", vec![json!("code"), json!(["token"]), json!(["code", "code"]), json!(["code id_token"])]),
        (
            "scope",
            vec![json!(""), json!(" "), json!("a  b"), json!("a\tb"), json!("a \"b\""), json!("a a"), json!(["a"])],
        ),
        ("token_endpoint_auth_method", vec![json!("client_secret_jwt"), json!("NONE"), json!(["none"]), json!(false)]),
        (
            "jwks",
            vec![
                json!([]),
                json!({}),
                json!({ "keys": [] }),
                json!({ "keys": [{ "kty": "RSA", "d": "d" }] }),
                json!({ "keys": [{ "kty": "oct", "k": "k" }] }),
            ],
        ),
        ("id_token_signed_response_alg", vec![json!("none"), json!("HS256"), json!("rs256")]),
        ("post_logout_redirect_uris", vec![json!(CALLBACK), json!(["/bye"]), json!(["https://app.acme.com/#x"])]),
        ("application_type", vec![json!("mobile"), json!(1)]),
        (
            "logo_uri",
            vec![json!("http://app.acme.com/a.png"), json!("data:image/png;base64,AA"), json!("/a.png"), json!(long)],
        ),
        (
            "tos_uri",
            vec![json!("javascript:alert(1)"), json!("https://u@app.acme.com/"), json!("https://app.acme.com/a b")],
        ),
        ("policy_uri", vec![json!("ftp://app.acme.com/"), json!("")]),
        ("require_pkce", vec![json!("false"), json!(0)]),
        ("first_party", vec![json!("true"), json!(1)]),
        ("id_token_claims", vec![json!("both"), json!(true)]),
        ("require_second_factor", vec![json!("yes"), json!([])]),
    ] {
        for value in values {
            let given = with(json!({ member: value }));
            assert_eq!(refused(ClientMetadata::registered(&given)), member, "{value}");
        }
    }
}

#[test]
fn members_fit_together() {
    for (others, member) in [
        (json!({ "redirect_uris": null }), "redirect_uris"),
        (json!({ "response_types": [] }), "response_types"),
        (json!({ "grant_types": ["refresh_token"] }), "response_types"),
        (json!({ "token_endpoint_auth_method": "private_key_jwt" }), "jwks"),
        (json!({ "token_endpoint_auth_method": "none", "require_pkce": false }), "require_pkce"),
        (json!({ "token_endpoint_auth_method": "none", "first_party": true }), "first_party"),
    ] {
        assert_eq!(refused(ClientMetadata::registered(&with(others.clone()))), member, "{others}");
    }
    let without_codes = json!({ "grant_types": ["refresh_token"], "response_types": [] });
    let made = ClientMetadata::registered(&fields(without_codes)).expect("fits");
    assert_eq!(made.standard["redirect_uris"], json!([]), "none are needed");
    for method in ["client_secret_basic", "client_secret_post", "none"] {
        let made = ClientMetadata::registered(&with(json!({ "token_endpoint_auth_method": method }))).expect("fits");
        assert_eq!(made.has_secret(), method != "none");
    }
}

#[test]
fn a_change_names_some_members_and_null_is_the_default() {
    let made = ClientMetadata::registered(&with(json!({ "client_name": "Shop", "first_party": true, "scope": "a" })));
    let change = json!({ "client_name": null, "first_party": null, "scope": null, "tos_uri": "https://app.acme.com/" });
    let change = ClientChange::parse(&fields(change), None).expect("fits");
    let changed = made.expect("fits").changed(&change).expect("fits");
    assert_eq!(changed.standard.get("client_name"), None);
    assert_eq!(changed.standard["scope"], "openid profile email offline_access");
    assert_eq!(changed.standard["tos_uri"], "https://app.acme.com/");
    assert_eq!(changed.settings["first_party"], false);

    let public = ClientChange::parse(&fields(json!({ "token_endpoint_auth_method": "none" })), None).expect("fits");
    let theirs = ClientMetadata::registered(&with(json!({ "first_party": true }))).expect("fits");
    assert_eq!(refused(theirs.changed(&public)), "first_party");
}
