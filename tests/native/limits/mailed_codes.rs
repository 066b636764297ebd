//! Limits of guesses at mailed codes: of a code, a mailbox and a client.

use serde_json::{Value as Json, json};

use super::counted;
use crate::support::mailed::{EMAIL, mailed_token, signed_up};
use crate::support::{Answer, World};

#[test]
fn wrong_guesses_of_mailed_codes_count_against_the_client_over_all_accounts() {
    let world = World::new();
    let person = |n: usize| {
        let body = json!({ "email": format!("p{n}@acme.test"), "password": "SecurePassword123" });
        world.post("/api/auth/sign-up", body).text("/session/token")
    };
    let code_of = |n: usize| {
        world.finish_background();
        let text = world.mailer.newest_to(&format!("p{n}@acme.test")).text;
        let is_code = |line: &&str| line.len() == 6 && line.bytes().all(|byte| byte.is_ascii_digit());
        text.lines().find(is_code).expect("a code").to_owned()
    };
    let guess = |session: &str, code: &str| {
        let body: Json = json!({ "verification_code": code });
        world.as_bearer(session, "POST", "/api/v1/auth/verify-email/", Some(body)).status
    };
    for n in 0..10 {
        let session = person(n);
        let wrong = if code_of(n) == "000000" { "000001" } else { "000000" };
        for _ in 0..5 {
            assert_eq!(guess(&session, wrong), 400, "{n}");
        }
        assert_eq!(guess(&session, wrong), 429, "the account's own limit, which is not the client's: {n}");
    }
    let session = person(10);
    assert_eq!(guess(&session, &code_of(10)), 429, "fifty wrong ones from this client");
    world.clock.advance(900);
    let session = person(11);
    assert_eq!(guess(&session, &code_of(11)), 200);
    assert_eq!(counted(&world, "address"), 0, "a right one is no failure");
}

/// Code in the newest mail to an address.
fn newest_code(world: &World, email: &str) -> String {
    world.finish_background();
    let text = world.mailer.newest_to(email).text;
    let is_code = |line: &&str| line.len() == 6 && line.bytes().all(|byte| byte.is_ascii_digit());
    text.lines().find(is_code).expect("a code").to_owned()
}

fn type_code(world: &World, session: &str, code: &str) -> Answer {
    let body = Some(json!({ "verification_code": code }));
    world.as_bearer(session, "POST", "/api/v1/auth/verify-email/", body)
}

fn wrong(code: &str) -> &'static str {
    if code == "000000" { "000001" } else { "000000" }
}

#[test]
fn deleting_the_account_does_not_reset_the_guesses_of_its_mailbox() {
    let world = World::new();
    for round in 0..2 {
        let session = signed_up(&world);
        let code = newest_code(&world, EMAIL);
        let guesses = if round == 0 { 3 } else { 2 };
        for _ in 0..guesses {
            assert_eq!(type_code(&world, &session, wrong(&code)).text("/error"), "INVALID_CODE", "{round}");
        }
        if round == 0 {
            let body = json!({ "password": "SecurePassword123" });
            assert_eq!(world.as_bearer(&session, "DELETE", "/api/auth/user", Some(body)).status, 200);
            continue;
        }
        let answer = type_code(&world, &session, &code);
        assert_eq!(answer.assert_limited(), 900);
        let token = mailed_token(&world, EMAIL);
        assert_eq!(world.post("/api/auth/verify-email", json!({ "token": token })).status, 200, "its link works");
    }
}

#[test]
fn a_mailbox_has_twenty_wrong_codes_a_day_and_links_after_that() {
    let world = World::new();
    let session = signed_up(&world);
    let again = || {
        assert_eq!(world.as_bearer(&session, "POST", "/api/auth/send-verification-email", None).status, 200);
        newest_code(&world, EMAIL)
    };
    for _ in 0..4 {
        let code = again();
        for _ in 0..5 {
            assert_eq!(type_code(&world, &session, wrong(&code)).status, 400);
        }
        assert_eq!(type_code(&world, &session, &code).status, 429);
        world.clock.advance(900);
    }
    let answer = type_code(&world, &session, &again());
    assert_eq!(answer.assert_limited(), 86_400 - 4 * 900, "the twenty-first");
    world.clock.advance(86_400 - 4 * 900);
    let session = world.post("/api/auth/sign-in", json!({ "email": EMAIL, "password": "SecurePassword123" }));
    let session = session.text("/session/token");
    assert_eq!(world.as_bearer(&session, "POST", "/api/auth/send-verification-email", None).status, 200);
    assert_eq!(type_code(&world, &session, &newest_code(&world, EMAIL)).status, 200, "the next day");
}

#[test]
fn a_code_has_five_wrong_guesses_however_short_the_window() {
    let world = World::with_settings(&[("LIMIT_WINDOW_SECONDS", "60")]);
    let session = signed_up(&world);
    let code = newest_code(&world, EMAIL);
    for guesses in [3, 2] {
        for _ in 0..guesses {
            assert_eq!(type_code(&world, &session, wrong(&code)).status, 400);
        }
        world.clock.advance(60);
    }
    let answer = type_code(&world, &session, &code);
    assert_eq!(answer.assert_limited(), 780);
    assert_eq!(counted(&world, "address"), 0, "refused unread");
    assert_eq!(world.as_bearer(&session, "POST", "/api/auth/send-verification-email", None).status, 200);
    assert_eq!(type_code(&world, &session, &newest_code(&world, EMAIL)).status, 200, "another code");
}
