//! Table of revocations: each table of an account's rows has a line that ends them.

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

/// The id of an account, and a session token of it.
fn signed_up(world: &World) -> (String, String) {
    let ada = json!({ "email": "ada@acme.test", "password": "SecurePassword123" });
    let answer = world.post("/api/auth/sign-up", ada);
    (answer.text("/user/id"), answer.text("/session/token"))
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
fn counters_of_an_account_are_deleted_with_it() {
    let world = World::new();
    let (id, token) = signed_up(&world);
    let subject = |kind: &Subject| match kind {
        Subject::Events => kind.of(&format!("{id}:exported")),
        _ => kind.of(&id),
    };
    let others = Subject::Passwords.of("another");
    for subject in Subject::ALL.iter().map(subject).chain([others.clone()]) {
        world.database.query(&format!("INSERT INTO attempts (subject, count, resets_at) VALUES ('{subject}', 1, 9)"));
    }

    assert_eq!(world.as_bearer(&token, "DELETE", "/api/auth/user", None).status, 200);
    let rows = world.database.query("SELECT subject FROM attempts WHERE resets_at = 9");
    let left: BTreeSet<_> = rows.iter().filter_map(|row| row["subject"].as_str().map(str::to_owned)).collect();
    let of_account = [Subject::Passwords, Subject::Codes, Subject::Events, Subject::PairingCodes];
    let stay = Subject::ALL.iter().filter(|kind| !of_account.contains(kind));
    assert_eq!(left, stay.map(subject).chain([others]).collect());
}

#[test]
fn a_new_password_ends_what_waits_by_the_old_one_alone() {
    let world = World::new();
    let (id, token) = signed_up(&world);
    for method in ["password", "identity"] {
        world.database.query(&format!(
            "INSERT INTO second_factor_challenges (id, account_id, method, created_at, expires_at)
             VALUES ('{method}', '{id}', '{method}', 1, 9999999999)"
        ));
    }
    let change = json!({ "currentPassword": "SecurePassword123", "newPassword": "AnotherPassword456" });
    assert_eq!(world.as_bearer(&token, "POST", "/api/auth/change-password", Some(change)).status, 200);
    let left = world.database.query("SELECT method FROM second_factor_challenges");
    assert_eq!(left.iter().map(|row| &row["method"]).collect::<Vec<_>>(), ["identity"]);
}
