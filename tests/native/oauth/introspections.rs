//! Introspection and revocation.

use serde_json::{Value as Json, json};

use crate::support::Answer;
use crate::support::applications::{Application, Code, Shop, assert_refused};

const INTROSPECT: &str = "/oauth2/introspect";
const REVOKE: &str = "/oauth2/revoke";

fn inactive() -> Json {
    json!({ "active": false })
}

fn for_api() -> Code {
    Code { scope: "openid read", resource: Some("https://api.test"), ..Code::default() }
}

#[test]
fn a_client_asks_about_its_own_tokens_in_one_trip() {
    let shop = Shop::new();
    let other = Application::registered(&shop.office, &json!({}));
    let tokens = shop.tokens(&Code::default());
    let trips = shop.world().database.trips.get();
    let answer = shop.about_as(&shop.application, INTROSPECT, &tokens.text("/access_token"));
    assert_eq!((answer.status, shop.world().database.trips.get() - trips), (200, 1));
    for (name, value) in [
        ("active", json!(true)),
        ("token_type", json!("Bearer")),
        ("client_id", json!(shop.application.id)),
        ("sub", json!(shop.ada)),
        ("scope", json!("openid profile email")),
        ("aud", json!("https://auth.acme.test/oauth2/userinfo")),
    ] {
        assert_eq!(answer.body[name], value, "{name}");
    }
    let refresh = shop.about_as(&shop.application, INTROSPECT, &tokens.text("/refresh_token"));
    assert_eq!((&refresh.body["active"], &refresh.body["sub"]), (&json!(true), &json!(shop.ada)));
    assert_eq!(refresh.body.get("token_type"), None);
    for token in [tokens.text("/access_token"), tokens.text("/refresh_token"), "x".into()] {
        assert_eq!(shop.about_as(&other, INTROSPECT, &token).body, inactive());
    }
}

#[test]
fn a_resource_asks_about_access_tokens_for_it_alone() {
    let shop = Shop::new();
    let api = shop.resource("https://api.test");
    let tokens = shop.tokens(&for_api());
    let ask = |token: &str| shop.about_as(&api, INTROSPECT, token);
    assert_eq!(ask(&tokens.text("/access_token")).body["scope"], "openid read");
    let in_form =
        [("client_id", api.id.as_str()), ("client_secret", &api.secret), ("token", &tokens.text("/access_token"))];
    assert_eq!(shop.world().send_form(INTROSPECT, &[], &in_form).body["active"], json!(true));
    assert_eq!(ask(&tokens.text("/refresh_token")).body, inactive());
    assert_eq!(ask(&shop.tokens(&Code::default()).text("/access_token")).body, inactive());
    assert_refused(&shop.about_as(&api, REVOKE, &tokens.text("/access_token")), 401, "invalid_client");
    let wrong = Application { secret: "wrong".into(), ..api };
    for _ in 0..50 {
        assert_refused(&shop.about_as(&wrong, INTROSPECT, "x"), 401, "invalid_client");
    }
    assert_eq!(shop.about_as(&wrong, INTROSPECT, "x").status, 429);
}

#[test]
fn a_public_client_may_not_ask_and_may_revoke() {
    let shop = Shop::with(&json!({ "token_endpoint_auth_method": "none" }));
    let code = shop.code(&Code::default());
    let fields = [("grant_type", "authorization_code"), ("code", &*code), ("client_id", &shop.application.id)];
    let fields = [fields.as_slice(), &[("code_verifier", crate::support::applications::VERIFIER)]].concat();
    let tokens = shop.world().send_form("/oauth2/token", &[], &fields);
    let about = |path: &str| {
        let token = tokens.text("/refresh_token");
        shop.world().send_form(path, &[], &[("client_id", &shop.application.id), ("token", &token)])
    };
    assert_refused(&about(INTROSPECT), 401, "invalid_client");
    assert_eq!((about(REVOKE).status, shop.grants()), (200, 0));
}

/// Number of grants left after a revocation by this application, and its status.
fn left(shop: &Shop, by: &Application, token: &str) -> (u16, u64) {
    let answer: Answer = shop.about_as(by, REVOKE, token);
    (answer.status, shop.grants())
}

#[test]
fn either_token_ends_its_grant_and_anothers_nothing() {
    let shop = Shop::new();
    let other = Application::registered(&shop.office, &json!({}));
    let (first, second) = (shop.tokens(&Code::default()), shop.tokens(&Code::default()));
    for token in [first.text("/access_token"), first.text("/refresh_token"), first.text("/id_token"), "x".into()] {
        assert_eq!(left(&shop, &other, &token), (200, 2), "another's lives");
    }
    let wrong = Application { secret: "wrong".into(), ..shop.application.clone() };
    assert_eq!(left(&shop, &wrong, &first.text("/access_token")), (401, 2));
    assert_eq!(left(&shop, &shop.application, &first.text("/id_token")), (200, 2));
    assert_eq!(left(&shop, &shop.application, &first.text("/access_token")), (200, 1));
    assert_refused(&shop.userinfo(&first.text("/access_token")), 401, "invalid_token");
    let trips = shop.world().database.trips.get();
    assert_eq!(left(&shop, &shop.application, &second.text("/refresh_token")), (200, 0));
    assert_eq!(shop.world().database.trips.get() - trips, 1);
    assert_eq!(left(&shop, &shop.application, &second.text("/refresh_token")), (200, 0));
    assert_refused(&shop.about_as(&shop.application, REVOKE, ""), 400, "invalid_request");
}

#[test]
fn a_token_is_inactive_once_its_grant_its_time_or_its_account_is_over() {
    let shop = Shop::new();
    let tokens = shop.tokens(&Code::default());
    let ask = |name: &str| shop.about_as(&shop.application, INTROSPECT, &tokens.text(name)).body["active"].clone();
    shop.world().database.query("UPDATE accounts SET disabled_at = 1");
    assert_eq!((ask("/access_token"), ask("/refresh_token")), (json!(false), json!(false)));
    shop.world().database.query("UPDATE accounts SET disabled_at = NULL");
    shop.world().clock.advance(600);
    assert_eq!((ask("/access_token"), ask("/refresh_token")), (json!(false), json!(true)));
    shop.world().database.query("DELETE FROM grants WHERE 1");
    assert_eq!(ask("/refresh_token"), json!(false));
}
