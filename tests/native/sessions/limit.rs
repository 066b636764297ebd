//! Limit of 100 sessions per account.

use serde_json::json;

use super::{EMAIL, PASSWORD, add_sessions, credentials, events, ids, signed_in, signed_up};
use crate::support::World;

#[test]
fn the_hundredth_session_opens_and_the_next_ends_the_least_recently_used() {
    let world = World::new();
    signed_up(&world);
    add_sessions(&world, 98);
    signed_in(&world, "");
    assert_eq!(ids(&world).len(), 100);
    assert!(!events(&world).iter().any(|(kind, _)| kind == "session-displaced"));

    let trips = world.database.trips.get();
    world.post("/auth/login", json!({ "email": EMAIL, "password": PASSWORD }));
    assert_eq!(world.database.trips.get() - trips, 2);
    let left = ids(&world);
    assert_eq!(left.len(), 100);
    assert!(!left.contains(&"added-1".to_owned()) && left.contains(&"added-2".to_owned()));
    let gone: Vec<_> = events(&world).into_iter().filter(|(kind, _)| kind == "session-displaced").collect();
    assert_eq!(gone, [("session-displaced".to_owned(), json!("Added 1"))]);
}

#[test]
fn using_a_session_keeps_it_and_the_new_one_is_never_ended() {
    let world = World::new();
    let token = signed_up(&world);
    let own = ids(&world)[0].clone();
    world.clock.advance(3600);
    add_sessions(&world, 99);
    assert_eq!(world.as_bearer(&token, "GET", "/api/auth/session", None).status, 200);
    world.finish_background();
    for _ in 0..3 {
        signed_in(&world, "");
    }
    let left = ids(&world);
    assert!(left.contains(&own));
    assert_eq!((left.len(), left.iter().filter(|id| id.starts_with("added-")).count()), (100, 96));
}

#[test]
fn sessions_of_others_and_expired_ones_do_not_count() {
    let world = World::new();
    signed_up(&world);
    add_sessions(&world, 99);
    world.database.query("UPDATE sessions SET ends_at = 1 WHERE id = 'added-50' RETURNING id");
    world.post("/auth/register", json!({ "email": "bob@acme.test", "password": PASSWORD }));
    world.post("/auth/login", json!({ "email": "bob@acme.test", "password": PASSWORD }));
    signed_in(&world, "");
    assert_eq!(ids(&world).len(), 103, "nobody's went");
    assert_eq!(world.post("/api/v1/auth/signin/", credentials()).status, 204);
    assert_eq!(ids(&world).len(), 103);
}

#[test]
fn an_account_older_than_the_limit_has_a_bounded_list_and_bounded_removals_per_sign_in() {
    let world = World::new();
    let token = signed_up(&world);
    world.clock.advance(1);
    add_sessions(&world, 50_000);
    let get = |path: &str| world.as_bearer(&token, "GET", path, None);
    assert_eq!(get("/api/auth/sessions").body["sessions"].as_array().map(Vec::len), Some(100));
    let page = get("/account/devices").body.as_str().map(str::len).expect("a page");
    assert!(page < 200_000, "{page} bytes");
    world.database.query("UPDATE sessions SET method = 'pairing' WHERE id LIKE 'added-%' RETURNING id");
    assert!(get("/account/devices").body.as_str().is_some_and(|page| page.len() < 200_000));

    let events = || world.database.count("events");
    let before = events();
    signed_in(&world, "");
    assert_eq!((ids(&world).len(), events() - before), (49_902, 101));
}
