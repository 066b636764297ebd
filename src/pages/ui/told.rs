//! Errors as people are told of them: the one map from an error to what a page says.

use ::http::StatusCode;

use super::listed::listed;
use super::{Problem, Wait};
use crate::domain::{ActError, AuthError};

/// Words for people about an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Told {
    /// On the page of the form that was sent; `None` if no form can explain it.
    pub problem: Option<Problem>,
    /// On a page of its own, where there is no form.
    pub failed: FailurePage,
}

/// Decides what people are told about an error. No other place does.
pub fn told(error: &AuthError) -> Told {
    let beside = |problem| Told { problem: Some(problem), failed: FailurePage::BadRequest };
    let instead = |failed| Told { problem: None, failed };
    let either = |problem, failed| Told { problem: Some(problem), failed };
    match error {
        AuthError::InvalidEmail => beside(Problem::NoEmail),
        AuthError::InvalidName => beside(Problem::NoName),
        AuthError::InvalidImage => beside(Problem::NoImage),
        AuthError::InvalidUsername => beside(Problem::NoUsername),
        AuthError::EmailTaken => beside(Problem::EmailTaken),
        AuthError::SignUpClosed => either(Problem::SignUpClosed, FailurePage::SignUpClosed),
        AuthError::DomainNotAllowed => beside(Problem::DomainNotAllowed),
        AuthError::UsernameTaken => beside(Problem::UsernameTaken),
        AuthError::PasswordTooShort => beside(Problem::PasswordTooShort),
        AuthError::PasswordTooLong => beside(Problem::PasswordTooLong),
        AuthError::PasswordTooCommon => beside(Problem::PasswordTooCommon),
        AuthError::PasswordBreached => beside(Problem::PasswordBreached),
        AuthError::CaptchaFailed(_) => beside(Problem::CaptchaFailed),
        AuthError::InvalidCode => beside(Problem::WrongMailedCode),
        AuthError::TotpRequired | AuthError::InvalidTotp => beside(Problem::WrongSecondFactor),
        AuthError::TwoFactorEnabled => beside(Problem::SecondFactorOn),
        AuthError::TwoFactorNotEnabled => beside(Problem::SecondFactorOff),
        AuthError::InvalidPasskey(_) => beside(Problem::PasskeyRefused),
        AuthError::PasskeyTaken => beside(Problem::PasskeyTaken),
        AuthError::TooManyPasskeys => beside(Problem::TooManyPasskeys),
        AuthError::LastWayIn => beside(Problem::LastWayIn),
        AuthError::ReauthenticationRequired => beside(Problem::NotFresh),
        AuthError::Act(ActError::NoProvenAddress) => beside(Problem::NoProvenAddress),
        AuthError::Act(ActError::MergeConflict) => beside(Problem::MergeConflict),
        AuthError::Act(ActError::RecoveryAsked) => beside(Problem::RecoveryAsked),
        AuthError::Act(ActError::NoSecondOperator) => beside(Problem::NoSecondOperator),
        AuthError::Act(ActError::RecoveryNotReady) => beside(Problem::RecoveryNotReady),
        AuthError::Act(ActError::ExternalIdTaken) => beside(Problem::ExternalIdTaken),
        AuthError::Act(ActError::TooManyKeys) => beside(Problem::TooManyKeys),
        AuthError::Act(ActError::InvalidRedirectUri(_)) => beside(Problem::NoRedirectUri),
        AuthError::Act(ActError::InvalidClientMetadata { .. }) => beside(Problem::NoClient),
        AuthError::Act(ActError::IdentifierTaken) => beside(Problem::IdentifierTaken),
        AuthError::InvalidCredentials => either(Problem::WrongCredentials, FailurePage::LinkInvalid),
        AuthError::EmailNotVerified => either(Problem::EmailNotVerified, FailurePage::LinkInvalid),
        AuthError::AccountDisabled { .. } => instead(FailurePage::AccountDisabled),
        AuthError::NoDeviceFound => either(Problem::CodeUnknown, FailurePage::CodeUnknown),
        AuthError::TooManyAttempts { retry_after } => {
            let wait = Wait::of_seconds(*retry_after);
            either(Problem::TooManyAttempts(wait), FailurePage::TooManyAttempts(wait))
        }
        AuthError::MailNotConfigured => either(Problem::MailNotConfigured, FailurePage::MailNotConfigured),
        AuthError::InvalidLink | AuthError::InvalidToken | AuthError::NotAuthorized => {
            instead(FailurePage::LinkInvalid)
        }
        AuthError::NotFound => instead(FailurePage::NotFound),
        AuthError::NotAllowed => instead(FailurePage::NotAllowed),
        AuthError::SecondFactorRequired => instead(FailurePage::NeedsSecondFactor),
        AuthError::InvalidRequest(_)
        | AuthError::InvalidPlatform
        | AuthError::InvalidRedirect
        | AuthError::InvalidAudience
        | AuthError::ChallengeRequired(_)
        | AuthError::IdentityTaken
        | AuthError::TooManyIdentities
        | AuthError::AccessDenied
        | AuthError::FederationFailed(_)
        | AuthError::OAuth(_)
        | AuthError::Act(
            ActError::PreconditionFailed
            | ActError::Repeated(_)
            | ActError::IdempotencyKeyReused
            | ActError::AnswerPending,
        ) => instead(FailurePage::BadRequest),
        AuthError::Unavailable(_) => instead(FailurePage::Unavailable),
        AuthError::Internal(_) => instead(FailurePage::WentWrong),
    }
}

listed! {
    /// Failure that has a page of its own.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum FailurePage {
        /// The link is unknown, used, replaced or expired.
        LinkInvalid,
        /// No device shows the code any more.
        CodeUnknown,
        /// An operator disabled the account.
        AccountDisabled,
        /// The role does not permit it, or not for this account.
        NotAllowed,
        /// The session was opened by one factor.
        NeedsSecondFactor,
        /// Application that is unknown, or asks for an answer at an address that it did not register.
        UnknownApplication,
        /// Sign-in of an application that is over.
        ApplicationRequestOver,
        /// Nobody may sign up.
        SignUpClosed,
        /// People sign up by the link of an invitation.
        SignUpByInvitation,
        /// Rate limit exceeded.
        TooManyAttempts(Wait),
        /// The request is malformed.
        BadRequest,
        /// The form was not on one of our pages.
        ForeignOrigin,
        NotFound,
        /// No mail transport is configured.
        MailNotConfigured,
        /// The page exists, but not for this method.
        NotTaken,
        /// The service cannot answer now.
        Unavailable,
        /// Another failure, which is in the log.
        WentWrong,
    }
}

impl FailurePage {
    /// Status of an error's page.
    pub fn status(self) -> StatusCode {
        match self {
            Self::LinkInvalid | Self::BadRequest | Self::UnknownApplication | Self::ApplicationRequestOver => {
                StatusCode::BAD_REQUEST
            }
            Self::AccountDisabled
            | Self::SignUpClosed
            | Self::SignUpByInvitation
            | Self::ForeignOrigin
            | Self::NotAllowed
            | Self::NeedsSecondFactor => StatusCode::FORBIDDEN,
            Self::CodeUnknown | Self::NotFound => StatusCode::NOT_FOUND,
            Self::TooManyAttempts(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::NotTaken => StatusCode::METHOD_NOT_ALLOWED,
            Self::MailNotConfigured | Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::WentWrong => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}
