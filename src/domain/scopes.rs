//! Scopes of OAuth (RFC 6749 section 3.3).

use std::fmt;

use super::resource::is_scope;

/// Scopes, each once, in the order in which they were named.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scopes(Vec<String>);

impl Scopes {
    /// Parses names that are separated by spaces. `None` if one of them is no scope of RFC 6749. A repeated name counts
    /// once.
    pub fn parse(text: &str) -> Option<Self> {
        let names = text.split(' ').filter(|name| !name.is_empty());
        let mut scopes = Self::default();
        for name in names {
            if !is_scope(name) {
                return None;
            }
            if !scopes.contains(name) {
                scopes.0.push(name.to_owned());
            }
        }
        Some(scopes)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn contains(&self, name: &str) -> bool {
        self.iter().any(|known| known == name)
    }

    /// True if each of these is among the others.
    pub fn is_within(&self, others: &Self) -> bool {
        self.iter().all(|name| others.contains(name))
    }

    /// Scopes that a condition holds for.
    #[must_use]
    pub fn only(&self, admits: impl Fn(&str) -> bool) -> Self {
        Self(self.iter().filter(|name| admits(name)).map(str::to_owned).collect())
    }

    /// These, and behind them the others.
    #[must_use]
    pub fn with(mut self, others: &Self) -> Self {
        let new: Vec<_> = others.iter().filter(|name| !self.contains(name)).map(str::to_owned).collect();
        self.0.extend(new);
        self
    }

    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}

/// Names, separated by single spaces.
impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scopes(text: &str) -> Scopes {
        Scopes::parse(text).unwrap_or_else(|| panic!("{text}"))
    }

    #[test]
    fn names_are_kept_once_and_in_order() {
        assert_eq!(scopes("openid  email openid ").to_string(), "openid email");
        assert!(scopes("").is_empty());
        for bad in ["a\tb", "a \"b\"", "é", "a\\b"] {
            assert_eq!(Scopes::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn sets_are_compared_and_joined() {
        let (few, more) = (scopes("email openid"), scopes("openid profile email"));
        assert!(few.is_within(&more) && !more.is_within(&few) && few.contains("email") && !few.contains("mail"));
        assert_eq!(few.clone().with(&more).to_string(), "email openid profile");
        assert_eq!(more.only(|name| name != "profile").to_string(), "openid email");
    }
}
