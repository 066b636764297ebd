//! Service keys.

use serde_json::json;
use sesame::ports::Clock;

use crate::support::operators::{Office, call, service_key};

#[test]
fn a_key_is_shown_once_and_works_until_it_is_deleted() {
    let office = Office::new();
    let body = json!({ "name": "Shop", "scopes": ["users:read", "users:read"], "reason": "For the shop" });
    let answer = office.send("POST", "/keys", body);
    assert_eq!(answer.status, 201, "{answer:?}");
    assert_eq!(answer.body["key"]["scopes"], json!(["users:read"]));
    let (id, key) = (answer.text("/key/id"), answer.text("/key/key"));
    assert!(key.starts_with(&format!("sesame_sk_{id}_")), "{key}");
    let look = || call(&office.world, &key, "GET", &format!("/users/{}", office.bob), json!({})).status;
    assert_eq!(look(), 200);

    let listed = office.send("GET", "/keys", json!({}));
    assert_eq!(listed.body["keys"][0]["id"], json!(id));
    assert!(!listed.body.to_string().contains(&key[key.len() - 43..]), "{listed:?}");
    for row in office.world.database.query("SELECT * FROM service_keys") {
        assert!(!json!(row).to_string().contains(&key[key.len() - 43..]), "only its hash is kept");
    }

    assert_eq!(office.send("DELETE", &format!("/keys/{id}"), json!({})).status, 200);
    assert_eq!(look(), 401);
    assert_eq!(office.send("DELETE", &format!("/keys/{id}"), json!({})).status, 404);
}

#[test]
fn a_key_ends_by_itself() {
    let office = Office::new();
    let ends_at = (office.world.clock.now() + 3600).to_rfc3339();
    let answer = office.send("POST", "/keys", json!({ "name": "Shop", "scopes": ["users:read"], "endsAt": ends_at }));
    let key = answer.text("/key/key");
    office.world.clock.advance(3599);
    assert_eq!(call(&office.world, &key, "GET", "/users", json!({})).status, 200);
    office.world.clock.advance(1);
    assert_eq!(call(&office.world, &key, "GET", "/users", json!({})).status, 401);
}

#[test]
fn an_unfit_key_is_not_made() {
    let office = Office::new();
    for body in [
        json!({}),
        json!({ "name": "Shop" }),
        json!({ "name": "Shop", "scopes": [] }),
        json!({ "name": "Shop", "scopes": "users:read" }),
        json!({ "name": "Shop", "scopes": ["users:read", "all"] }),
        json!({ "name": "", "scopes": ["users:read"] }),
        json!({ "name": "Shop", "scopes": ["users:read"], "endsAt": "2001-01-01T00:00:00Z" }),
        json!({ "name": "Shop", "scopes": ["users:read"], "reason": "x".repeat(201) }),
    ] {
        assert_eq!(office.send("POST", "/keys", body.clone()).status, 400, "{body}");
    }
    assert_eq!(office.world.database.count("service_keys"), 0);
}

#[test]
fn there_are_a_hundred_keys_at_most() {
    let office = Office::new();
    for _ in 0..100 {
        service_key(&office.world, "users:read");
    }
    let answer = office.send("POST", "/keys", json!({ "name": "Shop", "scopes": ["users:read"] }));
    assert_eq!((answer.status, answer.text("/error")), (409, "TOO_MANY_KEYS".into()));
    assert_eq!(office.world.database.count("service_keys"), 100);
}

#[test]
fn the_day_of_a_keys_last_use_is_noted() {
    let office = Office::new();
    let key = service_key(&office.world, "users:read");
    let used = || {
        assert_eq!(call(&office.world, &key, "GET", "/users", json!({})).status, 200);
        office.world.finish_background();
        office.send("GET", "/keys", json!({})).body["keys"][0]["lastUsedAt"].clone()
    };
    let first = used();
    assert!(first.is_string(), "{first}");
    office.world.clock.advance(3600);
    assert_eq!(used(), first, "once a day");
    office.world.clock.advance(86_400);
    assert_ne!(used(), first);
}
