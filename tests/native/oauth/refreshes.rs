//! Refresh of grants.

use serde_json::json;

use crate::support::applications::{Application, Code, Shop, assert_refused};

const DAY: i64 = 86_400;

fn offline() -> Code {
    Code { scope: "openid email offline_access", offline: true, ..Code::default() }
}

#[test]
fn a_token_turns_in_one_trip_and_racers_get_one_successor() {
    let shop = Shop::new();
    let first = shop.tokens(&Code::default()).text("/refresh_token");
    assert!(first.starts_with("gt."));
    let trips = shop.world().database.trips.get();
    let answer = shop.refresh(&first, &[]);
    assert_eq!((answer.status, shop.world().database.trips.get() - trips), (200, 1), "{answer:?}");
    let second = answer.text("/refresh_token");
    assert_ne!(first, second);
    assert_eq!(shop.refresh(&first, &[]).text("/refresh_token"), second, "a racer's");
    assert_eq!(shop.userinfo(&answer.text("/access_token")).status, 200);
    let third = shop.refresh(&second, &[]).text("/refresh_token");
    assert_ne!(second, third);
    assert_refused(&shop.refresh(&first, &[]), 400, "invalid_grant");
    assert_refused(&shop.refresh(&third, &[]), 400, "invalid_grant");
    assert_eq!(shop.grants(), 0, "reuse ends the grant");
}

#[test]
fn the_token_before_is_good_for_a_day() {
    for (seconds, status, left) in [(DAY - 1, 200, 1), (DAY, 400, 0)] {
        let shop = Shop::new();
        let first = shop.tokens(&Code::default()).text("/refresh_token");
        assert_eq!(shop.refresh(&first, &[]).status, 200);
        shop.world().clock.advance(seconds);
        assert_eq!((shop.refresh(&first, &[]).status, shop.grants()), (status, left), "{seconds}");
    }
}

#[test]
fn a_misfit_turns_nothing_and_ends_nothing() {
    let shop = Shop::new();
    let other = Application::registered(&shop.office, &json!({}));
    let code = Code { resource: Some("https://api.test"), scope: "openid read", ..Code::default() };
    let first = shop.tokens(&code).text("/refresh_token");
    let misfits = |token: &str| {
        let fields = [("grant_type", "refresh_token"), ("refresh_token", token)];
        assert_refused(&shop.token_as(&other, &fields), 400, "invalid_grant");
        let wrong = Application { secret: "wrong".into(), ..shop.application.clone() };
        assert_refused(&shop.token_as(&wrong, &fields), 401, "invalid_client");
        for scope in ["email", "openid write", "rea"] {
            assert_refused(&shop.refresh(token, &[("scope", scope)]), 400, "invalid_scope");
        }
        assert_refused(&shop.refresh(token, &[("scope", "é")]), 400, "invalid_scope");
        assert_refused(&shop.refresh(token, &[("resource", "https://other.test")]), 400, "invalid_target");
    };
    misfits(&first);
    let second = shop.refresh(&first, &[]).text("/refresh_token");
    let third = shop.refresh(&second, &[]).text("/refresh_token");
    misfits(&first);
    assert_eq!(shop.grants(), 1, "a reused token that does not fit ends nothing");
    assert_eq!(shop.refresh(&third, &[("resource", "https://api.test/"), ("scope", "read")]).status, 200);
}

#[test]
fn a_refresh_may_ask_for_less_once_and_keeps_the_resource() {
    let shop = Shop::new();
    let code = Code { resource: Some("https://api.test"), scope: "openid read", ..Code::default() };
    let first = shop.tokens(&code).text("/refresh_token");
    let less = shop.refresh(&first, &[("scope", "read read")]);
    assert_eq!((less.text("/scope").as_str(), less.body.get("id_token")), ("read", None));
    let all = shop.refresh(&less.text("/refresh_token"), &[]);
    assert_eq!(all.text("/scope"), "openid read");
    assert_eq!(crate::support::applications::claims(&all.text("/access_token"))["aud"], "https://api.test");
}

#[test]
fn a_grant_without_offline_access_ends_with_its_session() {
    let shop = Shop::new();
    let online = shop.tokens(&Code::default());
    let offline = shop.tokens(&offline());
    assert_eq!(shop.world().as_bearer(&shop.session, "POST", "/api/auth/sign-out", None).status, 200);
    assert_refused(&shop.refresh(&online.text("/refresh_token"), &[]), 400, "invalid_grant");
    assert_refused(&shop.userinfo(&online.text("/access_token")), 401, "invalid_token");
    assert_eq!(shop.refresh(&offline.text("/refresh_token"), &[]).status, 200);
    assert_eq!(shop.userinfo(&offline.text("/access_token")).status, 200);
}

#[test]
fn a_grant_ends_with_the_time_of_its_session() {
    let shop = Shop::new();
    let token = shop.tokens(&Code::default()).text("/refresh_token");
    shop.world().clock.advance(30 * DAY - 1);
    let token = shop.refresh(&token, &[]).text("/refresh_token");
    shop.world().clock.advance(1);
    assert_refused(&shop.refresh(&token, &[]), 400, "invalid_grant");
}

#[test]
fn an_offline_grant_lives_90_days_unused_and_365_in_all() {
    let shop = Shop::new();
    let mut token = shop.tokens(&offline()).text("/refresh_token");
    for _ in 0..4 {
        shop.world().clock.advance(90 * DAY - 1);
        token = shop.refresh(&token, &[]).text("/refresh_token");
    }
    shop.world().clock.advance(5 * DAY + 3);
    token = shop.refresh(&token, &[]).text("/refresh_token");
    shop.world().clock.advance(1);
    assert_refused(&shop.refresh(&token, &[]), 400, "invalid_grant");

    let unused = Shop::new();
    let token = unused.tokens(&offline()).text("/refresh_token");
    unused.world().clock.advance(90 * DAY);
    assert_refused(&unused.refresh(&token, &[]), 400, "invalid_grant");
}

#[test]
fn a_disabled_account_is_given_nothing() {
    let shop = Shop::new();
    let answer = shop.tokens(&offline());
    shop.world().database.query("UPDATE accounts SET disabled_at = 1");
    assert_refused(&shop.refresh(&answer.text("/refresh_token"), &[]), 400, "invalid_grant");
    assert_refused(&shop.userinfo(&answer.text("/access_token")), 401, "invalid_token");
    shop.world().database.query("UPDATE accounts SET disabled_at = NULL");
    assert_eq!(shop.refresh(&answer.text("/refresh_token"), &[]).status, 200);
}

#[test]
fn a_client_that_is_registered_for_it_no_more_does_not_refresh() {
    let shop = Shop::new();
    let token = shop.tokens(&offline()).text("/refresh_token");
    let path = format!("/clients/{}", shop.application.id);
    let change = |types: &[&str]| shop.office.send("PATCH", &path, json!({ "grant_types": types })).status;
    assert_eq!(change(&["authorization_code"]), 200);
    assert_refused(&shop.refresh(&token, &[]), 400, "unauthorized_client");
    assert_eq!(change(&["authorization_code", "refresh_token"]), 200);
    assert_eq!(shop.refresh(&token, &[]).status, 200);
}

#[test]
fn data_secret_is_rotated_without_ending_a_grant_that_refreshes_meanwhile() {
    let shop = Shop::new();
    let first = shop.tokens(&offline()).text("/refresh_token");
    let secrets = "2:Zr5Tn7Wb4Kd9Lf3Hs6Vc1Yp0Gaq8Jx2m,1:e5Rt8Yu2Io6Pa4Sd7Fg1Hj3Kl9Zx0CvQ";
    let refresh = |secrets: &str, token: &str| {
        let fields = [("grant_type", "refresh_token"), ("refresh_token", token)];
        let world = shop.world().redeployed(&[("DATA_SECRET", secrets)]);
        world.send_form("/oauth2/token", &[("authorization", &shop.application.basic())], &fields)
    };
    let second = refresh(secrets, &first).text("/refresh_token");
    assert!(second.starts_with("gt.2."), "{second}");
    let newest = "2:Zr5Tn7Wb4Kd9Lf3Hs6Vc1Yp0Gaq8Jx2m";
    assert_refused(&refresh(newest, &first), 400, "invalid_grant");
    assert_eq!(refresh(newest, &second).status, 200);
}

#[test]
fn a_resource_that_is_registered_no_more_is_given_no_tokens() {
    let shop = Shop::new();
    let for_api = Code { resource: Some("https://api.test"), scope: "read", ..Code::default() };
    let token = shop.tokens(&for_api).text("/refresh_token");
    let code = shop.code(&for_api);
    shop.world().database.query("DELETE FROM resources WHERE 1");
    assert_refused(&shop.refresh(&token, &[]), 400, "invalid_target");
    assert_refused(&shop.redeem(&code, &[]), 400, "invalid_target");
    assert_eq!(shop.grants(), 1);
}
