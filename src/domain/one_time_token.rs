//! Mailed tokens and codes that authorize one action, once.

use serde::{Deserialize, Serialize};

use super::time::{DAY, HOUR, MINUTE};

/// Lifetime of the 6-digit code in a verification mail, in seconds.
pub const CODE_LIFETIME: i64 = 15 * MINUTE;

/// Time in seconds for which the page after a sign-up takes the code of a domain-bound account.
pub const CODE_PAGE_LIFETIME: i64 = HOUR;

/// Action that a token authorizes; it authorizes no other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TokenKind {
    /// Proves the mailbox of the account's address.
    VerifyEmail,
    /// Proves the mailbox of a new address, which then replaces the account's.
    ConfirmAddress,
    /// Approves a change of address from the old mailbox.
    ApproveAddressChange,
    MagicLink,
    ResetPassword,
    /// Removes a second factor that somebody else enabled, with the password from before.
    RemoveSecondFactor,
    /// Sets a password or adds a passkey, after the code of a second factor. Made by an operator or a service key.
    Recovery,
    /// As [`Self::Recovery`], but removes the second factor in place of asking for its code. Two operators agreed on it.
    RequestedRecovery,
}

impl TokenKind {
    /// Stored name, and path of the page that the mailed link opens. [`Self::RequestedRecovery`] opens that of
    /// [`Self::Recovery`].
    pub fn as_str(self) -> &'static str {
        match self {
            Self::VerifyEmail => "verify-email",
            Self::ConfirmAddress => "confirm-address",
            Self::ApproveAddressChange => "approve-address-change",
            Self::MagicLink => "magic-link",
            Self::ResetPassword => "reset-password",
            Self::RemoveSecondFactor => "remove-second-factor",
            Self::Recovery => "recovery",
            Self::RequestedRecovery => "requested-recovery",
        }
    }

    /// Lifetime, in seconds.
    pub fn lifetime(self) -> i64 {
        match self {
            Self::VerifyEmail => DAY,
            Self::RemoveSecondFactor => 7 * DAY,
            Self::ConfirmAddress
            | Self::ApproveAddressChange
            | Self::ResetPassword
            | Self::Recovery
            | Self::RequestedRecovery => 60 * MINUTE,
            Self::MagicLink => 15 * MINUTE,
        }
    }
}
