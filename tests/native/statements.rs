//! Atomicity of every act: after a failure of any statement, nothing has changed, the answer is a 503 without details,
//! and the same request then works.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value as Json, json};
use sesame::http::Route;
use sesame::routes::routes;

use crate::support::World;
use crate::support::acts::{Act, asking, eventful, operating, registering};

/// Rows of every table except the counters, which also count failed attempts.
fn dump(world: &World) -> BTreeMap<String, Json> {
    let tables = world.database.query("SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'attempts'");
    let names = tables.iter().filter_map(|table| table["name"].as_str()).map(str::to_owned);
    names
        .map(|name| {
            let rows = world.database.query(&format!("SELECT * FROM \"{name}\" ORDER BY rowid"));
            (name, json!(rows))
        })
        .collect()
}

/// True for a table whose row is spent in an earlier batch. The act must then start again.
fn is_spent_before(act: &Act, table: &str) -> bool {
    match table {
        "webauthn_challenges" => act.name.contains("passkey"),
        "oauth_states" => act.name.contains("provider") || act.name.contains("link") || act.name.contains("identity"),
        _ => false,
    }
}

/// Fails each statement of an act in turn until it succeeds, all in one world, since no failure may change it. Returns
/// the routes whose statements failed.
fn fails_whole(act: &Act) -> BTreeSet<(String, &'static str)> {
    let (mut world, mut run) = (act.ready)();
    let mut failed = BTreeSet::new();
    for nth in 1.. {
        world.finish_background();
        world.database.query("DELETE FROM attempts RETURNING subject");
        world.failed.borrow_mut().clear();
        let before = dump(&world);
        world.database.fail_at.set(Some(nth));
        let answer = run(&world);
        if world.database.fail_at.take().is_some() {
            assert!(nth > 1 && answer.status < 400, "{}: {answer:?}", act.name);
            break;
        }
        assert_eq!(answer.status, 503, "{}, statement {nth}: {answer:?}", act.name);
        assert!(!answer.body.to_string().contains("told to fail"), "{}: the cause is ours alone", act.name);
        failed.append(&mut world.failed.borrow_mut());
        let changed: Vec<_> = dump(&world).into_iter().filter(|(table, rows)| before[table] != *rows).collect();
        for (table, rows) in &changed {
            assert!(is_spent_before(act, table), "{}, statement {nth}, left in {table}: {rows}", act.name);
        }
        if !changed.is_empty() {
            (world, run) = (act.ready)();
        }
    }
    failed
}

#[test]
fn every_act_is_atomic_whichever_statement_fails() {
    let failed: BTreeSet<_> = eventful()
        .chain(asking::ACTS)
        .chain(operating::LOOKS)
        .chain(registering::LOOKS)
        .flat_map(fails_whole)
        .collect();
    // Pages call the same flows; those of mailed links are acts anyway. Documents read no database.
    let is_document = |path: &str| path == "/openapi.json" || path.starts_with("/.well-known/");
    let is_exempt = |route: &Route| route.dialect.is_page() || is_document(route.path);
    let used = |route: &&Route| is_exempt(route) || failed.contains(&(route.method.to_string(), route.path));
    let unused: Vec<_> = routes().filter(|route| !used(route)).map(|route| (&route.method, route.path)).collect();
    assert!(unused.is_empty(), "no act here uses {unused:?}");
}
