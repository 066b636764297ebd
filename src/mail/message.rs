//! Messages, one variant for each mail.

use crate::domain::first_proof::EarlierSetup;
use crate::domain::{AccountOrigin, UnixTime};

/// Content of a mail before it is worded. Each `link` is an absolute URL of this service, each `minutes` the lifetime
/// of that link; every other field may be text from an unauthenticated caller.
#[derive(Clone, Debug)]
pub enum Message {
    /// To an account's address: prove this mailbox by link or code.
    VerifyEmail {
        link: String,
        /// Six digits.
        code: String,
        /// Account to describe in the mail.
        account: AccountOrigin,
        /// Lifetime of the link.
        link_minutes: i64,
        /// Lifetime of the code.
        code_minutes: i64,
    },
    /// To the new address of an account: prove this mailbox.
    ConfirmAddress {
        link: String,
        /// Account to describe in the mail.
        account: AccountOrigin,
        minutes: i64,
    },
    /// To the current address of an account: approve a new one.
    ApproveAddressChange {
        link: String,
        new_email: String,
        minutes: i64,
    },
    /// To the former address of an account: a new one has replaced it.
    AddressChanged {
        new_email: String,
    },
    MagicLink {
        link: String,
        minutes: i64,
    },
    ResetPassword {
        link: String,
        minutes: i64,
    },
    PasswordChanged,
    /// The first proof of the address removed the setup from before it.
    EarlierSetupRemoved {
        setup: EarlierSetup,
    },
    TwoFactorEnabled,
    TwoFactorDisabled,
    BackupCodesRenewed,
    PasskeyAdded,
    PasskeyRemoved,
    IdentityLinked,
    IdentityUnlinked,
    DevicePaired {
        /// Platform label of the device.
        name: String,
        /// City and country of the device, if the edge provided them.
        place: Option<String>,
        /// IP address of the device, if the edge provided one.
        address: Option<String>,
        /// Time of the approval.
        paired_at: UnixTime,
    },
    /// A client asks to sign in and waits for approval.
    ApproveLogin {
        link: String,
        username: String,
        /// Platform label of the client.
        platform: String,
        /// City and country of the client, if the edge provided them.
        place: Option<String>,
        /// IP address of the client, if the edge provided one.
        address: Option<String>,
        asked_at: UnixTime,
        minutes: i64,
    },
    /// Somebody tried to sign up with the address of an existing account.
    AddressInUse,
}
