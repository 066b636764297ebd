//! Computed refresh tokens: one row per session, each generation once.

use sesame::crypto::refresh_token::{Generation, RefreshSeed};
use sesame::domain::SessionId;

use super::{events, ids, next, refresh, signed_in, signed_up};
use crate::support::World;

const DAY: i64 = 24 * 60 * 60;
const OLD: &str = "e5Rt8Yu2Io6Pa4Sd7Fg1Hj3Kl9Zx0CvQ";
const NEW: &str = "Zx0CvQe5Rt8Yu2Io6Pa4Sd7Fg1Hj3Kl9";

/// Signed-in browser: the world and its refresh token.
fn browser() -> (World, String) {
    let world = World::new();
    signed_up(&world);
    let token = signed_in(&world, "").cookie("refresh_token");
    (world, token)
}

/// World with another `DATA_SECRET`.
fn rotated(world: &World, secrets: &str) -> World {
    world.restarted(&[("DATA_SECRET", secrets)])
}

/// Token as the service computes it.
fn computed(world: &World, session: &str, number: i64, seed: RefreshSeed) -> String {
    let generation = Generation { holder: SessionId(session.to_owned()), number, seed };
    world.app().keys().refresh_tokens.compute(&generation).expect("a key").expose().to_owned()
}

fn stored_seed(world: &World) -> RefreshSeed {
    let row = &world.database.query("SELECT refresh_seed FROM sessions WHERE refresh_seed IS NOT NULL")[0];
    RefreshSeed::parse(row["refresh_seed"].as_str().expect("a seed")).expect("256 bits")
}

fn session_of(token: &str) -> String {
    token.split('.').nth(2).expect("a session").to_owned()
}

#[test]
fn the_previous_generation_gets_the_newest_for_a_day() {
    let (world, first) = browser();
    let second = next(&world, &first);
    assert_ne!(second, first);
    world.clock.advance(DAY - 1);
    assert_eq!(next(&world, &first), second, "an answer that was lost signs nobody out");
    world.clock.advance(1);
    assert_eq!(refresh(&world, &first).status, 401);
    assert_eq!(refresh(&world, &second).status, 401, "the thief and the owner are both out");
    assert!(world.log.0.borrow().iter().any(|(_, line)| line.contains("refresh_token_reused")));
    assert_eq!(events(&world).last().expect("an event").0, "refresh-token-reused");
}

#[test]
fn a_repeated_answer_does_not_restart_the_day() {
    let (world, first) = browser();
    next(&world, &first);
    world.clock.advance(DAY / 2);
    next(&world, &first);
    world.clock.advance(DAY / 2);
    assert_eq!(refresh(&world, &first).status, 401);
}

#[test]
fn once_the_newest_was_used_every_older_one_ends_the_session() {
    for older in 0..3 {
        let (world, first) = browser();
        let second = next(&world, &first);
        let third = next(&world, &second);
        let fourth = next(&world, &third);
        assert_eq!(next(&world, &third), fourth, "still never presented");
        let fifth = next(&world, &fourth);
        assert_eq!(refresh(&world, &[first, second, third][older]).status, 401);
        for token in [&fourth, &fifth] {
            assert_eq!(refresh(&world, token).status, 401);
        }
        assert_eq!(ids(&world).len(), 1, "the one of the sign-up stays");
    }
}

#[test]
fn a_chain_of_refreshes_is_one_row() {
    let (world, mut token) = browser();
    let rows = || (world.database.count("sessions"), world.database.count("refresh_tokens"));
    for _ in 0..50 {
        token = next(&world, &token);
    }
    assert_eq!(rows(), (2, 0));
}

#[test]
fn the_database_holds_no_token_and_can_compute_none() {
    let (world, token) = browser();
    let second = next(&world, &token);
    let dump = format!("{:?}", world.database.query("SELECT * FROM sessions"));
    for part in [token, second].iter().flat_map(|token| token.split('.')).filter(|part| part.len() > 40) {
        assert!(!dump.contains(part) && !dump.contains(&part[..43]) && !dump.contains(&part[43..]));
    }
}

/// Rows of every table that a refresh could change.
fn dump(world: &World) -> String {
    let tables = ["accounts", "sessions", "refresh_tokens", "events", "attempts"];
    format!("{:?}", tables.map(|table| world.database.query(&format!("SELECT * FROM {table} ORDER BY rowid"))))
}

fn sign_out(world: &World, token: &str) {
    let answer = world.with_cookies(&format!("refresh_token={token}"), "POST", "/api/v1/auth/custom-logout/");
    assert_eq!(answer.status, 204, "{answer:?}");
}

#[test]
fn a_forged_one_does_no_harm_to_the_session_it_names() {
    let (world, first) = browser();
    let token = next(&world, &next(&world, &first));
    world.finish_background();
    let (session, other) = (session_of(&token), ids(&world)[0].clone());
    let (seed, random) = (stored_seed(&world), RefreshSeed::from_random([7; 32]));
    let before = dump(&world);
    for forged in [
        // Older and newer generations of a seed that another session has.
        computed(&world, &session, 1, random.clone()),
        computed(&world, &session, 3, random.clone()),
        computed(&world, &other, 1, random),
        computed(&world, &other, 1, seed.clone()),
        computed(&world, "45314ce9-74c8-48dd-9094-0bcf980f335b", 1, seed.clone()),
        format!("rt.{session}.{}", "A".repeat(43)),
    ] {
        let trips = world.database.trips.get();
        assert_eq!(refresh(&world, &forged).status, 401, "{forged}");
        assert_eq!(world.database.trips.get() - trips, 1, "{forged}");
        sign_out(&world, &forged);
        assert_eq!(dump(&world), before, "{forged}");
    }
    for newer in [4, 7, i64::MAX].map(|number| computed(&world, &session, number, seed.clone())) {
        assert_eq!(refresh(&world, &newer).status, 401, "never given out");
        assert_eq!(dump(&world), before);
    }
    assert_eq!(refresh(&world, &token).status, 204);
}

#[test]
fn a_wrong_tag_or_a_removed_key_costs_no_database_trip() {
    let (world, first) = browser();
    let second = next(&world, &first);
    let (session, old) = (session_of(&first), rotated(&world, &format!("1:{NEW}")));
    let before = dump(&world);
    for forged in [
        format!("{}AAAA", &second[..second.len() - 4]),
        first.replace(&format!("{session}.1."), &format!("{session}.2.")),
        second.replace("rt.1.", "rt.2."),
        second.replace(&session, &ids(&world)[0]),
        computed(&old, &session, 1, stored_seed(&world)),
    ] {
        let trips = world.database.trips.get();
        assert_eq!(refresh(&world, &forged).status, 401, "{forged}");
        sign_out(&world, &forged);
        assert_eq!(world.database.trips.get(), trips, "{forged}");
    }
    assert_eq!(dump(&world), before);
    assert_eq!(refresh(&world, &second).status, 204);
}

#[test]
fn a_session_past_its_end_refreshes_no_token_and_reports_no_reuse() {
    let (world, first) = browser();
    let second = next(&world, &first);
    world.clock.advance(29 * DAY);
    let third = next(&world, &second);
    world.clock.advance(DAY);
    world.finish_background();
    let before = dump(&world);
    for token in [&third, &second] {
        assert_eq!(refresh(&world, token).status, 401);
        assert_eq!(world.with_cookies(&format!("refresh_token={token}"), "HEAD", "/account").status, 303);
    }
    assert_eq!(dump(&world), before);
}

#[test]
fn the_log_of_a_reuse_holds_no_token() {
    let (world, first) = browser();
    let second = next(&world, &first);
    let third = next(&world, &second);
    assert_eq!(refresh(&world, &first).status, 401);
    let log = format!("{:?}", world.log.0.borrow());
    assert!(log.contains("refresh_token_reused"), "{log}");
    for body in [&first, &second, &third].map(|token| token.rsplit('.').next().expect("a body")) {
        assert!(!log.contains(&body[..16]) && !log.contains(&body[43..59]), "{log}");
    }
}

#[test]
fn a_session_without_a_refresh_token_accepts_none() {
    let world = World::new();
    signed_up(&world);
    let stored = world.database.query("SELECT refresh_seed, refresh_generation, refresh_key_version FROM sessions");
    assert_eq!(
        serde_json::json!(stored),
        serde_json::json!([
            { "refresh_seed": null, "refresh_generation": 0, "refresh_key_version": null }
        ])
    );
}

#[test]
fn a_data_secret_is_rotated_and_signs_nobody_out_while_the_old_one_is_there() {
    let (old, first) = browser();
    let both = rotated(&old, &format!("2:{NEW},1:{OLD}"));
    let second = next(&both, &first);
    assert!(first.starts_with("rt.1.") && second.starts_with("rt.2."), "{first} {second}");
    assert_eq!(next(&both, &first), second, "the one before is good still");
    let third = next(&both, &second);

    // A token computed from the seed with the removed key is refused, and ends nothing.
    let seed = stored_seed(&old);
    let forged = computed(&old, &session_of(&first), 3, seed);
    assert!(forged.starts_with("rt.1."));
    assert_eq!(refresh(&both, &forged).status, 401);
    let fourth = next(&both, &third);

    let new = rotated(&old, &format!("2:{NEW}"));
    assert_eq!(refresh(&new, &first).status, 401, "its key is gone");
    let fifth = next(&new, &fourth);
    assert_eq!(refresh(&both, &first).status, 401, "a replay ends the session, whatever its key");
    assert_eq!(refresh(&both, &fifth).status, 401);
}

#[test]
fn a_token_under_a_removed_key_is_refused_without_effect() {
    let (old, first) = browser();
    assert_eq!(refresh(&rotated(&old, &format!("2:{NEW}")), &first).status, 401);
    assert_eq!(refresh(&old, &first).status, 204, "and nothing was done to it");
}

#[test]
fn a_reverted_rotation_signs_nobody_out() {
    let (old, first) = browser();
    let both = rotated(&old, &format!("2:{NEW},1:{OLD}"));
    let second = next(&both, &first);
    let third = next(&both, &second);
    let back = rotated(&old, &format!("1:{OLD},2:{NEW}"));
    let fourth = next(&back, &third);
    assert!(fourth.starts_with("rt.1."));
    assert_eq!(refresh(&back, &fourth).status, 204);
}

#[test]
fn an_auth_secret_is_rotated_without_a_previous_one_and_browsers_refresh_on() {
    let (old, first) = browser();
    let new = old.restarted(&[("AUTH_SECRET", "p0Ga1Yp6Vc3Hs9Lf4Kd7Wb5Tn2mZr8Jx")]);
    let second = next(&new, &first);
    assert_eq!(refresh(&new, &second).status, 204);
}
