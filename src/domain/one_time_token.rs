//! What is mailed to act with, once.

use serde::{Deserialize, Serialize};

use super::time::{DAY, MINUTE};

/// Seconds the 6-digit code of a verification mail is good for.
pub const CODE_LIFETIME: i64 = 15 * MINUTE;

/// What a token is good for; it is good for nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TokenKind {
    /// Proves the mailbox of the account's address.
    VerifyEmail,
    /// Proves the mailbox of an address that then becomes the account's.
    ConfirmAddress,
    /// Lets the old mailbox approve that a new address is asked for.
    ApproveAddressChange,
    /// Signs in.
    MagicLink,
    /// Sets a new password.
    ResetPassword,
}

impl TokenKind {
    /// As stored, and the path of the page its link opens.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::VerifyEmail => "verify-email",
            Self::ConfirmAddress => "confirm-address",
            Self::ApproveAddressChange => "approve-address-change",
            Self::MagicLink => "magic-link",
            Self::ResetPassword => "reset-password",
        }
    }

    /// Seconds it is good for.
    pub fn lifetime(self) -> i64 {
        match self {
            Self::VerifyEmail => DAY,
            Self::ConfirmAddress | Self::ApproveAddressChange | Self::ResetPassword => 60 * MINUTE,
            Self::MagicLink => 15 * MINUTE,
        }
    }
}
