//! Rotation by the schedule, and the states that times give.

use futures_util::FutureExt;
use sesame::domain::AuthError;
use sesame::domain::SignatureAlgorithm::{self, Es256, Rs256};
use sesame::flows::expiry::sweep;
use sesame::flows::oidc::rotation::tend;
use sesame::flows::oidc::signing::TokenAge::Current;

use super::{DAY, MINUTE, claims, live, published, sign, verify};
use crate::support::World;

const BOTH: [SignatureAlgorithm; 2] = [Rs256, Es256];
const OLD: &str = "1:e5Rt8Yu2Io6Pa4Sd7Fg1Hj3Kl9Zx0CvQ";
const NEW: &str = "2:Zx0CvQe5Rt8Yu2Io6Pa4Sd7Fg1Hj3Kl9";

fn run(world: &World) -> Result<(), AuthError> {
    tend(&world.app()).now_or_never().expect("nothing here waits")
}

/// World whose keys the schedule made.
fn tended() -> World {
    let world = World::new();
    run(&world).expect("keys");
    world
}

fn signing(world: &World) -> [String; 2] {
    BOTH.map(|algorithm| live(world, algorithm))
}

#[test]
fn the_schedule_makes_the_first_keys_once() {
    let world = tended();
    let made = published(&world);
    assert_eq!(made.len(), 2);
    run(&world).expect("runs");
    assert_eq!((published(&world), world.signatures.generated.get()), (made, 2));
}

#[test]
fn a_successor_is_published_a_day_before_it_signs_and_its_predecessor_until_its_last_token_is_over() {
    let world = tended();
    let first = signing(&world);
    world.clock.advance(89 * DAY - 1);
    run(&world).expect("runs");
    assert_eq!(published(&world).len(), 2);
    world.clock.advance(1);
    run(&world).expect("runs");
    assert_eq!((published(&world).len(), signing(&world)), (4, first.clone()));
    run(&world).expect("runs");
    assert_eq!(world.signatures.generated.get(), 4);

    // From here on nothing runs: the times decide.
    world.clock.advance(DAY - 1);
    let token = sign(&world, Rs256, "JWT", &claims(&world, 10 * MINUTE));
    assert_eq!(signing(&world), first);
    world.clock.advance(1);
    let second = signing(&world);
    assert!(first.iter().all(|kid| !second.contains(kid)));
    assert!(verify(&world, &token, "JWT", Current).is_some());
    world.clock.advance(12 * MINUTE - 1);
    assert_eq!(published(&world).len(), 4);
    world.clock.advance(1);
    assert_eq!(published(&world), second);
    assert_eq!(world.signatures.generated.get(), 4);
}

#[test]
fn a_schedule_that_comes_late_publishes_a_successor_for_10_minutes_at_least() {
    let world = tended();
    let first = signing(&world);
    world.clock.advance(90 * DAY - MINUTE);
    run(&world).expect("runs");
    world.clock.advance(10 * MINUTE - 1);
    assert_eq!((published(&world).len(), signing(&world)), (4, first.clone()));
    world.clock.advance(1);
    assert!(first.iter().all(|kid| !signing(&world).contains(kid)));
}

#[test]
fn without_a_schedule_a_request_makes_the_successor() {
    let world = tended();
    let first = signing(&world);
    world.clock.advance(90 * DAY);
    let second = signing(&world);
    assert!(first.iter().all(|kid| !second.contains(kid)));
    assert_eq!(published(&world).len(), 4);
}

#[test]
fn retired_keys_are_swept_90_days_later() {
    let world = tended();
    world.clock.advance(180 * DAY - 1);
    run(&world).expect("runs");
    sweep(&world.app()).now_or_never().expect("nothing here waits").expect("sweeps");
    assert_eq!(world.database.count("signing_keys"), 4);
    world.clock.advance(1);
    sweep(&world.app()).now_or_never().expect("nothing here waits").expect("sweeps");
    assert_eq!(world.database.count("signing_keys"), 2);
}

#[test]
fn the_schedule_seals_keys_again_under_the_newest_secret() {
    let world = tended();
    let first = signing(&world);
    let both = format!("{NEW},{OLD}");
    let during = world.restarted(&[("DATA_SECRET", &both)]);
    run(&during).expect("runs");
    for row in world.database.query("SELECT private_key FROM signing_keys") {
        assert!(row["private_key"].as_str().is_some_and(|sealed| sealed.starts_with("2.")), "{row:?}");
    }
    let after = world.restarted(&[("DATA_SECRET", NEW)]);
    assert_eq!(signing(&after), first);
    let trips = world.database.seen.borrow().len();
    run(&during).expect("runs");
    let again = world.database.seen.borrow()[trips..].iter().filter(|sql| sql.starts_with("UPDATE")).count();
    assert_eq!(again, 0);
    assert!(!world.log.0.borrow().iter().any(|(_, line)| line.contains("signing_key")));
}

#[test]
fn a_next_key_that_does_not_open_is_replaced_in_time() {
    let world = tended();
    world.clock.advance(89 * DAY);
    run(&world).expect("runs");
    let next = published(&world);
    world.database.query(
        "UPDATE signing_keys SET private_key = (SELECT private_key FROM signing_keys WHERE algorithm = 'RS256' LIMIT 1)
         WHERE generation = 2 AND algorithm = 'ES256'",
    );
    run(&world.restarted(&[])).expect("runs");
    assert_eq!(world.database.count("signing_keys"), 5);
    world.clock.advance(DAY);
    let now = live(&world, Es256);
    assert!(!next.contains(&now));
    assert_eq!(world.log.0.borrow().iter().filter(|(_, line)| line.contains("signing_key_unreadable")).count(), 1);
}

#[test]
fn a_live_key_that_no_longer_opens_gives_way_to_the_published_next() {
    let world = tended();
    world.clock.advance(89 * DAY);
    run(&world).expect("runs");
    world.database.query("UPDATE signing_keys SET private_key = '1.x' WHERE generation = 1");
    let restarted = world.restarted(&[]);
    let signing_now = signing(&restarted);
    assert_eq!(world.signatures.generated.get(), 4);
    run(&restarted).expect("runs");
    let states = world.database.query("SELECT id FROM signing_keys WHERE generation = 2 AND signs_at < retires_at");
    assert_eq!(states.len(), 2);
    assert_eq!(signing(&world.restarted(&[])), signing_now);
}

#[test]
fn whichever_statement_of_the_schedule_fails_nothing_has_changed_and_the_next_run_works() {
    let world = tended();
    world.clock.advance(89 * DAY);
    let dump = || world.database.query("SELECT * FROM signing_keys ORDER BY id");
    let before = dump();
    for nth in 1.. {
        world.database.fail_at.set(Some(nth));
        let outcome = run(&world.restarted(&[]));
        if world.database.fail_at.take().is_some() {
            assert!(nth > 4 && outcome.is_ok(), "{nth}");
            break;
        }
        assert!(outcome.is_err(), "{nth}");
        assert_eq!(dump(), before, "{nth}");
    }
    assert_eq!(world.database.count("signing_keys"), 4);
}

#[test]
fn of_two_schedules_at_once_one_makes_the_successors() {
    let world = tended();
    world.clock.advance(89 * DAY);
    let rows = "INSERT INTO signing_keys SELECT id || 'x', algorithm, 2, public_key, private_key, created_at,
        retires_at, retires_at + 1, withdrawn_at + 1, ends_at + 1 FROM signing_keys";
    *world.database.meanwhile.borrow_mut() = Some((3, rows.to_owned()));
    run(&world.restarted(&[])).expect("runs");
    assert_eq!(world.database.count("signing_keys"), 4);
}

#[test]
fn a_key_that_was_revoked_while_the_schedule_ran_stays_revoked() {
    let world = tended();
    world.clock.advance(89 * DAY);
    run(&world).expect("runs");
    world.database.query("UPDATE signing_keys SET private_key = '1.x' WHERE generation = 1");
    // After its two reads, before its change: an operator revokes the next keys, and those that do not open.
    let revoked = "UPDATE signing_keys SET signs_at = 1, retires_at = 1, withdrawn_at = 1, ends_at = 1;";
    *world.database.meanwhile.borrow_mut() = Some((3, revoked.to_owned()));
    run(&world.restarted(&[])).expect("runs");
    assert_eq!(world.database.count("signing_keys WHERE ends_at = 1 AND withdrawn_at = 1"), 4);
}
