//! Errors of forms.

use super::Wait;
use super::listed::listed;

listed! {
    /// Error of a form.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Problem {
        /// Invalid email address.
        NoEmail,
        /// Username in place of the address that a link is mailed to.
        NoEmailForLink,
        /// Username in place of the address that a confirmation is mailed to.
        NoEmailForVerification,
        EmailTaken,
        /// Sign-up is not open to this address.
        SignUpClosed,
        /// Address outside the domains of the account.
        DomainNotAllowed,
        /// Invalid name.
        NoName,
        /// Invalid URL of a picture.
        NoImage,
        NoUsername,
        UsernameTaken,
        PasswordTooShort,
        PasswordTooLong,
        /// Password among the most common ones, or equal to a name of the account or service.
        PasswordTooCommon,
        /// Password known from a breach.
        PasswordBreached,
        /// Unknown account or wrong password.
        WrongCredentials,
        /// Wrong password of the account that is signed in.
        WrongPassword,
        /// Session too old for a sensitive change.
        NotFresh,
        /// Wrong, expired or reused code.
        WrongSecondFactor,
        /// Wrong, expired or used code of a mail.
        WrongMailedCode,
        /// Second factor already on.
        SecondFactorOn,
        /// Second factor not on.
        SecondFactorOff,
        /// Pairing code that no device shows.
        CodeUnknown,
        /// Unknown passkey, or expired challenge.
        PasskeyRefused,
        /// Challenge of a new passkey expired, or wrongly answered.
        PasskeyNotMade,
        PasskeyTaken,
        TooManyPasskeys,
        /// Removal of the only way to sign in.
        LastWayIn,
        /// Mailbox not yet proven.
        EmailNotVerified,
        /// Box of consent not ticked.
        NotAgreed,
        /// Captcha missing, wrong or expired.
        CaptchaFailed,
        /// Rate limit exceeded.
        TooManyAttempts(Wait),
        /// Link that may only be mailed, for an account without a proven address.
        NoProvenAddress,
        /// Merge of accounts of which one has a role or an unproven address, or only the one that ends has a second factor.
        MergeConflict,
        RecoveryAsked,
        NoSecondOperator,
        /// Link of a recovery whose day has not passed.
        RecoveryNotReady,
        /// External id of another account.
        ExternalIdTaken,
        TooManyKeys,
        /// Invalid redirect URI of a client.
        NoRedirectUri,
        /// Members of a client that do not fit, alone or together.
        NoClient,
        /// Identifier of another resource, or of a client.
        IdentifierTaken,
        /// No mail transport is configured.
        MailNotConfigured,
        /// Existing account of the provider's address with the maximum of identities.
        TooManyIdentities,
        /// Sign-in cancelled at the provider.
        FederationCancelled,
        /// Identity not confirmed by the provider.
        FederationFailed,
        /// Link to a provider that failed for an unknown reason.
        NotLinked,
        /// Session too old by the time that the provider answered.
        NotLinkedInTime,
        /// Identity linked to another account.
        IdentityTaken,
        /// Account with the maximum of identities.
        NoMoreIdentities,
        /// Link cancelled at the provider.
        LinkCancelled,
        /// Identity to link not confirmed by the provider.
        LinkFailed,
    }
}

impl Problem {
    /// Names of the fields that it concerns, the likeliest first. An error of the whole form has none.
    pub fn fields(self) -> &'static [&'static str] {
        match self {
            Self::NoEmail | Self::EmailTaken | Self::SignUpClosed | Self::DomainNotAllowed => &["email"],
            Self::NoEmailForLink | Self::NoEmailForVerification => &["login"],
            Self::NoName => &["name"],
            Self::NoImage => &["image"],
            Self::NoUsername | Self::UsernameTaken => &["username"],
            Self::PasswordTooShort | Self::PasswordTooLong | Self::PasswordTooCommon | Self::PasswordBreached => {
                &["newPassword", "password"]
            }
            Self::WrongCredentials | Self::WrongPassword | Self::NotFresh => &["password"],
            Self::WrongSecondFactor => &["totp_code"],
            Self::CodeUnknown | Self::WrongMailedCode => &["code"],
            Self::NotAgreed => &["confirm"],
            Self::ExternalIdTaken => &["externalId"],
            Self::NoRedirectUri => &["redirect_uris"],
            Self::IdentifierTaken => &["identifier"],
            Self::SecondFactorOn
            | Self::SecondFactorOff
            | Self::PasskeyRefused
            | Self::PasskeyNotMade
            | Self::PasskeyTaken
            | Self::TooManyPasskeys
            | Self::LastWayIn
            | Self::EmailNotVerified
            | Self::CaptchaFailed
            | Self::TooManyAttempts(_)
            | Self::NoProvenAddress
            | Self::MergeConflict
            | Self::RecoveryAsked
            | Self::NoSecondOperator
            | Self::RecoveryNotReady
            | Self::TooManyKeys
            | Self::NoClient
            | Self::MailNotConfigured
            | Self::TooManyIdentities
            | Self::FederationCancelled
            | Self::FederationFailed
            | Self::NotLinked
            | Self::NotLinkedInTime
            | Self::IdentityTaken
            | Self::NoMoreIdentities
            | Self::LinkCancelled
            | Self::LinkFailed => &[],
        }
    }

    /// Converts it for a page of somebody who is signed in, and needs no other way to sign in.
    pub fn of_signed_in(self) -> Self {
        match self {
            Self::WrongCredentials => Self::WrongPassword,
            Self::PasskeyRefused => Self::PasskeyNotMade,
            other => other,
        }
    }

    /// Error of a sign-in by a provider, by the code in the redirect.
    pub fn of_failed_sign_in(code: &str) -> Option<Self> {
        match code {
            "TOO_MANY_IDENTITIES" => Some(Self::TooManyIdentities),
            "SIGN_UP_CLOSED" => Some(Self::SignUpClosed),
            "EMAIL_NOT_VERIFIED" => Some(Self::EmailNotVerified),
            "ACCESS_DENIED" => Some(Self::FederationCancelled),
            "PROVIDER_FAILED" | "INVALID_TOKEN" | "SERVICE_UNAVAILABLE" => Some(Self::FederationFailed),
            _ => None,
        }
    }

    /// Error of a link to a provider, by the code in the redirect.
    pub fn of_failed_link(code: &str) -> Self {
        match code {
            "REAUTHENTICATION_REQUIRED" | "INVALID_TOKEN" => Self::NotLinkedInTime,
            "IDENTITY_ALREADY_LINKED" => Self::IdentityTaken,
            "TOO_MANY_IDENTITIES" => Self::NoMoreIdentities,
            "ACCESS_DENIED" => Self::LinkCancelled,
            "PROVIDER_FAILED" => Self::LinkFailed,
            _ => Self::NotLinked,
        }
    }
}
