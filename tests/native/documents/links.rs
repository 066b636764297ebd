//! Links of the documents: each leads to a file and a heading, and each path that a document names exists.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Folders whose files name documents, and which documents name.
const FOLDERS: [&str; 9] =
    ["src", "crates", "tests", "scripts", "migrations", "templates", "examples", "docs", "tools"];

pub(super) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Files below a folder with one of these endings; none if the folder is missing.
pub(super) fn files_below(folder: &Path, endings: &[&str]) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let mut found: Vec<_> = paths
        .flat_map(|path| if path.is_dir() { files_below(&path, endings) } else { vec![path] })
        .filter(|path| path.extension().is_some_and(|ending| endings.iter().any(|one| ending == *one)))
        .filter(|path| !path.components().any(|part| part.as_os_str() == "node_modules"))
        .collect();
    found.sort();
    found
}

fn documents() -> Vec<PathBuf> {
    let at_the_top = ["README.md", "SECURITY.md", "CONTRIBUTING.md", "CHANGELOG.md"].map(|name| root().join(name));
    let below = ["docs", "examples", "clients"].map(|folder| files_below(&root().join(folder), &["md"]));
    at_the_top.into_iter().chain(below.into_iter().flatten()).collect()
}

/// Text without its fenced blocks, whose `](` and `#` are not Markdown.
fn prose(text: &str) -> String {
    let mut fenced = false;
    let lines = text.lines().filter(|line| {
        let fence = line.trim_start().starts_with("```");
        fenced ^= fence;
        !fenced && !fence
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Anchor that GitHub gives a heading.
fn anchor(heading: &str) -> String {
    let kept = heading.trim().chars().filter(|letter| letter.is_alphanumeric() || "-_ ".contains(*letter));
    kept.flat_map(char::to_lowercase).map(|letter| if letter == ' ' { '-' } else { letter }).collect()
}

fn anchors(text: &str) -> BTreeSet<String> {
    let headings = text.lines().filter(|line| line.starts_with('#'));
    headings.map(|line| anchor(line.trim_start_matches('#'))).collect()
}

/// Targets of links and pictures within this site.
fn targets(text: &str) -> Vec<&str> {
    let links = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    let pictures = ["src=\"", "srcset=\""]
        .into_iter()
        .flat_map(|name| text.split(name).skip(1))
        .filter_map(|rest| rest.split('"').next());
    links.chain(pictures).filter(|target| !target.contains("://")).collect()
}

/// Description of a link's fault; `None` for a link that works.
fn fault(document: &Path, target: &str) -> Option<String> {
    let (file, heading) = target.split_once('#').unwrap_or((target, ""));
    let path = if file.is_empty() { document.to_owned() } else { document.parent().expect("a folder").join(file) };
    let there = path.exists()
        && (heading.is_empty() || fs::read_to_string(&path).is_ok_and(|text| anchors(&prose(&text)).contains(heading)));
    (!there).then(|| format!("{}: {target}", document.display()))
}

#[test]
fn every_link_of_a_document_leads_to_a_file_and_a_heading() {
    let texts: Vec<_> =
        documents().into_iter().map(|path| (prose(&fs::read_to_string(&path).expect("a document")), path)).collect();
    let count = texts.iter().map(|(text, _)| targets(text).len()).sum::<usize>();
    let faults: Vec<_> = texts
        .iter()
        .flat_map(|(text, path)| targets(text).into_iter().filter_map(|target| fault(path, target)))
        .collect();
    assert!(count > 40, "{count} links");
    assert_eq!(faults, Vec::<String>::new());
}

#[test]
fn a_link_to_no_file_or_to_no_heading_is_seen() {
    let readme = root().join("README.md");
    assert!(fault(&readme, "docs/nothing.md").is_some() && fault(&readme, "docs/api.md#nothing").is_some());
    assert_eq!((fault(&readme, "docs/api.md"), fault(&readme, "#why-sesame")), (None, None));
    assert_eq!(anchor(" Rotating `AUTH_SECRET`, step by step"), "rotating-auth_secret-step-by-step");
}

/// Paths of this repository between backticks, without patterns.
fn named_paths(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2).map(|quoted| quoted.split("::").next().unwrap_or(quoted)).filter(|path| {
        path.split_once('/').is_some_and(|(folder, _)| FOLDERS.contains(&folder))
            && !path.contains(['{', '<', '*', ' '])
    })
}

#[test]
fn every_path_that_a_document_names_exists() {
    let mut missing = Vec::new();
    for document in documents().iter().filter(|path| !path.ends_with("CHANGELOG.md")) {
        let text = prose(&fs::read_to_string(document).expect("a document"));
        missing.extend(
            named_paths(&text)
                .filter(|path| !root().join(path).exists())
                .map(|path| format!("{}: {path}", document.display())),
        );
    }
    assert_eq!(missing, Vec::<String>::new());
}

#[test]
fn every_document_that_the_code_names_exists() {
    let sources = FOLDERS.iter().flat_map(|folder| files_below(&root().join(folder), &["rs", "mjs", "sql", "toml"]));
    let mut named = BTreeSet::new();
    for path in sources.chain([root().join("wrangler.toml"), root().join("Cargo.toml")]) {
        let text = fs::read_to_string(&path).unwrap_or_default();
        for rest in text.split("docs/").skip(1) {
            let name: String =
                rest.chars().take_while(|letter| letter.is_ascii_lowercase() || "-.".contains(*letter)).collect();
            if name.ends_with(".md") {
                named.insert(name);
            }
        }
    }
    named.remove("nothing.md");
    let missing: Vec<_> = named.iter().filter(|name| !root().join("docs").join(name).exists()).collect();
    assert!(named.contains("api.md"), "{named:?}");
    assert_eq!(missing, Vec::<&String>::new());
}
