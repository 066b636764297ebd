//! Errors of the forms, in the reader's language, with the field they concern.

use crate::domain::{AuthError, Language};

/// Name of the field, and the error's text. A field that the form lacks makes it an error of the whole form. `None` for
/// an error that no form can explain.
pub(super) fn of(error: &AuthError, language: Language) -> Option<(&'static str, &'static str)> {
    let (field, english, french) = match error {
        AuthError::InvalidEmail => ("email", "Enter a valid email address.", "Saisissez une adresse e-mail valide."),
        AuthError::InvalidName => (
            "name",
            "Too long, or contains characters that cannot be displayed.",
            "Trop long, ou contient des caractères impossibles à afficher.",
        ),
        AuthError::InvalidImage => (
            "image",
            "Enter a web address that begins with https:// or http://.",
            "Saisissez une adresse web qui commence par https:// ou http://.",
        ),
        AuthError::InvalidUsername => (
            "username",
            "Use 1 to 64 letters, digits, dots, hyphens and underscores. Required if you have no email address.",
            "De 1 à 64 lettres, chiffres, points, tirets et tirets bas. Obligatoire sans adresse e-mail.",
        ),
        AuthError::UsernameTaken => ("username", "This username is taken.", "Cet identifiant est déjà pris."),
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
        AuthError::InvalidCredentials => ("password", "Incorrect password.", "Mot de passe incorrect."),
        AuthError::ReauthenticationRequired => (
            "password",
            "You signed in a while ago: confirm that it is you.",
            "Vous êtes connecté depuis un moment\u{a0}: confirmez que c’est bien vous.",
        ),
        AuthError::TotpRequired | AuthError::InvalidTotp => {
            ("totp_code", "That code is wrong or has expired.", "Ce code est incorrect ou a expiré.")
        }
        AuthError::LastWayIn => (
            "",
            "This is your only way to sign in. Add another one first: a password, a passkey or a confirmed address.",
            "C’est votre seul moyen de connexion. Ajoutez-en d’abord un autre\u{a0}: mot de passe, clé d’accès ou adresse confirmée.",
        ),
        AuthError::TwoFactorEnabled => {
            ("", "Two-step verification is already on.", "La validation en deux étapes est déjà activée.")
        }
        AuthError::TwoFactorNotEnabled => {
            ("", "Two-step verification is not on.", "La validation en deux étapes n’est pas activée.")
        }
        AuthError::InvalidPasskey(_) => (
            "",
            "The passkey was not created in time. Try again.",
            "La clé d’accès n’a pas été créée à temps. Réessayez.",
        ),
        AuthError::PasskeyTaken => {
            ("", "This passkey is already registered.", "Cette clé d’accès est déjà enregistrée.")
        }
        AuthError::MailNotConfigured => ("", "This service sends no email.", "Ce service n’envoie pas d’e-mails."),
        AuthError::TooManyPasskeys => (
            "",
            "You already have 20 passkeys, the maximum. Remove one first.",
            "Vous avez déjà 20 clés d’accès, le maximum. Supprimez-en une d’abord.",
        ),
        AuthError::TooManyAttempts { .. } => (
            "",
            "Too many attempts. Wait a while, then try again.",
            "Trop de tentatives. Attendez un peu, puis réessayez.",
        ),
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
        | AuthError::NotAllowed
        | AuthError::AccountDisabled
        | AuthError::Act(_)
        | AuthError::SecondFactorRequired
        | AuthError::Unavailable(_)
        | AuthError::Internal(_) => return None,
    };
    Some((field, language.pick(english, french)))
}

/// Error of the box that confirms the deletion.
pub(super) fn not_agreed(language: Language) -> &'static str {
    language.pick("Tick the box to confirm.", "Cochez la case pour confirmer.")
}
