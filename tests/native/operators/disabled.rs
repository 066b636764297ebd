//! A disabled account, by every way of signing in.

use serde_json::{Value as Json, json};
use sesame::ports::Clock;

use crate::support::passkeys::Authenticator;
use crate::support::second_factor::{Enrolled, SIGN_IN_METHODS};
use crate::support::{Answer, World, federation, passkeys};

fn disable(world: &World) {
    world.finish_background();
    world.database.query("DELETE FROM sessions");
    world.database.query("UPDATE accounts SET disabled_at = 1");
}

fn enable(world: &World) {
    world.database.query("UPDATE accounts SET disabled_at = NULL");
}

fn sessions(world: &World) -> u64 {
    world.finish_background();
    world.database.count("sessions")
}

/// True if an answer says that the account is disabled.
fn tells(answer: &Answer) -> bool {
    let body = answer.body.to_string();
    body.contains("ACCOUNT_DISABLED") || body.contains("account is disabled")
}

#[test]
fn every_way_in_asks_for_all_factors_and_then_opens_no_session() {
    for (name, method) in SIGN_IN_METHODS {
        let enrolled = Enrolled::new();
        let world = &enrolled.world;
        disable(world);
        let without = method(&enrolled, None);
        assert_eq!(without.status, 401, "{name}, without a code: {without:?}");
        assert!(!tells(&without), "{name}, without a code: {without:?}");
        enrolled.next_step();
        let wrong = method(&enrolled, Some(&enrolled.wrong_code()));
        assert!(!tells(&wrong), "{name}, with a wrong code: {wrong:?}");
        enrolled.next_step();
        let right = method(&enrolled, Some(&enrolled.code()));
        let (status, told) = match *name {
            "A" => (401, "Login failed; Invalid user ID or password."),
            "B" | "D" | "magic link" => (403, "ACCOUNT_DISABLED"),
            "magic link page" => (403, "This account is disabled"),
            // The approval opens nothing by itself.
            _ => (200, ""),
        };
        assert_eq!(right.status, status, "{name}: {right:?}");
        assert!(right.body.to_string().contains(told), "{name}: {right:?}");
        assert_eq!(sessions(world), 0, "{name}");
        enable(world);
        enrolled.next_step();
        let back = method(&enrolled, Some(&enrolled.code()));
        assert!(back.status < 400, "{name}, enabled again: {back:?}");
    }
}

#[test]
fn an_approved_login_of_a_disabled_account_is_not_collected() {
    let world = World::new();
    let body = json!({ "username": "ada", "email": "ada@acme.test", "session_platform": "test" });
    assert_eq!(world.post("/auth/registration", body.clone()).status, 200);
    world.finish_background();
    let id = world.post("/auth/login", body).text("/auth_id");
    let token = crate::support::mailed::mailed_token(&world, "ada@acme.test");
    disable(&world);
    let form = json!({ "token": token, "decision": "approve" });
    assert_eq!(world.post("/approve-login", form).status, 200);
    let poll = || world.send("GET", &format!("/auth/session/{id}"), &[], None);
    let answer = poll();
    assert_eq!(answer.status, 400, "{answer:?}");
    assert_eq!(answer.text("/error"), "The auth id is invalid, expired, or not yet authorized");
    assert_eq!(sessions(&world), 0);
}

#[test]
fn a_passkey_and_an_identity_open_nothing() {
    let (world, mut phone) = (World::new(), Authenticator::new(1));
    let token = passkeys::signed_up(&world);
    passkeys::registered(&world, &token, &mut phone);
    disable(&world);
    let answer = passkeys::signs_in(&world, &phone);
    assert_eq!((answer.status, answer.text("/error")), (403, "ACCOUNT_DISABLED".into()), "{answer:?}");
    assert_eq!(sessions(&world), 0);

    let world = federation::world();
    federation::verified(&world);
    assert_eq!(federation::visit(&world, None).status, 200);
    disable(&world);
    let answer = federation::visit(&world, None);
    assert_eq!((answer.status, answer.text("/error")), (403, "ACCOUNT_DISABLED".into()), "{answer:?}");
    assert_eq!(sessions(&world), 0);
}

#[test]
fn a_right_password_of_a_disabled_account_is_no_wrong_guess() {
    let enrolled = Enrolled::new();
    disable(&enrolled.world);
    enrolled.world.database.query("DELETE FROM totp");
    for _ in 0..12 {
        let answer = enrolled.sign_in(json!({}));
        assert_eq!((answer.status, answer.text("/error")), (403, "ACCOUNT_DISABLED".into()));
        enrolled.world.finish_background();
    }
    let wrong = enrolled.sign_in(json!({ "password": "a wrong password" }));
    assert_eq!((wrong.status, wrong.text("/error")), (401, "INVALID_CREDENTIALS".into()));
}

#[test]
fn the_end_of_a_time_lets_the_person_in() {
    let enrolled = Enrolled::new();
    let world = &enrolled.world;
    disable(world);
    let until = world.clock.now() + 60;
    world.database.query(&format!("UPDATE accounts SET disabled_until = {}", until.0));
    let sign_in = || enrolled.sign_in(json!({ "totpCode": enrolled.code() }));
    assert_eq!(sign_in().text("/error"), "ACCOUNT_DISABLED");
    world.finish_background();
    world.clock.advance(59);
    assert_eq!(sign_in().text("/error"), "ACCOUNT_DISABLED");
    world.finish_background();
    world.clock.advance(31);
    let answer = sign_in();
    assert_eq!(answer.status, 200, "{answer:?}");
    let rows: Json = json!(world.database.query("SELECT aal FROM sessions"));
    assert_eq!(rows, json!([{ "aal": 2 }]));
}

#[test]
fn a_session_that_was_opened_meanwhile_is_not_continued() {
    let world = World::new();
    let credentials = json!({ "email": "ada@acme.test", "login": "ada@acme.test", "password": "SecurePassword123" });
    let session = world.post("/api/auth/sign-up", credentials.clone()).text("/session/token");
    let refresh_token = world.post("/api/v1/auth/signin/", credentials).cookie("refresh_token");
    world.finish_background();
    let check = || world.as_bearer(&session, "GET", "/api/auth/session", None).status;
    let account_page = || world.with_cookies(&format!("refresh_token={refresh_token}"), "GET", "/account").status;
    let refresh = || {
        let cookies = format!("refresh_token={refresh_token}");
        world.with_cookies(&cookies, "POST", "/api/v1/auth/custom-refresh/").status
    };
    assert_eq!((check(), account_page()), (200, 200));
    let until = world.clock.now() + 60;
    world.database.query(&format!("UPDATE accounts SET disabled_at = 1, disabled_until = {}", until.0));
    assert_eq!((check(), account_page(), refresh()), (401, 303, 401));
    world.clock.advance(60);
    assert_eq!((check(), account_page(), refresh()), (200, 200, 204), "until the time passes");
}
