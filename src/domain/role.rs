//! Role of an account that runs the service.

/// Role of an operator, from the weakest to the strongest; a role may do whatever a weaker one may.
///
/// A role counts only while the person has proven the account's address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Sees accounts and events.
    Reader,
    /// Helps people with their accounts.
    Support,
    /// Does everything.
    Operator,
}

impl Role {
    pub const ALL: [Self; 3] = [Self::Reader, Self::Support, Self::Operator];

    /// Name in the database, the API and the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Reader => "reader",
            Self::Support => "support",
            Self::Operator => "operator",
        }
    }

    /// Parses a name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == name)
    }

    /// Strength, from 1; an account without a role counts as 0.
    pub const fn rank(self) -> i64 {
        match self {
            Self::Reader => 1,
            Self::Support => 2,
            Self::Operator => 3,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_is_read_by_its_whole_name() {
        for role in Role::ALL {
            assert_eq!(Role::parse(role.as_str()), Some(role));
        }
        for other in ["", "Operator", "operator,user", "operator ", "admin"] {
            assert_eq!(Role::parse(other), None, "{other}");
        }
    }

    #[test]
    fn ranks_follow_the_order() {
        assert!(Role::ALL.is_sorted_by(|one, other| one < other && one.rank() < other.rank()));
    }
}
