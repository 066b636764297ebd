//! Errors of dialect C: one sentence.

use ::http::StatusCode;

use crate::api::shared::errors;
use crate::domain::AuthError;
use crate::http::dialect::Described;

/// Status and text of an error: B's, except for errors that only C has.
pub fn describe(error: &AuthError) -> Described {
    match error {
        AuthError::InvalidCredentials => {
            Described { sentence: "The password is incorrect".into(), ..errors::describe(error) }
        }
        AuthError::AccountDisabled { .. } => errors::describe(&AuthError::NotAuthorized),
        AuthError::UsernameTaken | AuthError::SignUpClosed => {
            Described { status: StatusCode::BAD_REQUEST, ..errors::describe(error) }
        }
        AuthError::InvalidRequest(_)
        | AuthError::InvalidEmail
        | AuthError::InvalidName
        | AuthError::InvalidImage
        | AuthError::InvalidUsername
        | AuthError::InvalidPlatform
        | AuthError::InvalidRedirect
        | AuthError::InvalidAudience
        | AuthError::InvalidLink
        | AuthError::InvalidCode
        | AuthError::PasswordTooShort
        | AuthError::PasswordTooLong
        | AuthError::PasswordTooCommon
        | AuthError::PasswordBreached
        | AuthError::CaptchaFailed(_)
        | AuthError::EmailTaken
        | AuthError::DomainNotAllowed
        | AuthError::EmailNotVerified
        | AuthError::TotpRequired
        | AuthError::ChallengeRequired(_)
        | AuthError::InvalidTotp
        | AuthError::TwoFactorEnabled
        | AuthError::TwoFactorNotEnabled
        | AuthError::InvalidPasskey(_)
        | AuthError::PasskeyTaken
        | AuthError::TooManyPasskeys
        | AuthError::IdentityTaken
        | AuthError::TooManyIdentities
        | AuthError::AccessDenied
        | AuthError::FederationFailed(_)
        | AuthError::LastWayIn
        | AuthError::NoDeviceFound
        | AuthError::NotAuthorized
        | AuthError::InvalidToken
        | AuthError::ReauthenticationRequired
        | AuthError::NotFound
        | AuthError::NotAllowed
        | AuthError::Act(_)
        | AuthError::OAuth(_)
        | AuthError::SecondFactorRequired
        | AuthError::TooManyAttempts { .. }
        | AuthError::MailNotConfigured
        | AuthError::Unavailable(_)
        | AuthError::Internal(_) => errors::describe(error),
    }
}
