//! Version of a thing that PATCH changes: 1 at first, one more with each change.

/// Versions that a change may be made to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExpectedVersion {
    Any,
    /// None of them fits if the list is empty.
    OneOf(Vec<i64>),
}

impl ExpectedVersion {
    pub fn admits(&self, version: i64) -> bool {
        match self {
            Self::Any => true,
            Self::OneOf(versions) => versions.contains(&version),
        }
    }

    /// List for SQL, each version between spaces: ` 3 5 `. `None` for any version.
    pub fn list(&self) -> Option<String> {
        match self {
            Self::Any => None,
            Self::OneOf(versions) => {
                Some(versions.iter().fold(" ".to_owned(), |list, version| list + &format!("{version} ")))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_admitted_as_a_whole_number() {
        let either = ExpectedVersion::OneOf(vec![3, 15]);
        assert_eq!(either.list().as_deref(), Some(" 3 15 "));
        assert!(either.admits(3) && either.admits(15) && !either.admits(1) && !either.admits(5));
        assert!(ExpectedVersion::Any.admits(1) && ExpectedVersion::Any.list().is_none());
        assert!(!ExpectedVersion::OneOf(Vec::new()).admits(1));
    }
}
