//! Stored refresh tokens of the former version.

use sesame::crypto::subkey::fingerprint;

use super::{ids, next, refresh};
use crate::support::World;
use crate::support::upgraded::Upgraded;

const DAY: i64 = 24 * 60 * 60;

fn count(world: &World) -> usize {
    ids(world).len()
}

#[test]
fn the_live_token_and_the_previous_one_get_the_same_successor() {
    for order in [["ada_refresh_live", "ada_refresh_previous"], ["ada_refresh_previous", "ada_refresh_live"]] {
        let upgraded = Upgraded::from_0012();
        let world = &upgraded.world;
        let [first, again, other] = [order[0], order[0], order[1]].map(|name| next(world, upgraded.held(name)));
        assert!(first.starts_with("rt.1.") && first.contains(".1."), "{first}");
        assert_eq!((&again, &other), (&first, &first));
        let second = next(world, &first);
        let before = count(world);
        assert_eq!(refresh(world, upgraded.held(order[1])).status, 401, "once its successor was presented");
        assert_eq!(refresh(world, &second).status, 401);
        assert_eq!(count(world), before - 1);
    }
}

#[test]
fn an_older_token_ends_the_session() {
    for has_turned in [false, true] {
        let upgraded = Upgraded::from_0012();
        let world = &upgraded.world;
        if has_turned {
            next(world, upgraded.held("ada_refresh_live"));
        }
        let before = count(world);
        assert_eq!(refresh(world, upgraded.held("ada_refresh_spent")).status, 401);
        assert_eq!(count(world), before - 1);
        assert_eq!(refresh(world, upgraded.held("ada_refresh_live")).status, 401);
        assert_eq!(refresh(world, upgraded.held("ada_other_refresh_live")).status, 204);
    }
}

#[test]
fn a_live_token_waits_unused_and_works_for_a_day_after_its_first_use() {
    let upgraded = Upgraded::from_0012();
    let world = &upgraded.world;
    world.clock.advance(20 * DAY);
    let first = next(world, upgraded.held("ada_refresh_live"));
    world.clock.advance(DAY - 1);
    assert_eq!(next(world, upgraded.held("ada_refresh_live")), first);
    world.clock.advance(1);
    assert_eq!(refresh(world, upgraded.held("ada_refresh_live")).status, 401);
    assert_eq!(refresh(world, &first).status, 401);
}

#[test]
fn the_previous_token_works_for_a_day() {
    let upgraded = Upgraded::from_0012();
    upgraded.world.clock.advance(DAY + 60);
    assert_eq!(refresh(&upgraded.world, upgraded.held("ada_refresh_previous")).status, 401);
    assert_eq!(refresh(&upgraded.world, upgraded.held("ada_refresh_live")).status, 401, "a replay, as ever");
}

#[test]
fn a_token_that_was_never_issued_does_no_harm() {
    let upgraded = Upgraded::from_0012();
    let (world, live) = (&upgraded.world, upgraded.held("ada_refresh_live"));
    let other = upgraded.held("ada_other_refresh_live");
    let session = |token: &str| token.split('.').nth(1).expect("a session").to_owned();
    let before = count(world);
    for forged in [format!("{}A", &live[..live.len() - 1]), live.replace(&session(live), &session(other))] {
        assert_eq!(refresh(world, &forged).status, 401);
    }
    assert_eq!(count(world), before);
    assert_eq!(refresh(world, live).status, 204);
}

#[test]
fn an_expired_session_refuses_its_tokens_and_reports_no_reuse() {
    let upgraded = Upgraded::from_0012();
    let world = &upgraded.world;
    world.clock.advance(30 * DAY);
    let (sessions, events) = (count(world), world.database.count("events"));
    for name in ["ada_refresh_live", "ada_refresh_previous", "ada_refresh_spent"] {
        assert_eq!(refresh(world, upgraded.held(name)).status, 401, "{name}");
    }
    assert_eq!((count(world), world.database.count("events")), (sessions, events));
}

#[test]
fn rows_written_by_the_former_worker_during_the_upgrade_work() {
    let world = World::new();
    super::signed_up(&world);
    let token = "rt.45314ce9-74c8-48dd-9094-0bcf980f335b.BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc";
    world.database.query(
        "INSERT INTO sessions (id, account_id, method, platform, place, address, created_at, authenticated_at,
           last_used_at, ends_at)
         SELECT '45314ce9-74c8-48dd-9094-0bcf980f335b', id, 'password', 'Old', NULL, NULL, created_at, created_at,
           created_at, created_at + 2592000 FROM accounts RETURNING id",
    );
    world.database.query(&format!(
        "INSERT INTO refresh_tokens (token_hash, session_id, created_at)
         SELECT '{}', '45314ce9-74c8-48dd-9094-0bcf980f335b', created_at FROM accounts RETURNING token_hash",
        fingerprint(token)
    ));
    let first = next(&world, token);
    assert_eq!(next(&world, token), first);
    assert_eq!(refresh(&world, &first).status, 204);
}

#[test]
fn a_former_token_signs_out() {
    for name in ["ada_refresh_live", "ada_refresh_previous", "ada_refresh_spent"] {
        let upgraded = Upgraded::from_0012();
        let before = count(&upgraded.world);
        let cookie = format!("refresh_token={}", upgraded.held(name));
        assert_eq!(upgraded.world.with_cookies(&cookie, "POST", "/api/v1/auth/custom-logout/").status, 204);
        assert_eq!(count(&upgraded.world), before - 1, "{name}");
    }
}

#[test]
fn a_session_from_before_is_as_strong_as_one_factor() {
    let upgraded = Upgraded::from_0012();
    let rows = upgraded.world.database.query("SELECT DISTINCT aal FROM sessions");
    assert_eq!(serde_json::json!(rows), serde_json::json!([{ "aal": 1 }]));
}
