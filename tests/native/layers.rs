//! The layers: a module names modules of its own room and of rooms below it, and none above.

mod lengths;
mod names;
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
    &["store/tables"],
    &["store/batches"],
    &["app"],
    &["outbound"],
    &["flows"],
    &["http"],
    &["pages/ui", "api/shared"],
    &[
        "api",
        "api/admin",
        "api/bearer",
        "api/cookie",
        "api/oauth",
        "api/passwordless",
        "api/service",
        "api/session",
        "pages",
    ],
    &["routes"],
    &["worker"],
];

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
    sources_of("src")
}

/// Rust files below a folder of the project, with their source.
fn sources_of(folder: &str) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let name = |path: &Path| path.strip_prefix(&root).expect("below the folder").to_str().expect("a name").to_owned();
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
    assert_eq!(found, BTreeSet::new());
}

#[test]
fn an_arrow_up_and_one_to_the_side_are_seen() {
    let source = "use crate::{domain::Account, flows}; use super::super::http::Route; use crate::pages::ui::paths;";
    assert_eq!(Vec::from_iter(arrows_up("store/deep.rs", source)), ["flows", "http", "pages/ui"]);
    assert_eq!(Vec::from_iter(arrows_up("api/shared/wire.rs", "use crate::pages::ui::paths;")), ["pages/ui"]);
    assert_eq!(
        Vec::from_iter(arrows_up("store/tables/x.rs", "use crate::store::batches::opening;")),
        ["store/batches"]
    );
    assert_eq!(arrows_up("api/session/wire.rs", "use crate::pages::ui::paths;"), BTreeSet::new());
    assert_eq!(arrows_up("flows/sign_in.rs", "use crate::store::tables::accounts; // crate::http"), BTreeSet::new());
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

/// Rooms of a line of the drawing: `src/api/, src/pages/` are `api` and `pages`.
fn drawn_rooms(line: &str) -> Vec<&str> {
    let paths = line.split([' ', ',']).filter_map(|word| word.strip_prefix("src/"));
    paths.map(|path| path.trim_end_matches('/').trim_end_matches(".rs")).collect()
}

#[test]
fn the_document_draws_the_same_layers() {
    let document = include_str!("../../docs/architecture.md");
    let drawing = document.split("```").nth(1).expect("a drawing");
    let drawn: Vec<Vec<&str>> = drawing.lines().map(drawn_rooms).filter(|rooms| !rooms.is_empty()).collect();
    let is_shown = |room: &str| !room.starts_with("api/") || room == "api/shared";
    let shown = |rooms: &&[&'static str]| rooms.iter().copied().filter(|room| is_shown(room)).collect::<Vec<_>>();
    assert_eq!(drawn, LAYERS.iter().rev().map(shown).collect::<Vec<_>>());
}
