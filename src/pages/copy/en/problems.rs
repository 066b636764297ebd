//! Errors of forms.

use crate::pages::ui::Problem;

pub fn problem(problem: Problem) -> &'static str {
    match problem {
        Problem::NoEmail => "Enter a valid email address.",
        Problem::NoEmailForLink => "Enter your email address to get a link.",
        Problem::NoEmailForVerification => "Enter your email address, then send the email again.",
        Problem::EmailTaken => "An account with this address already exists.",
        Problem::SignUpClosed => {
            "You cannot sign up with this address. Try your work or school address, or ask for an invitation."
        }
        Problem::DomainNotAllowed => "Use an address of the domain that you signed up with.",
        Problem::NoName => "Too long, or contains characters that cannot be displayed.",
        Problem::NoImage => "Enter a web address that begins with https:// or http://.",
        Problem::NoUsername => {
            "Use 1 to 64 letters, digits, dots, hyphens and underscores. Required if you have no email address."
        }
        Problem::UsernameTaken => "This username is taken.",
        Problem::PasswordTooShort => "Too short: at least 8 characters.",
        Problem::PasswordTooLong => "Too long: at most 256 characters.",
        Problem::PasswordTooCommon => "This password is too common. Choose another.",
        Problem::PasswordBreached => "This password is known from a data breach. Choose another.",
        Problem::WrongCredentials => "Incorrect email, username or password.",
        Problem::WrongPassword => "Incorrect password.",
        Problem::NotFresh => "You signed in a while ago: confirm that it is you.",
        Problem::WrongSecondFactor => "That code is wrong or has expired.",
        Problem::WrongMailedCode => "That code is wrong or has expired. Use the code in the newest email.",
        Problem::SecondFactorOn => "Two-step verification is already on.",
        Problem::SecondFactorOff => "Two-step verification is not on.",
        Problem::CodeUnknown => "No device is showing this code. It may have expired: get a new one on the device.",
        Problem::PasskeyRefused => "This passkey did not work. Try again, or sign in another way.",
        Problem::PasskeyNotMade => "The passkey was not created in time. Try again.",
        Problem::PasskeyTaken => "This passkey is already registered.",
        Problem::TooManyPasskeys => "You already have 20 passkeys, the maximum. Remove one first.",
        Problem::LastWayIn => {
            "This is your only way to sign in. Add another one first: a password, a passkey or a confirmed address."
        }
        Problem::EmailNotVerified => {
            "Confirm your email address first: open the link we emailed you, or have it sent again. A sign-in link works too, and keeps your password if you confirm that the account is yours."
        }
        Problem::NotAgreed => "Tick the box to confirm.",
        Problem::CaptchaFailed => "The anti-bot check failed or expired. Please try again.",
        Problem::TooManyAttempts(_) => "Too many attempts. Try again in {wait}.",
        Problem::NoProvenAddress => "The account has no confirmed address that the link could be emailed to.",
        Problem::MergeConflict => {
            "These accounts cannot be merged: one has a role, an unconfirmed address or a reset in the last 24 hours, or two-step verification would be lost or bypassed."
        }
        Problem::RecoveryAsked => "A recovery of this account was already asked for.",
        Problem::NoSecondOperator => "Nobody else could approve it: there is no second operator.",
        Problem::RecoveryNotReady => "The link is shown a day after the approval.",
        Problem::ExternalIdTaken => "Another user has this external id.",
        Problem::TooManyKeys => "There can be at most 100 keys. Remove one first.",
        Problem::NoRedirectUri => {
            "Each must be an https address, an http address of localhost, or an app’s own scheme."
        }
        Problem::NoClient => {
            "These details do not fit together. A public client has no secret and is never first-party; private_key_jwt needs keys."
        }
        Problem::IdentifierTaken => "Another resource or client has this identifier.",
        Problem::MailNotConfigured => "This service sends no email.",
        Problem::TooManyIdentities => {
            "You already have 20 linked accounts, the maximum. Sign in another way, then unlink one."
        }
        Problem::FederationCancelled => "You cancelled the sign-in at the provider. Try again, or sign in another way.",
        Problem::FederationFailed => "The provider did not confirm the sign-in. Try again, or sign in another way.",
        Problem::NotLinked => "No account was linked. Please try again.",
        Problem::NotLinkedInTime => "No account was linked: it took too long. Sign in again, then link it.",
        Problem::IdentityTaken => "That account is already linked to another account here. Unlink it there first.",
        Problem::NoMoreIdentities => "No account was linked: you already have 20, the maximum. Unlink one first.",
        Problem::LinkCancelled => "No account was linked: you cancelled at the provider.",
        Problem::LinkFailed => "No account was linked: the provider did not confirm who you are.",
    }
}
