//! The tables of docs/operations.md name every event of the log, and no other.

use std::collections::BTreeSet;
use std::fs;

use super::links::{files_below, root};
use super::quoted;

const OPERATIONS: &str = include_str!("../../../docs/operations.md");

/// Code that stands before the name of an event, without white space.
const BEFORE: [&str; 6] =
    ["Level::Error,\"", "Level::Warning,\"", "log_line(\"", "run_after_answer(\"", "{event:\"", "{\"event\":\""];

/// The names that the code writes into the log.
fn written() -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for path in files_below(&root().join("src"), &["rs", "mjs"]) {
        let text: String = fs::read_to_string(path).expect("a source").split_whitespace().collect();
        for rest in BEFORE.iter().flat_map(|before| text.split(before).skip(1)) {
            names.extend(rest.split('"').next().filter(|name| !name.is_empty()).map(str::to_owned));
        }
    }
    names
}

#[test]
fn every_event_of_the_log_stands_in_its_table() {
    let section = OPERATIONS.split("\n## ").find(|section| section.starts_with("The log")).expect("the section");
    let table = section.split("| `event` | level").nth(1).expect("the table");
    let rows = table.lines().skip(1).take_while(|line| line.starts_with('|')).filter(|line| line.starts_with("| `"));
    let documented: BTreeSet<_> =
        rows.flat_map(|line| quoted(line.split('|').nth(1).unwrap_or_default())).map(str::to_owned).collect();
    assert_eq!(documented, written());
}
