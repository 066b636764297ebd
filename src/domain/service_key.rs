//! Service key: the credential of a back end.

use serde::Deserialize;

/// Id of a service key: 16 letters and digits, part of the key itself. Not a secret.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct ServiceKeyId(pub String);

/// Scope of a service key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyScope {
    ReadUsers,
    WriteUsers,
    ReadEvents,
    WriteClients,
    WriteWebhooks,
    Import,
    Export,
    /// Calls the dialects for visitors of its own.
    OnBehalf,
}

impl KeyScope {
    pub const ALL: [Self; 8] = [
        Self::ReadUsers,
        Self::WriteUsers,
        Self::ReadEvents,
        Self::WriteClients,
        Self::WriteWebhooks,
        Self::Import,
        Self::Export,
        Self::OnBehalf,
    ];

    /// Name in the database, the API and the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ReadUsers => "users:read",
            Self::WriteUsers => "users:write",
            Self::ReadEvents => "events:read",
            Self::WriteClients => "clients:write",
            Self::WriteWebhooks => "webhooks:write",
            Self::Import => "import",
            Self::Export => "export",
            Self::OnBehalf => "on-behalf",
        }
    }

    /// Parses a name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.as_str() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_is_read_by_its_whole_name() {
        for scope in KeyScope::ALL {
            assert_eq!(KeyScope::parse(scope.as_str()), Some(scope));
            assert!(!scope.as_str().contains(' '), "a stored list is separated by spaces");
        }
        assert_eq!(KeyScope::parse("users:"), None);
    }
}
