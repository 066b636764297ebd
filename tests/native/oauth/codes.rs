//! Redemption of authorization codes.

use serde_json::json;

use crate::support::applications::{Application, CALLBACK, Code, Shop, VERIFIER, assert_refused, sha256};

/// Fields of a redemption without redirect URI and verifier.
fn bare(code: &str) -> [(&str, &str); 2] {
    [("grant_type", "authorization_code"), ("code", code)]
}

#[test]
fn a_code_is_redeemed_once_in_one_trip_and_its_replay_ends_the_grant() {
    let shop = Shop::new();
    shop.tokens(&Code::default()); // reads the keys
    let code = shop.code(&Code::default());
    let trips = shop.world().database.trips.get();
    let answer = shop.redeem(&code, &[]);
    assert_eq!((answer.status, shop.world().database.trips.get() - trips), (200, 1), "{answer:?}");
    assert_eq!(answer.headers["cache-control"], "no-store");
    assert_eq!((answer.text("/token_type").as_str(), &answer.body["expires_in"]), ("Bearer", &json!(600)));
    assert_eq!(answer.text("/scope"), "openid profile email");
    let token = answer.text("/access_token");
    assert_eq!((shop.userinfo(&token).status, shop.grants()), (200, 2));

    assert_refused(&shop.redeem(&code, &[]), 400, "invalid_grant");
    assert_refused(&shop.userinfo(&token), 401, "invalid_token");
    assert_refused(&shop.refresh(&answer.text("/refresh_token"), &[]), 400, "invalid_grant");
    assert_eq!(shop.grants(), 1, "the other grant lives");
    assert_refused(&shop.redeem(&code, &[]), 400, "invalid_grant");
}

#[test]
fn a_replay_after_the_minute_of_the_code_ends_the_grant_too() {
    let shop = Shop::new();
    let code = shop.code(&Code::default());
    assert_eq!(shop.redeem(&code, &[]).status, 200);
    shop.world().clock.advance(3600);
    assert_refused(&shop.redeem(&code, &[]), 400, "invalid_grant");
    assert_eq!(shop.grants(), 0);
}

#[test]
fn a_replay_after_the_session_ended_ends_an_offline_grant_too() {
    let shop = Shop::new();
    let code = shop.code(&Code { offline: true, ..Code::default() });
    assert_eq!(shop.redeem(&code, &[]).status, 200);
    assert_eq!(shop.world().as_bearer(&shop.session, "POST", "/api/auth/sign-out", None).status, 200);
    assert_eq!(shop.grants(), 1);
    assert_refused(&shop.redeem(&code, &[]), 400, "invalid_grant");
    assert_eq!(shop.grants(), 0);
}

#[test]
fn a_misfit_spends_nothing_and_ends_nothing() {
    let shop = Shop::new();
    let other = Application::registered(&shop.office, &json!({}));
    let code = shop.code(&Code { resource: Some("https://api.test"), ..Code::default() });
    let misfits = |expects_grant: u64| {
        let fields = [("grant_type", "authorization_code"), ("code", &code), ("redirect_uri", CALLBACK)];
        let mut fields = Vec::from(fields);
        fields.push(("code_verifier", VERIFIER));
        assert_refused(&shop.token_as(&other, &fields), 400, "invalid_grant");
        let wrong = Application { secret: "wrong".into(), ..shop.application.clone() };
        assert_refused(&shop.token_as(&wrong, &fields), 401, "invalid_client");
        assert_refused(&shop.redeem(&code, &[("code_verifier", "another")]), 400, "invalid_grant");
        assert_refused(&shop.redeem(&code, &[("resource", "https://other.test")]), 400, "invalid_target");
        let uri = [("grant_type", "authorization_code"), ("code", &code), ("code_verifier", VERIFIER)];
        let mut elsewhere = Vec::from(uri);
        elsewhere.push(("redirect_uri", "https://shop.test/other"));
        assert_refused(&shop.token_as(&shop.application, &elsewhere), 400, "invalid_grant");
        assert_refused(&shop.token_as(&shop.application, &bare(&code)), 400, "invalid_grant");
        assert_eq!(shop.grants(), expects_grant);
    };
    misfits(0);
    assert_eq!(shop.redeem(&code, &[]).status, 200);
    misfits(1);
}

#[test]
fn a_code_lives_a_minute() {
    let shop = Shop::new();
    let (good, late) = (shop.code(&Code::default()), shop.code(&Code::default()));
    shop.world().clock.advance(59);
    assert_eq!(shop.redeem(&good, &[]).status, 200);
    shop.world().clock.advance(1);
    assert_refused(&shop.redeem(&late, &[]), 400, "invalid_grant");
    assert_refused(&shop.redeem("no code", &[]), 400, "invalid_grant");
}

#[test]
fn a_verifier_goes_with_a_challenge_and_the_redirect_uri_may_be_absent_with_it() {
    let shop = Shop::with(&json!({ "require_pkce": false }));
    let plain = shop.code(&Code { has_challenge: false, ..Code::default() });
    assert_refused(&shop.redeem(&plain, &[]), 400, "invalid_grant");
    assert_refused(&shop.token_as(&shop.application, &bare(&plain)), 400, "invalid_grant");
    assert_eq!(shop.redeem(&plain, &[("code_verifier", "")]).status, 200, "an empty one is none");

    let proven = shop.code(&Code::default());
    let fields = [bare(&proven).as_slice(), &[("code_verifier", VERIFIER)]].concat();
    assert_eq!(shop.token_as(&shop.application, &fields).status, 200);
}

#[test]
fn a_challenge_is_no_verifier() {
    let shop = Shop::new();
    let code = shop.code(&Code::default());
    assert_refused(&shop.redeem(&code, &[("code_verifier", &sha256(VERIFIER))]), 400, "invalid_grant");
    assert_eq!(shop.redeem(&code, &[]).status, 200);
}

#[test]
fn a_resource_is_named_with_or_without_the_slash_of_a_bare_origin() {
    let shop = Shop::new();
    for (registered, sent, is_it) in [
        ("https://api.test", "https://api.test/", true),
        ("https://api.test/", "https://api.test", true),
        ("https://api.test/v1", "https://api.test/v1", true),
        ("https://api.test/v1", "https://api.test/v1/", false),
        ("https://api.test", "https://api.test/v1", false),
    ] {
        let code = shop.code(&Code { resource: Some(registered), ..Code::default() });
        let answer = shop.redeem(&code, &[("resource", sent)]);
        assert_eq!(answer.status, if is_it { 200 } else { 400 }, "{registered} {sent}: {answer:?}");
    }
    let none = shop.code(&Code::default());
    assert_refused(&shop.redeem(&none, &[("resource", "https://api.test")]), 400, "invalid_target");
}

#[test]
fn a_code_is_dead_with_its_session_and_for_a_disabled_account() {
    let shop = Shop::new();
    let (ended, over, disabled) = (shop.code(&Code::default()), Shop::new(), Shop::new());
    let codes = (over.code(&Code::default()), disabled.code(&Code::default()));
    assert_eq!(shop.world().as_bearer(&shop.session, "POST", "/api/auth/sign-out", None).status, 200);
    assert_refused(&shop.redeem(&ended, &[]), 400, "invalid_grant");
    over.world().database.query("UPDATE sessions SET ends_at = 1");
    assert_refused(&over.redeem(&codes.0, &[]), 400, "invalid_grant");
    disabled.world().database.query("UPDATE accounts SET disabled_at = 1");
    assert_refused(&disabled.redeem(&codes.1, &[]), 400, "invalid_grant");
    assert_eq!(over.grants() + disabled.grants(), 0);
}

#[test]
fn a_client_redeems_codes_only_if_it_is_registered_for_them() {
    let shop = Shop::with(&json!({ "grant_types": ["refresh_token"], "redirect_uris": [], "response_types": [] }));
    let code = shop.code(&Code::default());
    assert_refused(&shop.redeem(&code, &[]), 400, "unauthorized_client");
    let codes_alone = Shop::with(&json!({ "grant_types": ["authorization_code"] }));
    let answer = codes_alone.tokens(&Code::default());
    assert_eq!(answer.body.get("refresh_token"), None);
    assert_refused(&codes_alone.refresh("gt.x", &[]), 400, "unauthorized_client");
}

#[test]
fn the_grant_unused_for_longest_makes_room_for_the_26th_to_a_client_and_the_201st() {
    let shop = Shop::new();
    let code = |offline| Code { offline, ..Code::default() };
    let first = shop.tokens(&code(true));
    for _ in 0..24 {
        shop.world().clock.advance(1);
        shop.tokens(&code(true));
    }
    assert_eq!(shop.grants(), 25);
    shop.world().clock.advance(1);
    let refreshed = shop.refresh(&first.text("/refresh_token"), &[]);
    shop.tokens(&code(true));
    assert_eq!(shop.grants(), 25);
    assert_eq!(shop.refresh(&refreshed.text("/refresh_token"), &[]).status, 200, "it was used since");

    shop.world().database.query(
        "INSERT INTO grants SELECT 'g' || value, account_id, (SELECT id FROM clients ORDER BY id LIMIT 1), session_id,
           opened_by, scope, resource, sid_seed, method, aal, authenticated_at, NULL, NULL, 0, NULL, 1, 1, ends_at
         FROM json_each('[1,2,3]'), (SELECT * FROM grants LIMIT 1)",
    );
    assert_eq!(shop.grants(), 28);
    shop.tokens(&code(true));
    assert_eq!(shop.grants(), 25);
}
