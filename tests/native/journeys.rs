//! Journeys that need a test clock.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use crate::support::{Answer, World};

const DAY: i64 = 24 * 60 * 60;

fn sign_up(world: &World) -> Answer {
    let answer = world.post("/api/auth/sign-up", json!({ "email": "ada@acme.test", "password": "SecurePassword123" }));
    assert_eq!(answer.status, 201, "{answer:?}");
    answer
}

fn sign_in_with_cookies(world: &World) -> Answer {
    sign_up(world);
    let answer =
        world.post("/api/v1/auth/signin/", json!({ "login": "ada@acme.test", "password": "SecurePassword123" }));
    assert_eq!(answer.status, 204, "{answer:?}");
    answer
}

fn refresh(world: &World, refresh_token: &str) -> Answer {
    world.with_cookies(&format!("refresh_token={refresh_token}"), "POST", "/api/v1/auth/custom-refresh/")
}

#[test]
fn a_session_token_is_renewed_once_a_day_old_and_the_session_ends_after_thirty() {
    let world = World::new();
    let mut token = sign_up(&world).text("/session/token");
    let session = |token: &str| world.as_bearer(token, "GET", "/api/auth/session", None);

    world.clock.advance(DAY - 1);
    assert_eq!(session(&token).text("/session/token"), token);
    for _ in 0..29 {
        world.clock.advance(DAY);
        let renewed = session(&token).text("/session/token");
        assert_ne!(renewed, token);
        token = renewed;
    }
    world.clock.advance(DAY);
    assert_eq!(session(&token).status, 401);
}

#[test]
fn a_session_token_that_nobody_renews_ends_after_seven_days() {
    let world = World::new();
    let token = sign_up(&world).text("/session/token");
    world.clock.advance(7 * DAY - 1);
    assert_eq!(world.as_bearer(&token, "GET", "/api/auth/session", None).status, 200);
    world.clock.advance(1);
    assert_eq!(world.as_bearer(&token, "GET", "/api/auth/session", None).status, 401);
}

#[test]
fn refreshing_does_not_prolong_a_session_beyond_thirty_days() {
    let world = World::new();
    let mut token = sign_in_with_cookies(&world).cookie("refresh_token");
    for _ in 0..29 {
        world.clock.advance(DAY);
        token = refresh(&world, &token).cookie("refresh_token");
    }
    world.clock.advance(DAY);
    assert_eq!(refresh(&world, &token).status, 401);
}

#[test]
fn failures_are_forgotten_after_the_window() {
    let world = World::new();
    sign_up(&world);
    let sign_in =
        |password: &str| world.post("/api/auth/sign-in", json!({ "email": "ada@acme.test", "password": password }));
    for _ in 0..10 {
        assert_eq!(sign_in("WrongPassword123").status, 401);
    }
    world.clock.advance(600);
    let locked = sign_in("SecurePassword123");
    assert_eq!(locked.assert_limited(), 300);
    world.clock.advance(300);
    assert_eq!(sign_in("SecurePassword123").status, 200);
}

#[test]
fn last_use_is_noted_hourly_and_after_the_answer() {
    let world = World::new();
    let token = sign_up(&world).text("/session/token");
    let last_used =
        || world.database.query("SELECT last_used_at - created_at AS after FROM sessions")[0]["after"].clone();
    for (advance, noted) in [(3599, 0), (1, 3600), (3599, 3600), (1, 7200)] {
        world.clock.advance(advance);
        assert_eq!(world.as_bearer(&token, "GET", "/api/auth/session", None).status, 200);
        world.finish_background();
        assert_eq!(last_used(), noted);
    }
}

#[test]
fn deleting_needs_a_fresh_session_or_the_password() {
    let world = World::new();
    let token = sign_up(&world).text("/session/token");
    let delete = |body| world.as_bearer(&token, "DELETE", "/api/auth/user", body);
    world.clock.advance(601);
    assert_eq!(delete(None).text("/error"), "REAUTHENTICATION_REQUIRED");
    assert_eq!(delete(Some(json!({ "password": "WrongPassword123" }))).text("/error"), "INVALID_CREDENTIALS");
    assert_eq!(delete(Some(json!({ "password": "SecurePassword123" }))).status, 200);
    for table in ["accounts", "passwords", "sessions", "refresh_tokens"] {
        assert_eq!(world.database.count(table), 0, "{table}");
    }
    assert_eq!(world.database.query("SELECT * FROM attempts WHERE subject LIKE 'account:%'").len(), 0);
}

#[test]
fn an_unverified_address_signs_in_unless_the_setting_says_otherwise() {
    let world = World::with_settings(&[("REQUIRE_VERIFIED_EMAIL", "true")]);
    sign_up(&world);
    let credentials = json!({ "email": "ada@acme.test", "password": "SecurePassword123" });
    let refused = world.post("/api/auth/sign-in", credentials.clone());
    assert_eq!((refused.status, refused.text("/error").as_str()), (403, "EMAIL_NOT_VERIFIED"));
    assert_eq!(
        world.post("/auth/login", credentials.clone()).text("/message"),
        "Login failed; Invalid user ID or password."
    );
    assert_eq!(
        world.database.query("SELECT * FROM attempts WHERE count > 0 AND subject NOT LIKE 'mail%'").len(),
        0,
        "a right password is no failure"
    );
    world.database.query("UPDATE accounts SET email_verified_at = 1 RETURNING id");
    assert_eq!(world.post("/api/auth/sign-in", credentials).status, 200);
}

#[test]
fn an_account_keeps_an_address_or_a_username() {
    let change = |world: &World, token: &str, fields: Json| {
        let answer = world.as_bearer(token, "PATCH", "/api/auth/user", Some(fields));
        (answer.status, answer.body["error"].as_str().unwrap_or_default().to_owned())
    };
    let world = World::new();
    let body = json!({ "username": "ada", "session_platform": "test" });
    let nameless = world.post("/auth/registration", body).text("/session_token");
    assert_eq!(change(&world, &nameless, json!({ "username": null })), (400, "INVALID_USERNAME".into()));
    assert_eq!(change(&world, &nameless, json!({ "name": "Ada" })), (200, String::new()));
    assert_eq!(change(&world, &nameless, json!({ "username": "lovelace" })), (200, String::new()));
    let body = json!({ "username": "grace", "email": "grace@acme.test", "session_platform": "test" });
    let reachable = world.post("/auth/registration", body).text("/session_token");
    assert_eq!(change(&world, &reachable, json!({ "username": null })), (200, String::new()));
}

#[test]
fn the_profile_of_a_sign_up_is_stored_unchanged() {
    let world = World::new();
    let (name, image) = ("Ada", "https://acme.test/ada.png");
    let body = json!({ "email": "ada@acme.test", "password": "SecurePassword123", "name": name, "image": image });
    let signed_up = world.post("/api/auth/sign-up", body);
    let token = signed_up.text("/session/token");
    for answer in [signed_up, world.as_bearer(&token, "GET", "/api/auth/session", None)] {
        assert_eq!((answer.text("/user/name").as_str(), answer.text("/user/image").as_str()), (name, image));
    }
    let stored = world.database.query("SELECT name, image FROM accounts");
    assert_eq!((&stored[0]["name"], &stored[0]["image"]), (&json!(name), &json!(image)));
}

#[test]
fn the_sessions_of_an_account_are_listed_and_the_one_that_asks_is_marked() {
    let world = World::new();
    let first = sign_up(&world).text("/session/id");
    let credentials = json!({ "email": "ada@acme.test", "password": "SecurePassword123" });
    let second = world.post("/api/auth/sign-in", credentials);
    let listed = world.as_bearer(&second.text("/session/token"), "GET", "/api/auth/sessions", None);
    let sessions: BTreeMap<_, _> = listed.body["sessions"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|session| (session["id"].as_str().unwrap_or_default().to_owned(), session["current"].as_bool()))
        .collect();
    assert_eq!(sessions, BTreeMap::from([(first, Some(false)), (second.text("/session/id"), Some(true))]));
}
