//! Rust source as far as the test of the layers reads it: which modules a file names.

/// Path of a module below `crate`, by segments.
pub type ModulePath = Vec<String>;

/// Piece of source: an identifier, a path separator, or one other character.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Token {
    Name(String),
    Separator,
    Mark(char),
}

/// Every path below `crate` that a file names, in code of its module: comments and literals left out, `super` and `self`
/// resolved, braces of a `use` spread out.
pub fn named_paths(module: &[String], source: &str) -> Vec<ModulePath> {
    let tokens = tokens(source);
    let mut paths = Vec::new();
    let (mut inline, mut depth) = (Vec::<(String, usize)>::new(), 0_usize);
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        match (token, tokens.get(at + 1)) {
            (Token::Name(word), Some(Token::Name(name))) if word == "mod" => {
                if tokens.get(at + 2) == Some(&Token::Mark('{')) {
                    inline.push((name.clone(), depth));
                }
                at += 2;
            }
            (Token::Name(word), Some(Token::Separator)) if matches!(word.as_str(), "crate" | "super" | "self") => {
                let here: ModulePath = module.iter().chain(inline.iter().map(|(name, _)| name)).cloned().collect();
                at = spread(&tokens, at, &here, &mut paths);
            }
            (Token::Mark('{'), _) => {
                depth += 1;
                at += 1;
            }
            (Token::Mark('}'), _) => {
                depth = depth.saturating_sub(1);
                inline.pop_if(|(_, outer)| *outer == depth);
                at += 1;
            }
            _ => at += 1,
        }
    }
    paths
}

/// Adds the paths of a tree of names that starts at `at`, as seen from `base`. Gives the place after the tree.
fn spread(tokens: &[Token], mut at: usize, base: &[String], paths: &mut Vec<ModulePath>) -> usize {
    let mut path = base.to_vec();
    while let Some(token) = tokens.get(at) {
        match token {
            Token::Name(word) if word == "crate" => path.clear(),
            Token::Name(word) if word == "super" => drop(path.pop()),
            Token::Name(word) if word == "self" => {}
            Token::Name(word) => path.push(word.clone()),
            Token::Mark('{') => {
                at += 1;
                while tokens.get(at).is_some_and(|token| *token != Token::Mark('}')) {
                    at = match tokens.get(at) {
                        Some(Token::Mark(',')) => at + 1,
                        _ => spread(tokens, at, &path, paths),
                    };
                }
                return at + 1;
            }
            Token::Mark(_) | Token::Separator => break,
        }
        at += 1;
        if tokens.get(at) != Some(&Token::Separator) {
            break;
        }
        at += 1;
    }
    paths.push(path);
    // `as name`, or a mark such as the star of a glob.
    while tokens.get(at).is_some_and(|token| !matches!(token, Token::Mark(',' | '}' | '{' | ';' | '(' | ')'))) {
        at += 1;
    }
    at
}

/// Source without comments and literals.
pub fn tokens(source: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = source;
    while let Some(first) = rest.chars().next() {
        rest = if let Some(after) = after_ignored(rest) {
            after
        } else if first.is_alphanumeric() || first == '_' {
            let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len());
            let (name, after) = rest.split_at(end);
            tokens.push(Token::Name(name.to_owned()));
            after
        } else if let Some(after) = rest.strip_prefix("::") {
            tokens.push(Token::Separator);
            after
        } else {
            if !first.is_whitespace() {
                tokens.push(Token::Mark(first));
            }
            &rest[first.len_utf8()..]
        };
    }
    tokens
}

/// Rest of the source after a comment or a literal that it starts with.
fn after_ignored(source: &str) -> Option<&str> {
    if source.starts_with("//") {
        return Some(source.find('\n').map_or("", |end| &source[end..]));
    }
    if source.starts_with("/*") {
        return Some(after_block_comment(source));
    }
    if let Some(raw) = source.strip_prefix('r').filter(|raw| raw.trim_start_matches('#').starts_with('"')) {
        let hashes = raw.len() - raw.trim_start_matches('#').len();
        let end = format!("\"{}", "#".repeat(hashes));
        let text = &raw[hashes + 1..];
        return Some(text.find(&end).map_or("", |at| &text[at + end.len()..]));
    }
    if let Some(text) = source.strip_prefix('"') {
        return Some(after_closing(text, '"'));
    }
    let text = source.strip_prefix('\'')?;
    let is_character = text.starts_with('\\') || text.chars().nth(1) == Some('\'');
    is_character.then(|| after_closing(text, '\''))
}

fn after_block_comment(source: &str) -> &str {
    let (mut rest, mut depth) = (source, 0);
    loop {
        if let Some(after) = rest.strip_prefix("/*") {
            (rest, depth) = (after, depth + 1);
        } else if let Some(after) = rest.strip_prefix("*/") {
            (rest, depth) = (after, depth - 1);
        } else if let Some(first) = rest.chars().next() {
            rest = &rest[first.len_utf8()..];
        } else {
            return rest;
        }
        if depth == 0 {
            return rest;
        }
    }
}

/// Rest after a closing quote that no backslash escapes.
fn after_closing(text: &str, quote: char) -> &str {
    let mut characters = text.char_indices();
    while let Some((at, character)) = characters.next() {
        if character == '\\' {
            characters.next();
        } else if character == quote {
            return &text[at + quote.len_utf8()..];
        }
    }
    ""
}

#[test]
fn names_are_read_wherever_they_stand_and_nowhere_else() {
    let source = r##"
        // crate::comment
        /* crate::block /* crate::nested */ crate::still */
        use crate::{a, b::{self, C as D}, e::*};
        pub(in crate::own) const TEXT: &str = "crate::text \" crate::more"; const RAW: &str = r#"crate::raw " "#;
        const QUOTE: char = '"'; use super::sibling::{X, Y};
        fn f<'a>(x: &'a crate::lifetime::T) { $crate::mac::call!(super::super::top(x)) }
        mod tests { use super::*; use super::inner::Z; fn g() { if true { self::own() } } }
        use self::after::W;
    "##;
    let module = ["room".to_owned(), "file".to_owned()];
    let paths: Vec<String> = named_paths(&module, source).iter().map(|path| path.join("::")).collect();
    let expected = [
        "a",
        "b",
        "b::C",
        "e",
        "own",
        "room::sibling::X",
        "room::sibling::Y",
        "lifetime::T",
        "mac::call",
        "top",
        "room::file",
        "room::file::inner::Z",
        "room::file::tests::own",
        "room::file::after::W",
    ];
    assert_eq!(paths, expected);
}
