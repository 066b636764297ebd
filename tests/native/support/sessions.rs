//! Sessions written straight to the database.

use crate::support::World;

/// Adds sessions to the only account, each last used one second after the previous, the last one now.
pub fn add_sessions(world: &World, count: usize) {
    let now = sesame::ports::Clock::now(&*world.clock).0;
    world.database.query(&format!(
        "INSERT INTO sessions (id, account_id, method, platform, created_at, authenticated_at, last_used_at, ends_at)
         WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})
         SELECT 'added-' || i, accounts.id, 'password', 'Added ' || i, {now}, {now}, {now} - {count} + i, {now} + 1000000
         FROM n, accounts RETURNING id"
    ));
}
