//! Applications and operators of schema 21 go on with the next version.

use serde_json::json;

use super::redeem_code;
use crate::support::operators::call;
use crate::support::upgraded::Upgraded;
use crate::support::visit::{CLIENT, code_of, request};

const BYE: &str = "https://shop.test/bye";

#[test]
fn tokens_and_codes_of_before_are_still_good() {
    let upgraded = Upgraded::from_0021();
    let world = &upgraded.world;
    let about = world.as_bearer(upgraded.held("kim_access"), "GET", "/oauth2/userinfo", None);
    assert_eq!((about.status, about.text("/email").as_str()), (200, "kim@acme.test"), "{about:?}");
    let redeemed = redeem_code(world, upgraded.held("kim_code"));
    assert_eq!(redeemed.status, 200, "{redeemed:?}");
    let refresh = |token: &str| {
        let fields = [("grant_type", "refresh_token"), ("refresh_token", token), ("client_id", CLIENT)];
        world.send_form("/oauth2/token", &[], &fields)
    };
    let next = refresh(upgraded.held("kim_refresh"));
    assert_eq!(next.status, 200, "{next:?}");
    assert_eq!(refresh(&next.text("/refresh_token")).status, 200);
    assert_eq!(redeem_code(world, upgraded.held("kim_code")).text("/error"), "invalid_grant");
}

#[test]
fn what_was_allowed_before_is_not_asked_again() {
    let upgraded = Upgraded::from_0021();
    let answer = upgraded.world.with_cookies(upgraded.held("kim_cookies"), "GET", &request(&[]));
    assert!(code_of(&answer).is_some(), "{answer:?}");
}

/// The session does not hold what the application was told of it: the former version did not keep that.
#[test]
fn a_hint_of_before_ends_its_session() {
    for told_since in [false, true] {
        let upgraded = Upgraded::from_0021();
        let (world, cookies) = (&upgraded.world, upgraded.held("kim_cookies"));
        if told_since {
            let code = code_of(&world.with_cookies(cookies, "GET", &request(&[]))).expect("a code");
            assert_eq!(redeem_code(world, &code).status, 200);
        }
        upgraded.session("kim_session");
        let there = [("id_token_hint", upgraded.held("kim_id_token")), ("post_logout_redirect_uri", BYE)];
        let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(there).finish();
        let answer = world.with_cookies(cookies, "GET", &format!("/oauth2/logout?{query}"));
        assert_eq!((answer.status, answer.location()), (303, BYE), "told since: {told_since}");
        let session = world.as_bearer(upgraded.held("kim_session"), "GET", "/api/auth/session", None);
        assert_eq!(session.status, 401, "told since: {told_since}");
    }
}

#[test]
fn an_operator_of_before_keeps_the_role() {
    let upgraded = Upgraded::from_0021();
    let users = call(&upgraded.world, upgraded.held("omar_session"), "GET", "/users", json!({}));
    assert_eq!(users.status, 200, "{users:?}");
}
