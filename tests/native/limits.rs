//! What is counted, against whom, and what strangers cannot add to.

use serde_json::{Value as Json, json};

use crate::mailed::{EMAIL, address_change, form, mailed_token, signed_up};
use crate::second_factor::Enrolled;
use crate::support::{Answer, World};

/// What a subject was counted so far in its window.
fn counted(world: &World, prefix: &str) -> i64 {
    let rows = world.database.query(&format!("SELECT sum(count) AS n FROM attempts WHERE subject LIKE '{prefix}:%'"));
    rows[0]["n"].as_i64().unwrap_or_default()
}

fn guess(world: &World, email: &str, code: Option<&str>) -> Answer {
    let mut body = json!({ "email": email, "password": "WrongPassword123" });
    if let Some(code) = code {
        body["totpCode"] = code.into();
    }
    world.post("/api/auth/sign-in", body)
}

#[test]
fn wrong_passwords_that_carry_codes_leave_the_counter_of_codes_alone_once_the_account_is_locked() {
    let enrolled = Enrolled::new();
    let world = &enrolled.world;
    for _ in 0..10 {
        assert_eq!(guess(world, EMAIL, Some("000000")).status, 401);
        world.finish_background();
    }
    assert_eq!((counted(world, "account"), counted(world, "codes")), (10, 0));
    // Nothing of what follows the answers is done any more: as if all of these were on their way.
    for _ in 0..30 {
        assert_eq!(guess(world, EMAIL, Some("000000")).status, 429);
    }
    assert_eq!(counted(world, "codes"), 0, "a stranger has no hold on it");
    world.post("/api/auth/send-magic-link", json!({ "email": EMAIL }));
    world.finish_background();
    let body = json!({ "token": mailed_token(world, EMAIL), "totpCode": enrolled.code() });
    assert_eq!(world.post("/api/auth/magic-link", body).status, 200, "the owner comes in");
}

#[test]
fn a_client_past_its_limit_adds_to_no_account_and_leaves_no_row_behind() {
    let world = World::new();
    signed_up(&world);
    for n in 0..50 {
        assert_eq!(guess(&world, &format!("nobody{n}@acme.test"), None).status, 401);
    }
    world.finish_background();
    let rows = world.database.count("attempts");
    for n in 0..20 {
        assert_eq!(guess(&world, &format!("stranger{n}@acme.test"), Some("000000")).status, 429);
        assert_eq!(guess(&world, EMAIL, Some("000000")).status, 429);
    }
    assert_eq!((counted(&world, "account"), world.database.count("attempts")), (0, rows));
}

#[test]
fn a_mailed_token_that_signs_nobody_in_is_no_first_factor() {
    let enrolled = Enrolled::new();
    let world = &enrolled.world;
    let session = Some(json!({ "email": "new@acme.test" }));
    assert_eq!(world.as_bearer(&enrolled.session, "POST", "/api/auth/change-email", session).status, 200);
    let confirmation = mailed_token(world, "new@acme.test");
    world.post("/api/auth/send-magic-link", json!({ "email": EMAIL }));
    let link = mailed_token(world, EMAIL);
    let body = |token: &str, code: &str| json!({ "token": token, "totpCode": code });
    assert_eq!(world.post("/api/auth/magic-link", body(&link, &enrolled.code())).status, 200);
    let last_step = || world.database.query("SELECT last_step FROM totp");
    let (before, accounts, codes) = (last_step(), counted(world, "account"), counted(world, "codes"));
    world.clock.advance(30);
    for token in [&confirmation, &link] {
        for code in [enrolled.wrong_code(), enrolled.code()] {
            let answer = world.post("/api/auth/magic-link", body(token, &code));
            assert_eq!((answer.status, answer.text("/error").as_str()), (401, "INVALID_TOKEN"));
        }
    }
    assert_eq!((last_step(), counted(world, "account"), counted(world, "codes")), (before, accounts, codes));
    assert_eq!(
        form(world, "/confirm-address", &confirmation, "mine").status,
        200,
        "it is good for what it is good for"
    );
}

#[test]
fn an_approval_that_cannot_be_mailed_on_now_can_be_later() {
    let world = World::new();
    let approval = address_change(&world);
    let other = json!({ "username": "eve", "session_platform": "test" });
    let other = world.post("/auth/registration", other).text("/session_token");
    for _ in 0..5 {
        let body = Some(json!({ "email": "new@acme.test" }));
        assert_eq!(world.as_bearer(&other, "POST", "/api/auth/change-email", body).status, 200);
    }
    assert_eq!(form(&world, "/approve-address-change", &approval, "approve").status, 429);
    world.clock.advance(900);
    assert_eq!(form(&world, "/approve-address-change", &approval, "approve").status, 200);
    let token = mailed_token(&world, "new@acme.test");
    assert_eq!(form(&world, "/confirm-address", &token, "mine").status, 200);
}

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
