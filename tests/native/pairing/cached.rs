//! Lookup of a device in KV, which decides nothing.

use serde_json::json;

use super::{Deciding, kept, look, on_page, shown_id, waiting};
use crate::support::World;
use crate::support::mailed::{poll, signed_up};

#[test]
fn a_lookup_in_kv_costs_no_extra_trip_and_shows_the_same_page() {
    let world = World::new();
    let token = signed_up(&world);
    let device = waiting(&world, "Living room");
    world.clock.advance(125);
    let (near, near_trips) = look(&world, &token, &device.code.to_lowercase());
    world.finish_background();
    world.key_value.wipe();
    let (far, far_trips) = look(&world, &token, &device.code);
    assert_eq!((near.status, near_trips, far.status, far_trips), (200, 1, 200, 2), "{near:?}");
    let page = near.body.as_str().expect("a page");
    for fact in ["Living room", "2 minutes", " UTC", &device.code] {
        assert!(page.contains(fact), "{fact} in {page}");
    }
    assert_eq!(shown_id(&near), shown_id(&far));
    assert_eq!(poll(&world, &device.auth_id).status, 400, "looking approves nothing");
}

#[test]
fn a_stale_kv_entry_decides_nothing() {
    for decision in ["approve", "refuse"] {
        let world = World::new();
        let token = signed_up(&world);
        let device = waiting(&world, "Mirror");
        let seen = look(&world, &token, &device.code).0;
        let before = kept(&world);
        let form = json!({ "code": device.code, "id": shown_id(&seen), "decision": decision });
        assert_eq!(on_page(&world, &token, &form).status, 200);
        world.finish_background();
        for (key, value) in before {
            world.key_value.restore(&key, &value);
        }
        assert_eq!(look(&world, &token, &device.code).0.status, 200, "the page may be old");
        for decision in ["approve", "refuse"] {
            let form = json!({ "code": device.code, "id": shown_id(&seen), "decision": decision });
            assert_eq!(on_page(&world, &token, &form).status, 404);
        }
        assert_eq!(poll(&world, &device.auth_id).status == 200, decision == "approve");
    }
}

#[test]
fn an_entry_is_sealed_bound_to_its_code_and_lives_as_long() {
    let world = World::new();
    let token = signed_up(&world);
    let (one, other) = (waiting(&world, "Living room"), waiting(&world, "Kitchen"));
    let entries = kept(&world);
    assert_eq!(entries.len(), 2);
    let text = format!("{entries:?}");
    for secret in ["Living room", "Kitchen", &one.code, &one.auth_id, &other.code, &other.auth_id] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
    // Each entry in the other's place opens nothing, so the database answers.
    world.key_value.restore(&entries[0].0, &entries[1].1);
    world.key_value.restore(&entries[1].0, &entries[0].1);
    for (device, name) in [(&one, "Living room"), (&other, "Kitchen")] {
        let (page, trips) = look(&world, &token, &device.code);
        assert!(page.body.as_str().is_some_and(|page| page.contains(name)), "{page:?}");
        assert_eq!(trips, 2, "{name}");
    }
    world.clock.advance(600);
    assert_eq!(kept(&world).len(), 0);
    for (key, value) in entries {
        world.key_value.restore(&key, &value);
    }
    assert_eq!(look(&world, &token, &one.code).0.status, 404, "what KV keeps for longer is over all the same");
}

#[test]
fn a_decision_removes_the_entry() {
    let acts: [Deciding; 3] = [
        ("JSON", |w, t, code| w.as_bearer(t, "POST", "/auth/pair", Some(json!({ "code": code })))),
        ("approve", |w, t, code| on_page(w, t, &json!({ "code": code, "decision": "approve" }))),
        ("refuse", |w, t, code| on_page(w, t, &json!({ "code": code, "decision": "refuse" }))),
    ];
    for (name, decide) in acts {
        let world = World::new();
        let token = signed_up(&world);
        let device = waiting(&world, "Mirror");
        assert_eq!(kept(&world).len(), 1);
        assert_eq!(decide(&world, &token, &device.code).status, 200, "{name}");
        assert_eq!(kept(&world).len(), 0, "{name}");
    }
}

#[test]
fn without_kv_the_database_answers_and_the_log_says_so() {
    let world = World::new();
    let token = signed_up(&world);
    world.key_value.is_down.set(true);
    let device = waiting(&world, "Mirror");
    let (page, trips) = look(&world, &token, &device.code);
    assert_eq!((page.status, trips), (200, 2), "{page:?}");
    let events = ["kv_write_failed", "kv_read_failed"];
    for event in events {
        assert!(world.log.0.borrow().iter().any(|(_, line)| line.contains(event)), "{event}");
    }
    let form = json!({ "code": device.code, "id": shown_id(&page), "decision": "approve" });
    assert_eq!(on_page(&world, &token, &form).status, 200);
    assert_eq!(poll(&world, &device.auth_id).status, 200);
}
