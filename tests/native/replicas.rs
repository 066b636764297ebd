//! Session checks on a replica that lags.

use serde_json::{Value as Json, json};

use crate::support::World;
use crate::support::applications::{Application, Code, Shop};
use crate::support::mailed::mailed_token;
use crate::support::operators::{Office, PASSWORD, call, person, with_role};

const PERSON: &str = "ada@acme.test";

fn world(replicas: bool) -> World {
    World::with_settings(if replicas { &[("READ_REPLICAS", "true")] } else { &[] })
}

/// Session token of a new account.
fn signed_up(world: &World) -> String {
    let body = json!({ "email": PERSON, "password": "correct horse battery", "name": "Ada" });
    world.post("/api/auth/sign-up", body).text("/session/token")
}

fn check(world: &World, token: &str) -> u16 {
    world.as_bearer(token, "GET", "/api/auth/session", None).status
}

/// Round trips of a session check to the primary and to the replica.
fn trips(world: &World, token: &str) -> (usize, usize) {
    let before = (world.database.trips.get(), world.nearest.trips.get());
    check(world, token);
    (world.database.trips.get() - before.0, world.nearest.trips.get() - before.1)
}

#[test]
fn by_default_only_the_primary_is_asked() {
    let world = world(false);
    let token = signed_up(&world);
    assert_eq!(trips(&world, &token), (1, 0));
    world.nearest.follow(&world.database);
    world.as_bearer(&token, "POST", "/api/auth/sign-out", None);
    assert_eq!(check(&world, &token), 401, "a sign-out is seen at once");
    assert_eq!(world.nearest.trips.get(), 0);
}

#[test]
fn a_session_missing_from_the_replica_is_found_on_the_primary() {
    let world = world(true);
    let token = signed_up(&world);
    assert_eq!((check(&world, &token), trips(&world, &token)), (200, (1, 1)));
    world.nearest.follow(&world.database);
    assert_eq!((check(&world, &token), trips(&world, &token)), (200, (0, 1)));
}

#[test]
fn a_failing_replica_falls_back_to_the_primary() {
    let world = world(true);
    let token = signed_up(&world);
    world.nearest.follow(&world.database);
    world.nearest.fail_at.set(Some(1));
    assert_eq!(check(&world, &token), 200);
    world.nearest.is_stuck.set(true);
    assert_eq!((check(&world, &token), world.clock.pauses.borrow().last()), (200, Some(&1000)));
    world.nearest.is_stuck.set(false);
    let warned = |(_, line): &(_, String)| line.contains("replica_failed");
    assert_eq!(world.log.0.borrow().iter().filter(|line| warned(line)).count(), 2);
    world.nearest.fail_at.set(Some(1));
    world.database.fail_at.set(Some(1));
    assert_eq!(check(&world, &token), 503);
}

#[test]
fn userinfo_and_introspection_ask_the_primary_alone() {
    let office = Office::of(world(true));
    let application = Application::registered(&office, &json!({}));
    let (ada, session) = person(&office.world, PERSON);
    let shop = Shop { office, application, ada, session };
    let token = shop.tokens(&Code::default()).text("/access_token");
    let nearest = &shop.world().nearest;
    nearest.follow(&shop.world().database);
    let trips = nearest.trips.get();
    let active = || shop.about_as(&shop.application, "/oauth2/introspect", &token).body["active"].clone();
    assert_eq!((shop.userinfo(&token).status, active()), (200, json!(true)));
    shop.world().database.query("DELETE FROM grants WHERE 1");
    assert_eq!((shop.userinfo(&token).status, active()), (401, json!(false)), "the replica has it still");
    assert_eq!((nearest.trips.get(), nearest.count("grants")), (trips, 1));
}

#[test]
fn an_ended_session_seen_by_a_lagging_replica_can_change_nothing() {
    let world = world(true);
    let token = signed_up(&world);
    world.nearest.follow(&world.database);
    assert_eq!(world.as_bearer(&token, "POST", "/api/auth/sign-out", None).status, 200);
    world.finish_background();
    assert_eq!(check(&world, &token), 200, "this is what the setting costs");
    for (method, path, body) in [
        ("GET", "/api/auth/sessions", None),
        ("GET", "/api/auth/events", None),
        ("PATCH", "/api/auth/user", Some(json!({ "name": "Eve" }))),
        ("POST", "/api/auth/change-password", Some(json!({ "currentPassword": "x", "newPassword": "y" }))),
        ("POST", "/api/auth/two-factor/enable", Some(json!({}))),
        ("DELETE", "/api/auth/user", Some(json!({}))),
    ] {
        let answer = world.as_bearer(&token, method, path, body);
        assert_eq!(answer.status, 401, "{method} {path}: {}", answer.body);
    }
    world.nearest.follow(&world.database);
    assert_eq!(check(&world, &token), 401);
}

#[test]
fn a_forged_token_reaches_neither_database() {
    let world = world(true);
    let token = signed_up(&world);
    let forged = format!("{token}x");
    assert_eq!((check(&world, &forged), trips(&world, &forged)), (401, (0, 0)));
}

/// A lagging replica shows a session a moment longer, as after a sign-out; nothing can be done with it.
#[test]
fn a_disabled_account_does_nothing_while_a_replica_lags() {
    let office = Office::of(world(true));
    let world = &office.world;
    let browser = world.post("/api/v1/auth/signin", json!({ "login": "bob@acme.test", "password": PASSWORD }));
    let refresh = browser.cookie("refresh_token");
    assert_eq!(world.post("/api/auth/send-magic-link", json!({ "email": "bob@acme.test" })).status, 200);
    let link = mailed_token(world, "bob@acme.test");
    world.nearest.follow(&world.database);
    assert_eq!(office.about_bob("POST", "/disable", json!({})).status, 200);
    let bob =
        |method: &str, path: &str, body: Json| world.as_bearer(&office.bobs_session, method, path, Some(body)).status;
    for (method, path, body) in [
        ("PATCH", "/api/auth/user", json!({ "name": "Bob" })),
        (
            "POST",
            "/api/auth/change-password",
            json!({ "currentPassword": PASSWORD, "newPassword": "AnotherPassword456" }),
        ),
        ("POST", "/api/auth/two-factor/enable", json!({ "password": PASSWORD })),
        ("POST", "/auth/pair", json!({ "code": "ABCD-EFGH" })),
        ("DELETE", "/api/auth/user", json!({ "password": PASSWORD })),
    ] {
        assert_eq!(bob(method, path, body), 401, "{method} {path}");
    }
    let refreshed = world.with_cookies(&format!("refresh_token={refresh}"), "POST", "/api/v1/auth/custom-refresh/");
    assert_eq!(refreshed.status, 401);
    assert!(world.post("/api/auth/magic-link", json!({ "token": link })).status >= 400);
    assert_eq!(world.database.count(&format!("sessions WHERE account_id = '{}'", office.bob)), 0);
    world.nearest.follow(&world.database);
    assert_eq!(check(world, &office.bobs_session), 401);
}

#[test]
fn a_role_that_was_taken_away_acts_no_more_while_a_replica_lags() {
    let office = Office::of(world(true));
    let (_, olivia) = with_role(&office.world, "olivia@acme.test", "operator");
    let id = office.send("GET", "/users?email=olivia%40acme.test", json!({})).text("/users/0/id");
    office.world.nearest.follow(&office.world.database);
    assert_eq!(call(&office.world, &olivia, "GET", "/users", json!({})).status, 200);
    assert_eq!(office.send("PUT", &format!("/users/{id}/role"), json!({ "role": null })).status, 200);
    let path = format!("/users/{}/disable", office.bob);
    for (method, path) in [("GET", "/users"), ("GET", "/events"), ("POST", path.as_str())] {
        let answer = call(&office.world, &olivia, method, path, json!({}));
        assert_eq!((answer.status, answer.text("/error")), (403, "NOT_ALLOWED".into()), "{method} {path}");
    }
    let page = office.world.send_once("GET", "/admin", &[("cookie", &format!("access_token={olivia}"))], None);
    assert_eq!(page.status, 403);
    assert_eq!(office.world.database.count("accounts WHERE disabled_at IS NOT NULL"), 0);
}
