//! Sweep: separate, bounded batches for each table.

use futures_util::FutureExt;
use sesame::domain::AuthError;
use sesame::flows::expiry::sweep;
use sesame::store::batches::expiry::Table;

use super::{add_sessions, ids, signed_up};
use crate::support::World;

const DAY: i64 = 24 * 60 * 60;

fn run(world: &World) -> Result<(), AuthError> {
    sweep(&world.app()).now_or_never().expect("nothing here waits")
}

fn add_counters(world: &World, count: usize) {
    world.database.query(&format!(
        "INSERT INTO attempts (subject, count, resets_at)
         WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})
         SELECT 'over:' || i, 1, 1 FROM n RETURNING subject"
    ));
}

fn add_former_tokens(world: &World, each: usize) {
    world.database.query(&format!(
        "INSERT INTO refresh_tokens (token_hash, session_id, successor_hash, created_at, spent_at)
         WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {each})
         SELECT sessions.id || i, sessions.id, 'next', 1, 1 FROM sessions, n RETURNING token_hash"
    ));
}

/// World in which everything has expired.
fn over(sessions: usize) -> World {
    let world = World::new();
    signed_up(&world);
    world.finish_background();
    add_sessions(&world, sessions);
    world.clock.advance(31 * DAY);
    world
}

#[test]
fn a_table_that_fails_does_not_stop_the_sweep_of_others() {
    // Events take two statements.
    for failing in 1..=Table::ALL.len() + 1 {
        let world = over(3);
        add_counters(&world, 3);
        world.database.fail_at.set(Some(failing));
        let outcome = run(&world);
        assert!(world.database.fail_at.get().is_none(), "statement {failing} ran");
        let problem = outcome.expect_err("it is told").to_string();
        let tables = ["sessions", "attempts", "one_time_tokens"];
        let left: Vec<_> = tables.into_iter().filter(|table| world.database.count(table) > 0).collect();
        assert!(left.len() <= 1, "{left:?}");
        assert!(left.iter().all(|table| problem.contains(*table)), "{problem}: {left:?}");
    }
}

#[test]
fn a_big_table_does_not_starve_others_and_a_run_is_bounded() {
    let world = over(12_000);
    world.database.query("DELETE FROM attempts RETURNING subject");
    add_counters(&world, 12_000);
    let trips = world.database.trips.get();
    run(&world).expect("sweeps");
    assert_eq!(
        world.database.trips.get() - trips,
        20 + 20 + (Table::ALL.len() - 2),
        "twenty of each big one, one of each other"
    );
    assert_eq!((ids(&world).len(), world.database.count("attempts")), (2001, 2000));
    run(&world).expect("sweeps");
    assert_eq!((ids(&world).len(), world.database.count("attempts")), (0, 0));
}

#[test]
fn former_refresh_tokens_go_before_their_session_to_bound_the_batch() {
    let world = over(2);
    add_former_tokens(&world, 5000);
    run(&world).expect("sweeps");
    assert_eq!(world.database.count("refresh_tokens"), 5000, "ten thousand of fifteen");
    assert!(!ids(&world).is_empty());
    for _ in 0..2 {
        run(&world).expect("sweeps");
    }
    assert_eq!((world.database.count("refresh_tokens"), ids(&world).len()), (0, 0));
}
