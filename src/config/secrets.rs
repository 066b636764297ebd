//! Secrets: long, random and different from each other.

use std::collections::HashSet;

use super::{ConfigError, refuse};
use crate::domain::Secret;

/// Shortest secret, in bytes.
const MIN_SECRET_BYTES: usize = 32;
/// Fewest different characters in a secret. One with fewer was not made at random.
const MIN_DISTINCT_CHARACTERS: usize = 8;
/// Substrings of placeholder secrets, copied from an example.
const EXAMPLE_MARKS: [&str; 5] = ["example", "change-me", "changeme", "placeholder", "replace"];

pub(super) fn required_secret(setting: &'static str, value: Option<String>) -> Result<Secret, ConfigError> {
    match value {
        Some(text) => secret(setting, text),
        None => refuse(setting, "is missing"),
    }
}

pub(super) fn secret(setting: &'static str, text: String) -> Result<Secret, ConfigError> {
    let lower = text.to_ascii_lowercase();
    if text.len() < MIN_SECRET_BYTES {
        refuse(setting, "is shorter than 32 bytes")
    } else if text.chars().any(char::is_whitespace) {
        refuse(setting, "contains white space")
    } else if text.chars().collect::<HashSet<_>>().len() < MIN_DISTINCT_CHARACTERS {
        refuse(setting, "has too few different characters to be random")
    } else if EXAMPLE_MARKS.iter().any(|mark| lower.contains(mark)) {
        refuse(setting, "looks like an example")
    } else {
        Ok(Secret::new(text))
    }
}

pub(super) fn data_secrets(value: Option<String>) -> Result<Vec<(i64, Secret)>, ConfigError> {
    const NAME: &str = "DATA_SECRET";
    let Some(list) = value else {
        return refuse(NAME, "is missing");
    };
    let mut secrets: Vec<(i64, Secret)> = Vec::new();
    for entry in list.split(',') {
        let (version, text) = entry.trim().split_once(':').unwrap_or(("1", entry.trim()));
        let version = match version.parse::<u32>() {
            Ok(version) if version > 0 => i64::from(version),
            _ => return refuse(NAME, "has a version that is not a positive number"),
        };
        let secret = secret(NAME, text.to_owned())?;
        if secrets.iter().any(|(other, known)| *other == version || *known == secret) {
            return refuse(NAME, "has a version or a secret twice");
        }
        secrets.push((version, secret));
    }
    Ok(secrets)
}

#[cfg(test)]
mod tests {
    use crate::config::tests::{A, B, refused, with};

    #[test]
    fn a_missing_or_weak_secret_is_refused_by_name() {
        for weak in
            ["", "short", &"a".repeat(64), &format!("{A} {A}"), &format!("change-me-{A}"), &format!("EXAMPLE{A}")]
        {
            assert_eq!(refused(&[("AUTH_SECRET", weak)]), Some("AUTH_SECRET"), "{weak}");
            if !weak.is_empty() {
                assert_eq!(refused(&[("AUTH_SECRET_PREVIOUS", weak)]), Some("AUTH_SECRET_PREVIOUS"), "{weak}");
                assert_eq!(refused(&[("DATA_SECRET", &format!("1:{weak}"))]), Some("DATA_SECRET"), "{weak}");
            }
        }
        assert_eq!(refused(&[("DATA_SECRET", "")]), Some("DATA_SECRET"));
    }

    #[test]
    fn equal_secrets_are_refused() {
        assert_eq!(refused(&[("DATA_SECRET", &format!("1:{A}"))]), Some("DATA_SECRET"));
        assert_eq!(refused(&[("AUTH_SECRET_PREVIOUS", A)]), Some("AUTH_SECRET_PREVIOUS"));
        assert_eq!(refused(&[("DATA_SECRET", &format!("2:{B},1:{B}"))]), Some("DATA_SECRET"));
        assert_eq!(refused(&[("AUTH_SECRET_PREVIOUS", B)]), Some("DATA_SECRET"));
    }

    #[test]
    fn data_secrets_are_versioned_newest_first() {
        let config = with(&[("DATA_SECRET", &format!("7:{B}x, 3:{B}"))]).expect("a good configuration");
        assert_eq!(config.data_secrets.iter().map(|(version, _)| *version).collect::<Vec<_>>(), [7, 3]);
        assert!(
            with(&[("DATA_SECRET", B)])
                .is_ok_and(|config| config.data_secrets.iter().all(|(version, _)| *version == 1))
        );
        for bad in [
            format!("{B},1:{A}x"),
            format!("0:{B}"),
            format!("-1:{B}"),
            format!("x:{B}"),
            format!("1:{B},1:{A}x"),
            format!("1:{B},"),
        ] {
            assert_eq!(refused(&[("DATA_SECRET", &bad)]), Some("DATA_SECRET"), "{bad}");
        }
    }
}
