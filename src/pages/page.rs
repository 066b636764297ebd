//! What there is to show. Texts may be what strangers typed; tokens go back with the form, nowhere else.

pub use crate::domain::authorization::APPROVE_LOGIN;
use crate::domain::{AccountOrigin, UnixTime};

/// The path that takes the code of a sign-in which could not carry one, without its slash.
pub const SECOND_FACTOR: &str = "second-factor";
/// The path of the pages that pair a device, without its slash.
pub const PAIR: &str = "pair";

/// A page. Its forms post to its own path: `token` (or `code`) and `decision`.
#[derive(Clone, Debug)]
pub enum Page {
    /// Sign in by a mailed link: `confirm`.
    MagicLink {
        /// From the link.
        token: String,
        /// The address it was mailed to.
        email: String,
    },
    /// Prove the mailbox of an account: `mine`, `not_mine`.
    VerifyEmail {
        /// From the link.
        token: String,
        /// The address it was mailed to.
        email: String,
        /// Which account this is.
        account: AccountOrigin,
    },
    /// Prove the mailbox that an account wants to have: `mine`, `not_mine`.
    ConfirmAddress {
        /// From the link.
        token: String,
        /// The address it was mailed to.
        email: String,
        /// Which account this is.
        account: AccountOrigin,
    },
    /// Let the old mailbox decide on a new address: `approve`, `refuse`.
    ApproveAddressChange {
        /// From the link.
        token: String,
        /// The new address.
        new_email: String,
    },
    /// Set a password: `confirm`, with `newPassword`.
    ResetPassword {
        /// From the link.
        token: String,
        /// What was wrong with the one before.
        problem: Option<Problem>,
    },
    /// Let a waiting client in: `approve`, `refuse`, and `not_mine` on the first proof of a mailbox.
    ApproveLogin {
        /// From the link.
        token: String,
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
        /// Which account this is, if approving also proves its mailbox for the first time.
        first_proof: Option<AccountOrigin>,
    },
    /// Type the code that a device shows: `code` alone, which decides nothing.
    PairEnterCode {
        /// What was wrong with the one before.
        problem: Option<Problem>,
    },
    /// Pair a device: `approve`, `refuse`.
    PairConfirm {
        /// The code, as the device shows it.
        code: String,
        /// What the device calls itself.
        name: String,
        /// City and country it asks from, where the edge told them.
        place: Option<String>,
        /// Its network address, where the edge told it.
        address: Option<String>,
        /// When it asked.
        asked_at: UnixTime,
    },
    /// Everything was right but for a code of the second factor: `totp_code`, beside what was decided.
    SecondFactor {
        /// Where the form goes: the path of the page before, without its slash.
        path: &'static str,
        /// What the token is sent as.
        name: &'static str,
        /// The token of the page before.
        token: String,
        /// What was decided on it.
        decision: &'static str,
        /// What was wrong with the code before.
        problem: Option<Problem>,
    },
    /// Pairing needs somebody who is signed in.
    PairSignInFirst,
    /// Something was done.
    Done(Done),
    /// Something was not.
    Failed(Failed),
}

/// What is wrong with a field that was filled in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    /// A password below the minimum.
    PasswordTooShort,
    /// A password above the maximum.
    PasswordTooLong,
    /// No device shows this code.
    CodeUnknown,
    /// Too many wrong codes.
    TooManyAttempts,
    /// Not a code that is good now.
    WrongSecondFactor,
}

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Done {
    /// This browser is signed in.
    SignedIn,
    /// The mailbox is proven.
    EmailVerified,
    /// The account has the new address.
    AddressConfirmed,
    /// The new mailbox gets its mail.
    ChangeApproved,
    /// The address stays as it is.
    ChangeRefused,
    /// A stranger's account lost the address.
    NotMine,
    /// The account has a new password.
    PasswordReset,
    /// The waiting client gets its session.
    LoginApproved,
    /// It never will.
    LoginRefused,
    /// The device gets its session.
    DevicePaired,
    /// It never will.
    DeviceRefused,
}

/// Why something was not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failed {
    /// The link is spent, over, replaced or was never ours.
    LinkInvalid,
    /// No device shows the code any more.
    CodeUnknown,
    /// Past a limit.
    TooManyAttempts,
    /// What was sent cannot be understood.
    BadRequest,
    /// The form was not on one of our pages.
    ForeignOrigin,
    /// No such page.
    NotFound,
    /// The service cannot answer just now.
    Unavailable,
    /// Something else, which is in the log.
    WentWrong,
}
