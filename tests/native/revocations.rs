//! What hangs on an account is ended by a row of the table of revocations.

use std::collections::BTreeSet;

use serde_json::json;
use sesame::store::revocation::{CASCADES, Cause};
use sesame::store::subjects::Subject;

use crate::support::World;

/// Tables that refer to `parent`, and whether their rows go with those that they refer to.
fn children(world: &World, parent: &str) -> Vec<(String, bool)> {
    let rows = world.database.query(&format!(
        "SELECT tables.name AS child, keys.on_delete FROM sqlite_schema AS tables, pragma_foreign_key_list(tables.name) AS keys
         WHERE tables.type = 'table' AND keys.\"table\" = '{parent}'"
    ));
    let read = |row: &serde_json::Map<String, serde_json::Value>| {
        (row["child"].as_str().expect("a name").to_owned(), row["on_delete"] == "CASCADE")
    };
    rows.iter().map(read).collect()
}

/// Tables that hang on an account, over any number of references, and that no row ends.
fn without_a_row(world: &World) -> BTreeSet<String> {
    let ended: BTreeSet<&str> = Cause::ALL.iter().flat_map(|cause| cause.ended()).map(|ended| ended.table()).collect();
    let (mut seen, mut open, mut missing) = (BTreeSet::new(), vec!["accounts".to_owned()], BTreeSet::new());
    while let Some(parent) = open.pop() {
        for (child, goes_along) in children(world, &parent) {
            let by_cascade = goes_along && CASCADES.contains(&(child.as_str(), parent.as_str()));
            if !by_cascade && !ended.contains(child.as_str()) {
                missing.insert(child.clone());
            }
            if seen.insert(child.clone()) {
                open.push(child);
            }
        }
    }
    assert!(seen.len() > 10, "{seen:?}");
    missing
}

#[test]
fn every_table_that_hangs_on_an_account_is_in_a_row() {
    assert_eq!(without_a_row(&World::new()), BTreeSet::new());
}

#[test]
fn a_table_in_no_row_is_seen_however_far_from_the_account() {
    let world = World::new();
    let near = "CREATE TABLE keys (id TEXT PRIMARY KEY, account_id TEXT REFERENCES accounts (id) ON DELETE CASCADE)";
    let far = "CREATE TABLE uses (key_id TEXT REFERENCES keys (id) ON DELETE CASCADE)";
    for table in [near, far] {
        world.database.query(table);
    }
    assert_eq!(without_a_row(&world), BTreeSet::from(["keys".to_owned(), "uses".to_owned()]));
}

#[test]
fn what_counts_an_account_goes_with_it() {
    let world = World::new();
    let ada = json!({ "email": "ada@acme.test", "password": "SecurePassword123" });
    let signed_up = world.post("/api/auth/sign-up", ada);
    let (id, token) = (signed_up.text("/user/id"), signed_up.text("/session/token"));
    for kind in Subject::ALL {
        let whom = if *kind == Subject::Events { format!("{id}:exported") } else { id.clone() };
        let subject = kind.of(&whom);
        world.database.query(&format!("INSERT INTO attempts (subject, count, resets_at) VALUES ('{subject}', 1, 9)"));
    }
    let other = Subject::Passwords.of("another");
    world.database.query(&format!("INSERT INTO attempts (subject, count, resets_at) VALUES ('{other}', 1, 9)"));

    assert_eq!(world.as_bearer(&token, "DELETE", "/api/auth/user", None).status, 200);
    let rows = world.database.query("SELECT subject FROM attempts WHERE resets_at = 9");
    let left: BTreeSet<_> = rows.iter().filter_map(|row| row["subject"].as_str()).collect();
    for kind in Subject::ALL {
        let whom = if *kind == Subject::Events { format!("{id}:exported") } else { id.clone() };
        assert_eq!(left.contains(kind.of(&whom).as_str()), !kind.counts_account(), "{kind:?}");
    }
    assert!(left.contains(other.as_str()));
}
