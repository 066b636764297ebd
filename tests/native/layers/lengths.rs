//! Length of files: one that grows past the limit has become two.

use super::sources_of;

/// Most lines of a file, its tests included.
const MOST_LINES: usize = 300;

#[test]
fn no_file_is_longer_than_the_limit() {
    let too_long = |folder: &'static str| {
        sources_of(folder).into_iter().filter_map(move |(file, source)| {
            let lines = source.lines().count();
            (lines > MOST_LINES).then(|| format!("{folder}/{file}: {lines}"))
        })
    };
    assert_eq!(["crates", "src", "tests"].into_iter().flat_map(too_long).collect::<Vec<_>>(), Vec::<String>::new());
}
