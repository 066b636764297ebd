//! Length of files: one that grows past the limit has become two.

use super::sources;

/// Most lines of a file of `src/`, its tests included.
const MOST_LINES: usize = 300;

#[test]
fn no_file_is_longer_than_the_limit() {
    let too_long = |(file, source): (String, String)| {
        let lines = source.lines().count();
        (lines > MOST_LINES).then(|| format!("{file}: {lines}"))
    };
    assert_eq!(sources().into_iter().filter_map(too_long).collect::<Vec<_>>(), Vec::<String>::new());
}
