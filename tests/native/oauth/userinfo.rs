//! Userinfo endpoint.

use serde_json::{Value as Json, json};
use sesame::ports::Clock;

use crate::support::applications::{Code, Shop, assert_refused};

#[test]
fn claims_follow_the_scopes() {
    let shop = Shop::new();
    shop.world().database.query(
        "UPDATE accounts SET name = 'Ada', username = 'ada', username_key = 'ada' WHERE email = 'ada@acme.test'",
    );
    shop.world().database.query("UPDATE accounts SET profile_changed_at = 77");
    for (scope, expected) in [
        ("openid", json!({ "sub": shop.ada })),
        ("openid profile", json!({ "sub": shop.ada, "name": "Ada", "preferred_username": "ada", "updated_at": 77 })),
        ("openid email", json!({ "sub": shop.ada, "email": "ada@acme.test", "email_verified": true })),
    ] {
        let token = shop.tokens(&Code { scope, ..Code::default() }).text("/access_token");
        let trips = shop.world().database.trips.get();
        let answer = shop.userinfo(&token);
        assert_eq!((answer.status, &answer.body), (200, &expected), "{scope}");
        assert_eq!(shop.world().database.trips.get() - trips, 1);
        let posted = shop.world().send_form("/oauth2/userinfo", &[], &[("access_token", &token)]);
        assert_eq!((posted.status, &posted.body), (200, &expected), "{scope}");
        let header = format!("Bearer {token}");
        let posted = shop.world().send_form("/oauth2/userinfo", &[("authorization", &header)], &[]);
        assert_eq!((posted.status, &posted.body), (200, &expected), "{scope}");
    }
}

#[test]
fn an_address_is_verified_or_not_and_an_account_without_one_has_neither() {
    let shop = Shop::new();
    let token = shop.tokens(&Code::default()).text("/access_token");
    shop.world().database.query("UPDATE accounts SET email_verified_at = NULL");
    let made_at = shop.userinfo(&token).body["updated_at"].as_i64().expect("a time");
    assert_eq!(shop.userinfo(&token).body["email_verified"], json!(false));
    shop.world().database.query(
        "UPDATE accounts SET email = NULL, email_key = NULL, unattached_email = 'ada@acme.test', username = 'a', username_key = 'a' WHERE email_key = 'ada@acme.test'",
    );
    let claims = shop.userinfo(&token).body;
    assert!(claims["updated_at"].as_i64().is_some_and(|at| at > made_at), "a profile was changed");
    assert_eq!(claims, json!({ "sub": shop.ada, "preferred_username": "a", "updated_at": claims["updated_at"] }));
}

#[test]
fn a_profile_is_updated_when_it_changes_at_the_time_of_the_service() {
    let shop = Shop::new();
    let token = shop.tokens(&Code::default()).text("/access_token");
    let updated_at = || shop.userinfo(&token).body["updated_at"].as_i64().expect("a time");
    let (made_at, world) = (updated_at(), shop.world());
    let now = || world.clock.now().0;
    let change = |body: Json| {
        world.clock.advance(60);
        let answer = world.as_bearer(&shop.session, "PATCH", "/api/auth/user", Some(body));
        assert_eq!(answer.status, 200, "{answer:?}");
    };
    for member in
        [json!({ "name": "Ada" }), json!({ "image": "https://acme.test/a.png" }), json!({ "username": "ada" })]
    {
        change(member.clone());
        assert_eq!(updated_at(), now(), "{member}");
        change(member);
        assert_eq!(updated_at(), now() - 60, "nothing changed");
    }
    world.clock.advance(60);
    let answer = shop.office.send("PATCH", &format!("/users/{}", shop.ada), json!({ "name": "Ada L." }));
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(updated_at(), now());
    assert!(made_at < now());
}

#[test]
fn a_challenge_says_what_is_wrong_with_a_token_and_nothing_without_one() {
    let shop = Shop::new();
    let challenge =
        |answer: &crate::support::Answer| answer.headers["www-authenticate"].to_str().expect("ASCII").to_owned();
    let none = shop.world().send("GET", "/oauth2/userinfo", &[], None);
    assert_eq!((none.status, challenge(&none).as_str()), (401, "Bearer"));
    let cookie = shop.world().with_cookies(&format!("access_token={}", shop.session), "GET", "/oauth2/userinfo");
    assert_eq!((cookie.status, challenge(&cookie).as_str()), (401, "Bearer"));
    let query = shop.world().send("GET", "/oauth2/userinfo?access_token=x", &[], None);
    assert_eq!((query.status, challenge(&query).as_str()), (401, "Bearer"));
    let bad = shop.userinfo("x");
    assert_refused(&bad, 401, "invalid_token");
    assert_eq!(challenge(&bad), "Bearer error=\"invalid_token\"");
    let token = shop.tokens(&Code { scope: "profile", ..Code::default() }).text("/access_token");
    let narrow = shop.userinfo(&token);
    assert_refused(&narrow, 403, "insufficient_scope");
    assert!(challenge(&narrow).starts_with("Bearer error=\"insufficient_scope\""));
    let header = format!("Bearer {token}");
    let twice = [("authorization", header.as_str())];
    let both = shop.world().send_form("/oauth2/userinfo", &twice, &[("access_token", &token)]);
    assert_refused(&both, 400, "invalid_request");
    assert_eq!(challenge(&both), "Bearer error=\"invalid_request\"");
}

#[test]
fn a_token_lives_ten_minutes_and_one_for_a_resource_opens_nothing_here() {
    let shop = Shop::new();
    let token = shop.tokens(&Code::default()).text("/access_token");
    let resource = shop.tokens(&Code { resource: Some("https://api.test"), ..Code::default() }).text("/access_token");
    assert_refused(&shop.userinfo(&resource), 401, "invalid_token");
    let trips = shop.world().database.trips.get();
    assert_refused(&shop.userinfo(&format!("{}AAAA", &token[..token.len() - 4])), 401, "invalid_token");
    assert_eq!(shop.world().database.trips.get(), trips, "a forged token asks nobody");
    shop.world().clock.advance(599);
    assert_eq!(shop.userinfo(&token).status, 200);
    shop.world().clock.advance(1);
    assert_refused(&shop.userinfo(&token), 401, "invalid_token");
}
