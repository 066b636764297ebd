//! What is mailed.

use crate::domain::first_proof::EarlierSetup;
use crate::domain::{AccountOrigin, UnixTime};

/// A mail, before it is put into words. Every `link` is an absolute URL of ours, every `minutes` how long it is good
/// for; the rest may be what strangers typed.
#[derive(Clone, Debug)]
pub enum Message {
    /// To the address of an account: prove this mailbox, by link or by code.
    VerifyEmail {
        /// Opens the verification page.
        link: String,
        /// Six digits.
        code: String,
        /// Which account asks.
        account: AccountOrigin,
        /// How long the link is good for.
        link_minutes: i64,
        /// How long the code is good for.
        code_minutes: i64,
    },
    /// To the address that an account wants to have: prove this mailbox.
    ConfirmAddress {
        /// Opens the confirmation page.
        link: String,
        /// Which account asks.
        account: AccountOrigin,
        /// How long the link is good for.
        minutes: i64,
    },
    /// To the address that an account has: may it have another?
    ApproveAddressChange {
        /// Opens the approval page.
        link: String,
        /// The other address.
        new_email: String,
        /// How long the link is good for.
        minutes: i64,
    },
    /// To the address that an account had: it has another now.
    AddressChanged {
        /// The other address.
        new_email: String,
    },
    /// A link that signs in.
    MagicLink {
        /// Opens the sign-in page.
        link: String,
        /// How long the link is good for.
        minutes: i64,
    },
    /// A link to set a new password.
    ResetPassword {
        /// Opens the page for it.
        link: String,
        /// How long the link is good for.
        minutes: i64,
    },
    /// The password is another one now.
    PasswordChanged,
    /// The first proof of the address removed what was set before it.
    EarlierSetupRemoved {
        /// The setup as it was until then.
        setup: EarlierSetup,
    },
    /// A second factor is asked for from now on.
    TwoFactorEnabled,
    /// No second factor is asked for any more.
    TwoFactorDisabled,
    /// There are new backup codes.
    BackupCodesRenewed,
    /// There is one passkey more.
    PasskeyAdded,
    /// There is one passkey less.
    PasskeyRemoved,
    /// Another provider signs in from now on.
    IdentityLinked,
    /// Another provider does not sign in any more.
    IdentityUnlinked,
    /// A device was paired with the account.
    DevicePaired {
        /// Name the device gave itself.
        name: String,
        /// City and country it asked from, where the edge told them.
        place: Option<String>,
        /// Network address it asked from, where the edge told it.
        address: Option<String>,
        /// When the code was approved.
        paired_at: UnixTime,
    },
    /// A client waits to be let in.
    ApproveLogin {
        /// Opens the approval page.
        link: String,
        /// The account's username.
        username: String,
        /// What the client calls itself.
        platform: String,
        /// City and country it asks from, where the edge told them.
        place: Option<String>,
        /// Its network address, where the edge told it.
        address: Option<String>,
        /// When it asked.
        asked_at: UnixTime,
        /// How long the link is good for.
        minutes: i64,
    },
    /// Somebody tried to sign up with an address that an account has.
    AddressInUse,
}
