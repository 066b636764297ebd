//! Whose account a provider's word opens, and when a code of the second factor is asked for beside it.

use serde_json::{Value as Json, json};

use sesame::ports::Mail;

use crate::oauth::{enrolled, sent, signed_up, verified, visit, world};
use crate::second_factor::code_now;
use crate::support::{Answer, World};

const EMAILS: &str = "https://api.github.com/user/emails";

/// An account with a second factor and no identity, of an address that is proven or not.
fn with_factor(is_proven: bool) -> (World, String) {
    let world = world();
    let token = verified(&world);
    let secret = world.as_bearer(&token, "POST", "/api/auth/two-factor/enable", None).text("/secret");
    let body = json!({ "code": code_now(&world, &secret) });
    assert_eq!(world.as_bearer(&token, "POST", "/api/auth/two-factor/verify", Some(body)).status, 200);
    if !is_proven {
        unprove(&world);
    }
    (world, token)
}

fn unprove(world: &World) {
    world.database.query("UPDATE accounts SET email_verified_at = NULL RETURNING id");
}

fn is_asked_for_a_code(answer: &Answer) -> bool {
    answer.body["error"] == "TOTP_REQUIRED" && answer.body["session"].is_null()
}

#[test]
fn a_proven_address_links_the_identity_and_asks_for_the_code_all_the_same() {
    let (world, _) = with_factor(true);
    let answer = visit(&world, None);
    assert!(is_asked_for_a_code(&answer), "{answer:?}");
    assert_eq!((world.database.count("identities"), world.database.count("totp")), (1, 1));
    world.finish_background();
    let told = world.mailer.newest_to("ada@acme.test").subject;
    assert!(told.contains("sign in"), "{told}");
}

#[test]
fn a_known_identity_asks_for_the_code_even_where_the_address_was_never_proven() {
    let (world, _) = enrolled();
    unprove(&world);
    let mails = world.mailer.sent.borrow().len();
    let answer = visit(&world, None);
    assert!(is_asked_for_a_code(&answer), "{answer:?}");
    world.finish_background();
    assert_eq!(world.mailer.sent.borrow().len(), mails, "nothing was linked, nobody is told so");
}

#[test]
fn the_owner_is_told_of_an_identity_once() {
    let world = world();
    verified(&world);
    for _ in 0..3 {
        assert_eq!(visit(&world, None).status, 200);
    }
    world.finish_background();
    let told = |mail: &&Mail| mail.subject.contains("sign in");
    assert_eq!(world.mailer.sent.borrow().iter().filter(told).count(), 1);
}

#[test]
fn the_first_proof_of_an_address_takes_the_factor_away_that_was_set_before_it() {
    let (world, squatter) = with_factor(false);
    let answer = visit(&world, None);
    assert_eq!((answer.status, answer.body["user"]["emailVerified"].as_bool()), (200, Some(true)));
    assert_eq!((world.database.count("totp"), world.database.count("passwords")), (0, 0));
    assert_eq!(world.as_bearer(&squatter, "GET", "/api/auth/session", None).status, 401);
}

#[test]
fn an_address_that_the_provider_does_not_vouch_for_opens_no_account_that_has_it() {
    for prepare in [verified, signed_up] {
        let world = world();
        prepare(&world);
        world.http.answer(EMAILS, &json!([{ "email": "ada@acme.test", "primary": true, "verified": false }]));
        world.finish_background();
        let answer = visit(&world, None);
        assert_eq!((answer.status, &answer.body["user"]["email"]), (200, &Json::Null), "{answer:?}");
        assert_eq!((world.database.count("accounts"), world.database.count("passwords")), (2, 1));
    }
}

#[test]
fn what_one_person_began_to_link_another_who_signed_in_since_does_not_get() {
    let world = world();
    let token = verified(&world);
    let body = json!({ "email": "bob@acme.test", "password": "SecurePassword123" });
    let other = world.post("/api/auth/sign-up", body).text("/session/token");
    let come_back = |shown: &str| {
        let (state, browser) = sent(&world, Some(&token));
        let path = format!("/api/auth/callback/github?code=abc&state={state}");
        world.with_cookies(&format!("oauth_browser={browser}; access_token={shown}"), "GET", &path)
    };
    assert_eq!(come_back(&other).body["error"], "INVALID_TOKEN");
    assert_eq!(world.database.count("identities"), 0);
    assert_eq!(come_back(&token).status, 200);
    assert_eq!(world.database.count("identities"), 1);
}
