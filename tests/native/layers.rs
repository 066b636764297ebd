//! The layers: a module names modules of its own room and of rooms below it, and none above.

mod source;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use self::source::named_paths;

/// Rooms from the lowest layer to the highest; rooms of one layer do not know each other. A room in a room has its path.
const LAYERS: &[&[&str]] = &[
    &["domain", "picture"],
    &["ports"],
    &["crypto"],
    &["federation"],
    &["config"],
    &["facts", "markup"],
    &["look"],
    &["mail"],
    &["store"],
    &["app"],
    &["delivery", "mailbox"],
    &["flows"],
    &["http"],
    &["pages/ui", "api/shared"],
    &["api", "api/bearer", "api/cookie", "api/passwordless", "api/service", "api/session", "pages"],
    &["routes"],
    &["adapters"],
    &["entry"],
];

/// Arrows that go up today. May only shrink.
const KNOWN: &[(&str, &str)] = &[("crypto/keys.rs", "config")];

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let files = entries.flat_map(|path| if path.is_dir() { rust_files(&path) } else { vec![path] });
    files.filter(|path| path.extension().is_some_and(|extension| extension == "rs")).collect()
}

/// Module path of a file below `src/`: `["http", "origin"]`.
fn module_of(file: &str) -> Vec<String> {
    let path = file.trim_end_matches(".rs");
    let path = path.strip_suffix("/mod").unwrap_or(path);
    path.split('/').filter(|segment| *segment != "lib").map(str::to_owned).collect()
}

/// Layer of a room, and the room: the longest that the module lies in.
fn room_of(module: &[String]) -> Option<(usize, &'static str)> {
    let path = module.join("/");
    let is_in = |room: &str| path.strip_prefix(room).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    let rooms = LAYERS.iter().enumerate().flat_map(|(layer, rooms)| rooms.iter().map(move |room| (layer, *room)));
    rooms.filter(|(_, room)| is_in(room)).max_by_key(|(_, room)| room.len())
}

/// Files below `src/` with their source.
fn sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let name = |path: &Path| path.strip_prefix(&root).expect("below src").to_str().expect("a name").to_owned();
    rust_files(&root).iter().map(|path| (name(path), fs::read_to_string(path).expect("a file"))).collect()
}

/// Rooms that a file names and that do not lie below its own.
fn arrows_up(file: &str, source: &str) -> BTreeSet<&'static str> {
    let module = module_of(file);
    let Some((layer, room)) = room_of(&module) else {
        return BTreeSet::new();
    };
    let named = named_paths(&module, source).into_iter().filter_map(|path| room_of(&path));
    named.filter(|(other_layer, other)| *other != room && *other_layer >= layer).map(|(_, other)| other).collect()
}

#[test]
fn no_arrow_goes_up() {
    let sources = sources();
    let found: BTreeSet<(&str, &str)> = sources
        .iter()
        .flat_map(|(file, source)| arrows_up(file, source).into_iter().map(|room| (&**file, room)))
        .collect();
    let known: BTreeSet<(&str, &str)> = KNOWN.iter().copied().collect();
    assert_eq!(found, known);
}

#[test]
fn an_arrow_up_and_one_to_the_side_are_seen() {
    let source = "use crate::{domain::Account, flows}; use super::super::http::Route; use crate::mailbox::read;";
    assert_eq!(Vec::from_iter(arrows_up("delivery/deep.rs", source)), ["flows", "http", "mailbox"]);
    assert_eq!(arrows_up("flows/sign_in.rs", "use crate::store::accounts; // crate::http"), BTreeSet::new());
}

#[test]
fn every_file_lies_in_a_room_and_every_room_has_a_file() {
    let files: Vec<String> = sources().into_iter().map(|(file, _)| file).filter(|file| file != "lib.rs").collect();
    let without: Vec<&String> = files.iter().filter(|file| room_of(&module_of(file)).is_none()).collect();
    assert!(without.is_empty(), "{without:?}");
    for room in LAYERS.iter().flat_map(|rooms| rooms.iter()) {
        assert!(files.iter().any(|file| room_of(&module_of(file)).is_some_and(|(_, of)| of == *room)), "{room}");
    }
}
