//! Icons inside buttons. The label beside them says the same.

use askama::filters::Safe;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    Mail,
    Passkey,
    GitHub,
    Google,
}

impl Icon {
    /// Icon of an identity provider, by its name in the routes.
    pub fn of_provider(name: &str) -> Option<Self> {
        match name {
            "github" => Some(Self::GitHub),
            "google" => Some(Self::Google),
            _ => None,
        }
    }

    pub fn svg(self) -> Safe<&'static str> {
        Safe(match self {
            Self::Mail => include_str!("../../../templates/ui/icons/mail.svg"),
            Self::Passkey => include_str!("../../../templates/ui/icons/passkey.svg"),
            Self::GitHub => include_str!("../../../templates/ui/icons/github.svg"),
            Self::Google => include_str!("../../../templates/ui/icons/google.svg"),
        })
    }
}
