//! Atomicity: after a failure of any statement of a use case, nothing has changed, and a retry works.

use serde_json::{Value as Json, json};

use crate::support::{Answer, World};

const TABLES: [&str; 5] = ["events", "accounts", "passwords", "sessions", "refresh_tokens"];

fn dump(world: &World) -> Vec<Json> {
    TABLES.iter().map(|table| json!(world.database.query(&format!("SELECT * FROM {table} ORDER BY 1")))).collect()
}

/// Runs `act` in fresh worlds, failing its first statement, its second, and so on until it succeeds. Asserts that each
/// failure changes nothing and that a second try succeeds.
fn fails_whole(prepare: impl Fn(&World) -> String, act: impl Fn(&World, &str) -> Answer) {
    for nth in 1.. {
        let world = World::new();
        let prepared = prepare(&world);
        let before = dump(&world);
        world.database.fail_at.set(Some(nth));
        let answer = act(&world, &prepared);
        if world.database.fail_at.take().is_some() {
            assert!(nth > 1 && answer.status < 300, "{answer:?}");
            return;
        }
        assert_eq!(answer.status, 503, "statement {nth}: {answer:?}");
        assert_eq!(answer.body["message"], "The service is not available");
        assert_eq!(dump(&world), before, "statement {nth} left something behind");
        let retried = act(&world, &prepared);
        assert!(retried.status < 300, "after statement {nth}: {retried:?}");
    }
}

fn credentials() -> Json {
    json!({ "email": "ada@acme.test", "login": "ada@acme.test", "password": "SecurePassword123", "name": "Ada" })
}

fn signed_up(world: &World) -> String {
    world.post("/api/auth/sign-up", credentials()).text("/session/token")
}

fn nothing(_: &World) -> String {
    String::new()
}

#[test]
fn signing_up() {
    for path in ["/auth/register", "/api/auth/sign-up", "/api/v1/auth/signup/"] {
        fails_whole(nothing, |world, _| world.post(path, credentials()));
    }
}

#[test]
fn signing_in() {
    for path in ["/auth/login", "/api/auth/sign-in", "/api/v1/auth/signin/"] {
        fails_whole(signed_up, |world, _| world.post(path, credentials()));
    }
}

#[test]
fn refreshing() {
    let prepare = |world: &World| {
        signed_up(world);
        world.post("/api/v1/auth/signin/", credentials()).cookie("refresh_token")
    };
    fails_whole(prepare, |world, token| {
        world.with_cookies(&format!("refresh_token={token}"), "POST", "/api/v1/auth/custom-refresh/")
    });
}

#[test]
fn requests_with_a_session() {
    let change = json!({ "currentPassword": "SecurePassword123", "newPassword": "AnotherPassword456" });
    for (method, path, body) in [
        ("POST", "/api/auth/sign-out", None),
        ("GET", "/api/auth/session", None),
        ("GET", "/api/auth/sessions", None),
        ("DELETE", "/api/auth/sessions", None),
        ("POST", "/api/auth/change-password", Some(change)),
        ("PATCH", "/api/auth/user", Some(json!({ "name": "Ada L.", "username": "ada" }))),
        ("GET", "/api/auth/user/export", None),
        ("DELETE", "/api/auth/user", Some(json!({ "password": "SecurePassword123" }))),
    ] {
        fails_whole(signed_up, |world, token| world.as_bearer(token, method, path, body.clone()));
    }
}

#[test]
fn a_failed_rehash_does_not_fail_the_sign_in() {
    let old = World::with_settings(&[("PASSWORD_PROFILE", "m9216")]);
    signed_up(&old);
    let hash = old.database.query("SELECT hash FROM passwords")[0]["hash"].as_str().expect("a hash").to_owned();
    let world = World::new();
    signed_up(&world);
    world.database.query(&format!("UPDATE passwords SET hash = '{hash}' RETURNING id"));
    let stored = || world.database.query("SELECT id, hash FROM passwords")[0].clone();

    assert_eq!(world.post("/api/auth/sign-in", credentials()).status, 200);
    world.database.fail_at.set(Some(1));
    world.finish_background();
    assert_eq!(stored()["hash"], hash);
    assert!(world.log.0.borrow().iter().any(|(_, line)| line.contains("rehash_failed")));

    let id = stored()["id"].clone();
    assert_eq!(world.post("/api/auth/sign-in", credentials()).status, 200);
    world.finish_background();
    assert!(stored()["hash"].as_str().is_some_and(|hash| hash.contains("m=7168,t=5,p=1")), "{:?}", stored());
    assert_eq!(stored()["id"], id, "the same password keeps its id");
    assert_eq!(world.post("/api/auth/sign-in", credentials()).status, 200);
}
