//! Errors of the forms, in the reader's language, with the field they concern.

use crate::domain::{AuthError, Language};

/// Name of the field, and the error's text. A field that the form lacks makes it an error of the whole form. `None` for
/// an error that no form can explain.
pub(super) fn of(error: &AuthError, language: Language) -> Option<(&'static str, &'static str)> {
    let (field, english, french) = match error {
        AuthError::InvalidEmail => ("email", "This is not an email address.", "Ce n’est pas une adresse e-mail."),
        AuthError::InvalidName => (
            "name",
            "Too long, or with characters that cannot be shown.",
            "Trop long, ou avec des caractères qui ne s’affichent pas.",
        ),
        AuthError::InvalidImage => (
            "image",
            "Not a web address: it begins with https:// or http://.",
            "Ce n’est pas une adresse web\u{a0}: elle commence par https:// ou http://.",
        ),
        AuthError::InvalidUsername => (
            "username",
            "1 to 64 letters, digits, dots, hyphens and underscores; needed while there is no email address.",
            "1 à 64 lettres, chiffres, points, tirets et tirets bas\u{a0}; requis tant qu’il n’y a pas d’adresse e-mail.",
        ),
        AuthError::UsernameTaken => {
            ("username", "Somebody else has this username.", "Quelqu’un d’autre a cet identifiant.")
        }
        AuthError::PasswordTooShort => {
            ("newPassword", "Too short: at least 8 characters.", "Trop court\u{a0}: au moins 8 caractères.")
        }
        AuthError::PasswordTooLong => {
            ("newPassword", "Too long: at most 256 characters.", "Trop long\u{a0}: au plus 256 caractères.")
        }
        AuthError::PasswordTooCommon => (
            "newPassword",
            "This password is too common. Choose another.",
            "Ce mot de passe est trop courant. Choisissez-en un autre.",
        ),
        AuthError::PasswordBreached => (
            "newPassword",
            "This password is known from a data breach. Choose another.",
            "Ce mot de passe figure dans une fuite de données. Choisissez-en un autre.",
        ),
        AuthError::InvalidCredentials => ("password", "This is not your password.", "Ce n’est pas votre mot de passe."),
        AuthError::ReauthenticationRequired => (
            "password",
            "You signed in a while ago: show once more that it is you.",
            "Vous êtes connecté depuis un moment\u{a0}: confirmez que c’est bien vous.",
        ),
        AuthError::TotpRequired | AuthError::InvalidTotp => {
            ("totp_code", "That code is wrong or has expired.", "Ce code est incorrect ou a expiré.")
        }
        AuthError::LastWayIn => (
            "",
            "It is your last way in. Add another one first: a password, a passkey, or a confirmed address.",
            "C’est votre dernier moyen d’accès. Ajoutez-en d’abord un autre\u{a0}: mot de passe, clé d’accès ou adresse confirmée.",
        ),
        AuthError::TwoFactorEnabled => {
            ("", "Two-step sign-in is on already.", "La connexion en deux étapes est déjà activée.")
        }
        AuthError::TwoFactorNotEnabled => {
            ("", "Two-step sign-in is not on.", "La connexion en deux étapes n’est pas activée.")
        }
        AuthError::InvalidPasskey(_) => {
            ("", "The passkey was not made in time. Try again.", "La clé n’a pas été créée à temps. Réessayez.")
        }
        AuthError::PasskeyTaken => ("", "This passkey is registered already.", "Cette clé est déjà enregistrée."),
        AuthError::MailNotConfigured => ("", "This service sends no email.", "Ce service n’envoie pas d’e-mails."),
        AuthError::TooManyPasskeys => (
            "",
            "You have 20 passkeys, which is the most. Remove one first.",
            "Vous avez déjà 20 clés d’accès, le maximum. Supprimez-en une d’abord.",
        ),
        AuthError::TooManyAttempts { .. } => {
            ("", "Too many attempts. Wait a while, then try again.", "Trop d’essais. Attendez un peu, puis réessayez.")
        }
        AuthError::InvalidRequest(_)
        | AuthError::EmailTaken
        | AuthError::ChallengeRequired(_)
        | AuthError::IdentityTaken
        | AuthError::TooManyIdentities
        | AuthError::AccessDenied
        | AuthError::FederationFailed(_)
        | AuthError::CaptchaFailed(_)
        | AuthError::EmailNotVerified
        | AuthError::InvalidPlatform
        | AuthError::InvalidRedirect
        | AuthError::InvalidLink
        | AuthError::InvalidCode
        | AuthError::NoDeviceFound
        | AuthError::NotAuthorized
        | AuthError::InvalidToken
        | AuthError::NotFound
        | AuthError::Unavailable(_)
        | AuthError::Internal(_) => return None,
    };
    Some((field, language.pick(english, french)))
}

/// Error of the box that confirms the deletion.
pub(super) fn not_agreed(language: Language) -> &'static str {
    language.pick("Tick the box to confirm.", "Cochez la case pour confirmer.")
}
