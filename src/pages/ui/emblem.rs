//! Sign above the heading of a page that reports something. The heading says the same.

use super::Icon;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Emblem {
    /// Something was done.
    Done,
    /// Something was refused, and stays as it was.
    Refused,
    /// A mail has the next step.
    Mailed,
    /// Something failed.
    Trouble,
}

impl Emblem {
    pub fn icon(self) -> Icon {
        match self {
            Self::Done => Icon::Check,
            Self::Refused => Icon::Stop,
            Self::Mailed => Icon::Mail,
            Self::Trouble => Icon::Alert,
        }
    }

    /// CSS class, beside `emblem`.
    pub fn class(self) -> &'static str {
        match self {
            Self::Done => "good",
            Self::Mailed => "mailed",
            Self::Refused => "plain",
            Self::Trouble => "warned",
        }
    }
}
