//! Pages and their content. Text may come from unauthenticated callers; tokens go back with the form only.

pub use super::ui::paths::{
    ACCOUNT, AGAIN, FORGOT_PASSWORD, PAIR, SIGN_IN, SIGN_IN_CODE, SIGN_UP, with_parameter, with_redirect,
};
pub use crate::domain::authorization::APPROVE_LOGIN;
use crate::flows::captcha::CaptchaAction;
pub use crate::flows::links::address_undo::PAGE as KEEP_ADDRESS;
pub use crate::flows::links::refused_recovery::PAGE as REFUSE_RECOVERY;

use super::authorization::AuthorizationPage;
use super::done_page::DonePage;
pub use super::recovery::RecoveryForm;
pub use super::second_step::FactorStep;
pub use super::sign_in_code::{CodeEntry, FirstCodeProof};
use super::ui::{FailurePage, Problem, Switch};
use crate::config::SupportContact;
use crate::domain::first_proof::EarlierSetup;
use crate::domain::{AccountOrigin, TokenKind, UnixTime};

/// Common part of the sign-in and sign-up pages.
#[derive(Clone, Debug, Default)]
pub struct Entrance {
    /// Redirect target after sign-in, already trusted.
    pub redirect_url: Option<String>,
    pub providers: Vec<ProviderLink>,
    /// True without a mail transport: nothing that needs a mail is offered.
    pub without_mail: bool,
    /// True if nobody signs up without an invitation.
    pub without_sign_up: bool,
    /// True if a signed-in person must authenticate again.
    pub again: bool,
    /// Application that waits for the sign-in, by its name on one line.
    pub application: Option<String>,
}

/// Link to the sign-in of a provider.
#[derive(Clone, Debug)]
pub struct ProviderLink {
    /// Name in the routes.
    pub name: String,
    /// Name that people know it by.
    pub label: String,
    /// URL where its sign-in begins.
    pub href: String,
}

/// Page. Its forms post to its own path, with `token` (or `code`) and `decision`.
#[derive(Clone, Debug)]
pub enum Page {
    /// Sign in with `login` and `password`, a mailed link, a passkey or a provider.
    SignIn {
        entrance: Entrance,
        /// Typed before.
        login: String,
        problem: Option<Problem>,
    },
    /// Sign up with `name`, `email` and `password`.
    SignUp {
        /// Nonce of this form, which distinguishes it from others of the same browser.
        nonce: String,
        /// Token of an invitation.
        invitation: Option<String>,
        entrance: Entrance,
        /// Typed before.
        name: String,
        /// Typed before.
        email: String,
        problem: Option<Problem>,
    },
    /// Request a password reset for `email`.
    ForgotPassword {
        /// Typed before.
        email: String,
        problem: Option<Problem>,
    },
    /// A mail was sent if there is an account.
    MailSent {
        /// Purpose of the mail.
        kind: TokenKind,
        /// Address as typed.
        email: String,
    },
    /// A sign-in mail was sent if there is an account: type its `code`.
    EnterSignInCode(CodeEntry),
    /// Sign in by a mailed code that is the first proof of its mailbox: `mine` or `not_mine`.
    FirstProofByCode(FirstCodeProof),
    /// Sign in by a mailed link: `confirm`; `mine` or `not_mine` on the first proof of a mailbox.
    MagicLink {
        token: String,
        /// Recipient of the link.
        email: String,
        /// Account and its setup, if the link is the first proof of its mailbox.
        first_proof: Option<(AccountOrigin, EarlierSetup)>,
    },
    /// Prove the mailbox of an account: `mine` or `not_mine`.
    VerifyEmail {
        token: String,
        /// Recipient of the link.
        email: String,
        account: AccountOrigin,
    },
    /// Prove the new mailbox of an account: `mine` or `not_mine`.
    ConfirmAddress {
        token: String,
        /// Recipient of the link.
        email: String,
        account: AccountOrigin,
    },
    /// Approve a new address from the old mailbox: `approve` or `refuse`.
    ApproveAddressChange {
        token: String,
        /// New address.
        new_email: String,
    },
    /// Remove a second factor that somebody else enabled: `confirm`, with `password`.
    RemoveSecondFactor {
        token: String,
        /// Recipient of the link.
        email: String,
        problem: Option<Problem>,
    },
    /// Set a password: `confirm`, with `newPassword`.
    ResetPassword {
        token: String,
        /// Recipient of the link.
        email: String,
        problem: Option<Problem>,
    },
    /// Set a password or add a passkey by a recovery link: `confirm`, with `newPassword` or, at `/recovery/passkey`,
    /// `credential`, and `totp_code`.
    Recovery {
        token: String,
        /// Address or username of the account.
        name: String,
        /// True if a code is asked for.
        second_factor: bool,
        /// Form that was sent, and its error.
        refused: Option<(RecoveryForm, Problem)>,
    },
    /// Keep an address after an operator entered another: `confirm`.
    KeepAddress {
        token: String,
        /// Address to keep.
        email: String,
    },
    /// Refuse a recovery from the old mailbox: `refuse`.
    RefuseRecovery {
        token: String,
        /// Address of the account.
        email: String,
    },
    /// Approve a login: `confirm` or `refuse`; on the first proof of a mailbox `mine`, `refuse` or `not_mine`.
    ApproveLogin {
        token: String,
        /// Username of the account.
        username: String,
        /// Platform label of the client.
        platform: String,
        /// City and country of the client, if the edge provided them.
        place: Option<String>,
        /// IP address of the client, if the edge provided one.
        address: Option<String>,
        asked_at: UnixTime,
        /// Account, if the approval is the first proof of its mailbox.
        first_proof: Option<AccountOrigin>,
    },
    /// Type a device's pairing code: `code` alone, which decides nothing.
    PairEnterCode { problem: Option<Problem> },
    /// Pair a device: `approve` or `refuse`.
    PairConfirm {
        /// Pairing code of the device.
        code: String,
        /// Id of the authorization shown, which the decision refers to.
        id: String,
        /// Platform label of the device.
        name: String,
        /// City and country of the client, if the edge provided them.
        place: Option<String>,
        /// IP address of the client, if the edge provided one.
        address: Option<String>,
        asked_at: UnixTime,
        /// Seconds since the request.
        waited: i64,
        /// Path and query that show the page again.
        shown_by: String,
    },
    /// Enter a code of the second factor, which was all that was missing: `totp_code`, with the earlier decision.
    SecondFactor {
        step: FactorStep,
        problem: Option<Problem>,
        /// True if the error concerns a backup code.
        by_backup_code: bool,
        /// Whom to ask without phone and codes.
        contact: Option<SupportContact>,
        /// Path and query that show the page again, if it can be.
        shown_by: Option<String>,
    },
    /// Page opened under another name of this machine than that of `PUBLIC_URL`.
    OtherAddress {
        /// URL of the page at `PUBLIC_URL`.
        url: String,
    },
    /// An operator disabled the account, and every factor was right.
    Disabled {
        /// From the operator.
        reason: Option<String>,
        contact: Option<SupportContact>,
    },
    /// Step of an application's sign-in or sign-out.
    Authorization(Box<AuthorizationPage>),
    /// Success.
    Done(DonePage),
    /// Failure.
    Failed(FailurePage),
}

impl Page {
    /// Switch to the other language; `None` for a page that only answers a form.
    pub fn switch(&self) -> Option<Switch> {
        let of_token =
            |path: &str, token: &String| Some(Switch { return_to: format!("/{path}"), token: Some(token.clone()) });
        let of_redirect = |path: &str, url: &Option<String>| Some(Switch::to(with_redirect(path, url.as_deref())));
        match self {
            Self::SignIn { entrance, .. } => {
                let path = with_redirect(SIGN_IN, entrance.redirect_url.as_deref());
                Some(Switch::to(if entrance.again { with_parameter(&path, AGAIN, "true") } else { path }))
            }
            Self::SignUp { invitation: Some(token), .. } => of_token(SIGN_UP, token),
            Self::SignUp { entrance, .. } => of_redirect(SIGN_UP, &entrance.redirect_url),
            Self::ForgotPassword { .. } => Some(Switch::to(format!("/{FORGOT_PASSWORD}"))),
            Self::MagicLink { token, .. } => of_token(TokenKind::MagicLink.as_str(), token),
            Self::VerifyEmail { token, .. } => of_token(TokenKind::VerifyEmail.as_str(), token),
            Self::ConfirmAddress { token, .. } => of_token(TokenKind::ConfirmAddress.as_str(), token),
            Self::ApproveAddressChange { token, .. } => of_token(TokenKind::ApproveAddressChange.as_str(), token),
            Self::ResetPassword { token, .. } => of_token(TokenKind::ResetPassword.as_str(), token),
            Self::RemoveSecondFactor { token, .. } => of_token(TokenKind::RemoveSecondFactor.as_str(), token),
            Self::Recovery { token, .. } => of_token(TokenKind::Recovery.as_str(), token),
            Self::KeepAddress { token, .. } => of_token(KEEP_ADDRESS, token),
            Self::RefuseRecovery { token, .. } => of_token(REFUSE_RECOVERY, token),
            Self::ApproveLogin { token, .. } => of_token(APPROVE_LOGIN, token),
            Self::PairEnterCode { .. } => Some(Switch::to(format!("/{PAIR}"))),
            Self::PairConfirm { shown_by, .. } => Some(Switch::to(shown_by)),
            Self::SecondFactor { shown_by, .. } => shown_by.clone().map(Switch::to),
            Self::Authorization(page) => page.shown_by().map(Switch::to),
            Self::MailSent { .. }
            | Self::EnterSignInCode(_)
            | Self::FirstProofByCode(_)
            | Self::OtherAddress { .. }
            | Self::Disabled { .. }
            | Self::Done(_)
            | Self::Failed(_) => None,
        }
    }

    /// Action of the page's captcha, if it has one. The sign-in page's link is requested through the same form.
    pub fn captcha(&self) -> Option<CaptchaAction> {
        match self {
            Self::SignIn { .. } | Self::EnterSignInCode(_) => Some(CaptchaAction::SignIn),
            Self::SignUp { .. } => Some(CaptchaAction::SignUp),
            Self::ForgotPassword { .. } => Some(CaptchaAction::SendLink),
            _ => None,
        }
    }

    /// True if the page has a one-time form, or leads to one.
    pub fn has_one_time_form(&self) -> bool {
        match self {
            Self::SignUp { .. }
            | Self::EnterSignInCode(_)
            | Self::FirstProofByCode(_)
            | Self::MagicLink { .. }
            | Self::VerifyEmail { .. }
            | Self::ConfirmAddress { .. }
            | Self::ApproveAddressChange { .. }
            | Self::ResetPassword { .. }
            | Self::RemoveSecondFactor { .. }
            | Self::Recovery { .. }
            | Self::KeepAddress { .. }
            | Self::RefuseRecovery { .. }
            | Self::ApproveLogin { .. }
            | Self::PairEnterCode { .. }
            | Self::PairConfirm { .. }
            | Self::SecondFactor { .. } => true,
            Self::SignIn { .. }
            | Self::ForgotPassword { .. }
            | Self::OtherAddress { .. }
            | Self::Disabled { .. }
            | Self::MailSent { .. }
            | Self::Authorization(_)
            | Self::Done(_)
            | Self::Failed(_) => false,
        }
    }

    /// True if the page needs the script.
    pub fn is_scripted(&self) -> bool {
        matches!(self, Self::SignIn { .. } | Self::Authorization(_)) || self.has_one_time_form()
    }
}
