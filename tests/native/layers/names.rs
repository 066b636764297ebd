//! One type name, one thing: no type of `src/` has the name of another.

use std::collections::BTreeMap;

use super::source::{Token, tokens};
use super::sources;

/// Dialects do not know each other: the bodies of the same request in two of them may share a name.
fn dialect_of(file: &str) -> Option<&str> {
    file.strip_prefix("api/")?.split_once('/').map(|(dialect, _)| dialect).filter(|dialect| *dialect != "shared")
}

/// Names of the types that a file defines: structs, enums, traits and, outside of blocks, aliases.
fn defined_types(source: &str) -> Vec<String> {
    let tokens = tokens(source);
    let (mut names, mut depth) = (Vec::new(), 0_usize);
    for (at, token) in tokens.iter().enumerate() {
        match (token, tokens.get(at + 1)) {
            (Token::Mark('{'), _) => depth += 1,
            (Token::Mark('}'), _) => depth = depth.saturating_sub(1),
            (Token::Name(word), Some(Token::Name(name))) => match word.as_str() {
                "struct" | "enum" | "trait" => names.push(name.clone()),
                "type" if depth == 0 => names.push(name.clone()),
                _ => {}
            },
            _ => {}
        }
    }
    names
}

/// Names with the files that define them, where those are two.
fn shared_names<'a>(sources: &[(&'a str, &str)]) -> Vec<(String, Vec<&'a str>)> {
    let mut files = BTreeMap::<String, Vec<&'a str>>::new();
    for (file, source) in sources {
        for name in defined_types(source) {
            files.entry(name).or_default().push(file);
        }
    }
    let is_apart = |files: &[&str]| {
        let mut dialects: Vec<Option<&str>> = files.iter().map(|file| dialect_of(file)).collect();
        dialects.sort_unstable();
        dialects.dedup();
        dialects.len() == files.len() && !dialects.contains(&None)
    };
    files.into_iter().filter(|(_, files)| files.len() > 1 && !is_apart(files)).collect()
}

#[test]
fn no_two_types_have_one_name() {
    let sources = sources();
    let sources: Vec<(&str, &str)> = sources.iter().map(|(file, source)| (&**file, &**source)).collect();
    assert_eq!(shared_names(&sources), []);
}

#[test]
fn a_name_given_twice_is_seen() {
    let one = "struct Row; impl Iterator for X { type Item = u8; } // struct Comment";
    let other = "fn f() { struct Row { at: u8 } } enum Kind {} type Item = u8; const TEXT: &str = \"enum Text\";";
    let names = |sources: &[(&str, &str)]| shared_names(sources).into_iter().map(|(name, _)| name).collect::<Vec<_>>();
    assert_eq!(names(&[("a.rs", one), ("b.rs", other)]), ["Row"]);
    assert_eq!(names(&[("a.rs", one), ("api/session/wire.rs", other)]), ["Row"]);
    assert_eq!(names(&[("api/cookie/wire.rs", one), ("api/session/wire.rs", other)]), Vec::<String>::new());
    assert_eq!(names(&[("api/cookie/a.rs", one), ("api/cookie/b.rs", other)]), ["Row"]);
    assert_eq!(names(&[("a.rs", "struct Row; struct Row;")]), ["Row"]);
}
