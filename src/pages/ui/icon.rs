//! Icons, 20 units square. The text beside them says the same.

use askama::filters::Safe;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    Mail,
    Passkey,
    GitHub,
    Google,
    Check,
    Stop,
    Alert,
    /// Provider without an icon of its own.
    Provider,
}

impl Icon {
    /// Icon of an identity provider, by its name in the routes.
    pub fn of_provider(name: &str) -> Self {
        match name {
            "github" => Self::GitHub,
            "google" => Self::Google,
            _ => Self::Provider,
        }
    }

    pub fn svg(self) -> Safe<&'static str> {
        Safe(match self {
            Self::Mail => include_str!("../../../templates/ui/icons/mail.svg"),
            Self::Passkey => include_str!("../../../templates/ui/icons/passkey.svg"),
            Self::GitHub => include_str!("../../../templates/ui/icons/github.svg"),
            Self::Provider => include_str!("../../../templates/ui/icons/provider.svg"),
            Self::Google => include_str!("../../../templates/ui/icons/google.svg"),
            Self::Check => include_str!("../../../templates/ui/icons/check.svg"),
            Self::Stop => include_str!("../../../templates/ui/icons/stop.svg"),
            Self::Alert => include_str!("../../../templates/ui/icons/alert.svg"),
        })
    }
}
