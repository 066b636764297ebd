//! A batch and the handles of its results.

use futures_util::FutureExt;
use sesame::domain::{AuthError, AuthorizationId, SessionId, UnixTime};
use sesame::ports::Database;
use sesame::store::batch::{Batch, Done};

use crate::support::World;

const NOW: UnixTime = UnixTime(1_700_000_000);

fn run(world: &World, batch: Batch) -> Done {
    let database: &dyn Database = &*world.database;
    batch.run(database).now_or_never().expect("nothing waits").expect("answers")
}

#[test]
fn a_result_is_taken_from_its_own_batch_alone() {
    let world = World::new();
    let (id, session) = (AuthorizationId("a".into()), SessionId("session".into()));
    let (mut one, mut other) = (Batch::new(), Batch::new());
    let (of_one, of_other) = (one.collect(&id, &session, NOW), other.collect(&id, &session, NOW));
    let (mut one, mut other) = (run(&world, one), run(&world, other));
    assert!(one.take(of_one).expect("its own result").is_none());
    assert!(matches!(one.take(of_other), Err(AuthError::Internal(_))), "another batch's");
    let unrun = Batch::new().collect(&id, &session, NOW);
    assert!(matches!(other.take(unrun), Err(AuthError::Internal(_))), "a batch's that never ran");
}

#[test]
fn a_batch_without_statements_takes_no_round_trip() {
    let world = World::new();
    let before = world.database.trips.get();
    run(&world, Batch::new());
    assert_eq!(world.database.trips.get(), before);
}
