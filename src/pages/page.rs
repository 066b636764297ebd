//! What there is to show. Texts may be what strangers typed; tokens go back with the form, nowhere else.

pub use super::ui::paths::{ACCOUNT, AGAIN, FORGOT_PASSWORD, PAIR, SIGN_IN, SIGN_UP, with_redirect};
pub use crate::domain::authorization::APPROVE_LOGIN;
use crate::flows::captcha::CaptchaAction;
use serde::{Deserialize, Serialize};

use super::frame::Switch;
use crate::domain::first_proof::EarlierSetup;
use crate::domain::{AccountOrigin, TokenKind, UnixTime};

/// What the pages to sign in and up on have in common.
#[derive(Clone, Debug, Default)]
pub struct Entrance {
    /// Where the browser goes afterwards: a trusted URL.
    pub redirect_url: Option<String>,
    /// By whom people may sign in.
    pub providers: Vec<Provider>,
    /// Whether nothing can be mailed: then nothing is offered that would be.
    pub without_mail: bool,
    /// Whether who is signed in already is to show a credential again.
    pub again: bool,
}

/// Another provider.
#[derive(Clone, Debug)]
pub struct Provider {
    /// As the routes call it.
    pub name: String,
    /// Where signing in by it begins.
    pub href: String,
}

/// A page. Its forms post to its own path: `token` (or `code`) and `decision`.
#[derive(Clone, Debug)]
pub enum Page {
    /// Sign in: `login` and `password`; or have a link mailed, or use a passkey or another provider.
    SignIn {
        /// Where it leads, and who else vouches for people.
        entrance: Entrance,
        /// What was typed before.
        login: String,
        /// What was wrong with it.
        problem: Option<Problem>,
    },
    /// Make an account: `name`, `email`, `password`.
    SignUp {
        /// Drawn for this form, so that it is told from another of the same browser.
        nonce: String,
        /// Where it leads, and who else vouches for people.
        entrance: Entrance,
        /// The name that was typed before.
        name: String,
        /// The address that was typed before.
        email: String,
        /// What was wrong.
        problem: Option<Problem>,
    },
    /// Ask for a new password: `email`.
    ForgotPassword {
        /// What was typed before.
        email: String,
        /// What was wrong with it.
        problem: Option<Problem>,
    },
    /// A mail is on its way, if there is an account.
    MailSent {
        /// What for.
        kind: TokenKind,
        /// The address, as it was typed.
        email: String,
    },
    /// Sign in by a mailed link: `confirm`; `mine`, `not_mine` on the first proof of a mailbox.
    MagicLink {
        /// From the link.
        token: String,
        /// The address it was mailed to.
        email: String,
        /// The account and what is set on it, if the link also proves its mailbox for the first time.
        first_proof: Option<(AccountOrigin, EarlierSetup)>,
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
        /// The address it was mailed to.
        email: String,
        /// What was wrong with the one before.
        problem: Option<Problem>,
    },
    /// Let a waiting client in: `confirm`, `refuse`; `mine`, `refuse`, `not_mine` on the first proof of a mailbox.
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
        /// Id of the authorization that is shown, which the decision names.
        id: String,
        /// What the device calls itself.
        name: String,
        /// City and country it asks from, where the edge told them.
        place: Option<String>,
        /// Its network address, where the edge told it.
        address: Option<String>,
        /// When it asked.
        asked_at: UnixTime,
        /// Seconds it has waited.
        waited: i64,
        /// Path and query whose GET shows it.
        shown_by: String,
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
        /// Path and query whose GET shows it, if there is one.
        shown_by: Option<String>,
    },
    /// The page was opened by another name of this machine than that of `PUBLIC_URL`.
    OtherAddress {
        /// The same page at `PUBLIC_URL`.
        url: String,
    },
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
    /// A password among the most common ones, or one that says whose it is.
    PasswordTooCommon,
    /// A password known from a breach.
    PasswordBreached,
    /// The captcha is missing, wrong or expired.
    CaptchaFailed,
    /// No device shows this code.
    CodeUnknown,
    /// Too many wrong codes.
    TooManyCodes,
    /// Past a limit.
    TooManyAttempts,
    /// Not a code that is good now.
    WrongSecondFactor,
    /// No such account, or not its password.
    WrongCredentials,
    /// The mailbox has to be proven first.
    EmailNotVerified,
    /// Not an email address.
    NoEmail,
    /// Not an email address, which is what a link is mailed to.
    NoEmailForLink,
    /// Not an email address, which is what a confirmation is mailed to.
    NoEmailForVerification,
    /// Another account has the address.
    EmailTaken,
    /// Not a name.
    NoName,
    /// Not a passkey of anybody here, or its time was over.
    PasskeyRefused,
    /// The account that has the address has as many identities as one may have.
    TooManyIdentities,
    /// The person cancelled at the provider.
    FederationCancelled,
    /// The provider did not confirm who it is.
    FederationFailed,
}

impl Page {
    /// Way back to it in another language; `None` for what only answers a form.
    pub fn switch(&self) -> Option<Switch> {
        let of_token =
            |path: &str, token: &String| Some(Switch { return_to: format!("/{path}"), token: Some(token.clone()) });
        let of_redirect = |path: &str, url: &Option<String>| Some(Switch::to(with_redirect(path, url.as_deref())));
        match self {
            Self::SignIn { entrance, .. } => {
                let path = with_redirect(SIGN_IN, entrance.redirect_url.as_deref());
                let joint = if path.contains('?') { '&' } else { '?' };
                Some(Switch::to(if entrance.again { format!("{path}{joint}{AGAIN}=true") } else { path }))
            }
            Self::SignUp { entrance, .. } => of_redirect(SIGN_UP, &entrance.redirect_url),
            Self::ForgotPassword { .. } => Some(Switch::to(format!("/{FORGOT_PASSWORD}"))),
            Self::MagicLink { token, .. } => of_token(TokenKind::MagicLink.as_str(), token),
            Self::VerifyEmail { token, .. } => of_token(TokenKind::VerifyEmail.as_str(), token),
            Self::ConfirmAddress { token, .. } => of_token(TokenKind::ConfirmAddress.as_str(), token),
            Self::ApproveAddressChange { token, .. } => of_token(TokenKind::ApproveAddressChange.as_str(), token),
            Self::ResetPassword { token, .. } => of_token(TokenKind::ResetPassword.as_str(), token),
            Self::ApproveLogin { token, .. } => of_token(APPROVE_LOGIN, token),
            Self::PairEnterCode { .. } => Some(Switch::to(format!("/{PAIR}"))),
            Self::PairConfirm { shown_by, .. } => Some(Switch::to(shown_by)),
            Self::SecondFactor { shown_by, .. } => shown_by.clone().map(Switch::to),
            Self::MailSent { .. } | Self::OtherAddress { .. } | Self::Done(_) | Self::Failed(_) => None,
        }
    }

    /// What a captcha on it is asked for, where it has one. The link of the page to sign in goes with the same form.
    pub fn captcha(&self) -> Option<CaptchaAction> {
        match self {
            Self::SignIn { .. } => Some(CaptchaAction::SignIn),
            Self::SignUp { .. } => Some(CaptchaAction::SignUp),
            Self::ForgotPassword { .. } => Some(CaptchaAction::SendLink),
            _ => None,
        }
    }

    /// Whether it has a form that acts once, or leads to one.
    pub fn has_one_time_form(&self) -> bool {
        match self {
            Self::SignUp { .. }
            | Self::MagicLink { .. }
            | Self::VerifyEmail { .. }
            | Self::ConfirmAddress { .. }
            | Self::ApproveAddressChange { .. }
            | Self::ResetPassword { .. }
            | Self::ApproveLogin { .. }
            | Self::PairEnterCode { .. }
            | Self::PairConfirm { .. }
            | Self::SecondFactor { .. } => true,
            Self::SignIn { .. }
            | Self::ForgotPassword { .. }
            | Self::OtherAddress { .. }
            | Self::MailSent { .. }
            | Self::Done(_)
            | Self::Failed(_) => false,
        }
    }

    /// Whether it has a use for the script.
    pub fn is_scripted(&self) -> bool {
        matches!(self, Self::SignIn { .. }) || self.has_one_time_form()
    }
}

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Done {
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
    /// Nothing is left of the account.
    AccountDeleted,
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
    /// Nothing can be mailed.
    MailNotConfigured,
    /// The page is there, but not for this method.
    NotTaken,
    /// The service cannot answer just now.
    Unavailable,
    /// Something else, which is in the log.
    WentWrong,
}
