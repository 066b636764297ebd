//! Tables that migration 0018 makes again: apart from the CHECKs on kinds, nothing of the schema or the rows changes.

use std::collections::BTreeSet;

use serde_json::{Map, Value as Json};

use crate::support::Sqlite;

/// Rebuilt table, and its column that had a CHECK.
const REBUILT: [(&str, &str); 3] =
    [("one_time_tokens", "kind"), ("authorizations", "kind"), ("webauthn_challenges", "ceremony")];

/// Database of schema 12 with people in it, migrated up to this number.
fn migrated_to(number: &str) -> Sqlite {
    Sqlite::upgraded_to("0012", include_str!("../../upgrade/from_0012.sql"), number)
}

fn tables(database: &Sqlite) -> Vec<String> {
    let rows = database.query("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name");
    rows.iter().map(|row| row["name"].as_str().expect("a name").to_owned()).collect()
}

/// Columns and constraints of a table's `CREATE TABLE`, without comments and runs of spaces.
fn definitions(database: &Sqlite, table: &str) -> BTreeSet<String> {
    let rows = database.query(&format!("SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = '{table}'"));
    let lines = rows[0]["sql"].as_str().expect("SQL").lines().map(|line| line.split("--").next().unwrap_or_default());
    let sql = lines.flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ");
    let (_, body) = sql.split_once('(').expect("a body");
    let mut found = vec![String::new()];
    let mut depth = 0;
    for character in body.chars() {
        match character {
            '(' => depth += 1,
            ')' => depth -= 1,
            ',' if depth == 0 => {
                found.push(String::new());
                continue;
            }
            _ => {}
        }
        found.last_mut().expect("one").push(character);
    }
    found.iter().map(|definition| definition.trim().trim_end_matches(") STRICT").trim().to_owned()).collect()
}

#[test]
fn only_the_checks_on_kinds_are_gone() {
    let (before, after) = (migrated_to("0017"), migrated_to("0018"));
    assert_eq!(tables(&before), tables(&after));
    for table in tables(&before) {
        let (former, current) = (definitions(&before, &table), definitions(&after, &table));
        let changed: Vec<&String> = former.difference(&current).collect();
        match REBUILT.iter().find(|(rebuilt, _)| *rebuilt == table) {
            None => assert_eq!(former, current, "{table}"),
            Some((_, column)) => {
                let plain = format!("{column} TEXT NOT NULL");
                assert_eq!(changed.len(), 1, "{table}: {changed:?}");
                assert!(changed[0].starts_with(&format!("{plain} CHECK ({column} IN ('")), "{changed:?}");
                assert_eq!(current.difference(&former).collect::<Vec<_>>(), [&plain], "{table}");
            }
        }
    }
}

#[test]
fn columns_keep_their_order_and_indexes_and_triggers_stay() {
    let columns =
        "SELECT tables.name AS of, columns.* FROM sqlite_schema AS tables, pragma_table_xinfo(tables.name) AS columns
                   WHERE tables.type = 'table' ORDER BY tables.name, columns.cid";
    let keys =
        "SELECT tables.name AS of, keys.* FROM sqlite_schema AS tables, pragma_foreign_key_list(tables.name) AS keys
                WHERE tables.type = 'table' ORDER BY tables.name, keys.id";
    let others = "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE type <> 'table' ORDER BY name";
    let (before, after) = (migrated_to("0017"), migrated_to("0018"));
    for sql in [columns, keys, others] {
        let former = before.query(sql);
        assert!(former.len() > 10, "{sql}");
        assert_eq!(former, after.query(sql), "{sql}");
    }
}

#[test]
fn every_row_stays() {
    let (before, after) = (migrated_to("0017"), migrated_to("0018"));
    let rows = |database: &Sqlite, table: &str| -> Vec<Map<String, Json>> {
        database.query(&format!("SELECT * FROM {table} ORDER BY rowid"))
    };
    for (table, _) in REBUILT {
        assert!(before.count(table) > 0, "{table}");
    }
    for table in tables(&before).iter().filter(|table| *table != "schema_version") {
        assert_eq!(rows(&before, table), rows(&after, table), "{table}");
    }
}

#[test]
fn a_new_kind_needs_no_migration() {
    let (before, after) = (migrated_to("0017"), migrated_to("0018"));
    for sql in [
        "UPDATE one_time_tokens SET kind = 'invitation' WHERE id = (SELECT min(id) FROM one_time_tokens)",
        "UPDATE authorizations SET kind = 'device-grant' WHERE id = (SELECT min(id) FROM authorizations)",
        "INSERT INTO webauthn_challenges (id, ceremony, expires_at) VALUES ('a', 'confirm', 1)",
    ] {
        assert!(before.try_query(sql).is_err_and(|error| error.contains("CHECK constraint failed")), "{sql}");
        assert_eq!(after.try_query(sql), Ok(()), "{sql}");
    }
}

#[test]
fn the_other_checks_still_refuse() {
    let after = migrated_to("0018");
    for sql in [
        "UPDATE one_time_tokens SET address = 'ada@acme.test', address_key = NULL",
        "UPDATE authorizations SET state = 'unknown'",
        "UPDATE authorizations SET aal = 3",
        "UPDATE webauthn_challenges SET ceremony = 'register', account_id = NULL",
    ] {
        assert!(after.try_query(sql).is_err_and(|error| error.contains("CHECK constraint failed")), "{sql}");
    }
}
