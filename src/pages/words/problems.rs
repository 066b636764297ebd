//! Errors of forms in people's words.

use crate::domain::Language;
use crate::pages::ui::Problem;

/// Text of an error.
pub fn problem(problem: Problem, language: Language) -> &'static str {
    let (english, french) = match problem {
        Problem::NoEmail => ("Enter a valid email address.", "Saisissez une adresse e-mail valide."),
        Problem::NoEmailForLink => {
            ("Enter your email address to get a link.", "Saisissez votre adresse e-mail pour recevoir un lien.")
        }
        Problem::NoEmailForVerification => (
            "Enter your email address, then send the email again.",
            "Saisissez votre adresse e-mail, puis demandez un nouvel envoi.",
        ),
        Problem::EmailTaken => {
            ("An account with this address already exists.", "Un compte existe déjà avec cette adresse.")
        }
        Problem::NoName => (
            "Too long, or contains characters that cannot be displayed.",
            "Trop long, ou contient des caractères impossibles à afficher.",
        ),
        Problem::NoImage => (
            "Enter a web address that begins with https:// or http://.",
            "Saisissez une adresse web qui commence par https:// ou http://.",
        ),
        Problem::NoUsername => (
            "Use 1 to 64 letters, digits, dots, hyphens and underscores. Required if you have no email address.",
            "De 1 à 64 lettres, chiffres, points, tirets et tirets bas. Obligatoire sans adresse e-mail.",
        ),
        Problem::UsernameTaken => ("This username is taken.", "Cet identifiant est déjà pris."),
        Problem::PasswordTooShort => ("Too short: at least 8 characters.", "Trop court\u{a0}: au moins 8 caractères."),
        Problem::PasswordTooLong => ("Too long: at most 256 characters.", "Trop long\u{a0}: au plus 256 caractères."),
        Problem::PasswordTooCommon => (
            "This password is too common. Choose another.",
            "Ce mot de passe est trop courant. Choisissez-en un autre.",
        ),
        Problem::PasswordBreached => (
            "This password is known from a data breach. Choose another.",
            "Ce mot de passe figure dans une fuite de données. Choisissez-en un autre.",
        ),
        Problem::WrongCredentials => {
            ("Incorrect email, username or password.", "Adresse e-mail, identifiant ou mot de passe incorrect.")
        }
        Problem::WrongPassword => ("Incorrect password.", "Mot de passe incorrect."),
        Problem::NotFresh => (
            "You signed in a while ago: confirm that it is you.",
            "Vous êtes connecté depuis un moment\u{a0}: confirmez que c’est bien vous.",
        ),
        Problem::WrongSecondFactor => ("That code is wrong or has expired.", "Ce code est incorrect ou a expiré."),
        Problem::SecondFactorOn => {
            ("Two-step verification is already on.", "La validation en deux étapes est déjà activée.")
        }
        Problem::SecondFactorOff => {
            ("Two-step verification is not on.", "La validation en deux étapes n’est pas activée.")
        }
        Problem::CodeUnknown => (
            "No device is showing this code. It may have expired: get a new one on the device.",
            "Aucun appareil n’affiche ce code. Il a peut-être expiré\u{a0}: demandez-en un autre sur l’appareil.",
        ),
        Problem::PasskeyRefused => (
            "This passkey did not work. Try again, or sign in another way.",
            "Cette clé d’accès n’a pas fonctionné. Réessayez, ou connectez-vous autrement.",
        ),
        Problem::PasskeyNotMade => {
            ("The passkey was not created in time. Try again.", "La clé d’accès n’a pas été créée à temps. Réessayez.")
        }
        Problem::PasskeyTaken => ("This passkey is already registered.", "Cette clé d’accès est déjà enregistrée."),
        Problem::TooManyPasskeys => (
            "You already have 20 passkeys, the maximum. Remove one first.",
            "Vous avez déjà 20 clés d’accès, le maximum. Supprimez-en une d’abord.",
        ),
        Problem::LastWayIn => (
            "This is your only way to sign in. Add another one first: a password, a passkey or a confirmed address.",
            "C’est votre seul moyen de connexion. Ajoutez-en d’abord un autre\u{a0}: mot de passe, clé d’accès ou adresse confirmée.",
        ),
        Problem::EmailNotVerified => (
            "Confirm your email address first: open the link we emailed you, or have it sent again. A sign-in link works too, and keeps your password if you confirm that the account is yours.",
            "Confirmez d’abord votre adresse e-mail\u{a0}: ouvrez le lien que nous vous avons envoyé, ou faites-le renvoyer. Un lien de connexion convient aussi, et votre mot de passe est conservé si vous confirmez que le compte est à vous.",
        ),
        Problem::AccountDisabled => (
            "This account is disabled. Ask the people who run this service.",
            "Ce compte est désactivé. Adressez-vous aux responsables de ce service.",
        ),
        Problem::NotAgreed => ("Tick the box to confirm.", "Cochez la case pour confirmer."),
        Problem::CaptchaFailed => (
            "The anti-bot check failed or expired. Please try again.",
            "La vérification anti-robot a échoué ou expiré. Veuillez réessayer.",
        ),
        Problem::TooManyAttempts => {
            ("Too many attempts. Wait a while, then try again.", "Trop de tentatives. Attendez un peu, puis réessayez.")
        }
        Problem::MailNotConfigured => ("This service sends no email.", "Ce service n’envoie pas d’e-mails."),
        Problem::TooManyIdentities => (
            "You already have 20 linked accounts, the maximum. Sign in another way, then unlink one.",
            "Vous avez déjà 20 comptes associés, le maximum. Connectez-vous autrement, puis dissociez-en un.",
        ),
        Problem::FederationCancelled => (
            "You cancelled the sign-in at the provider. Try again, or sign in another way.",
            "Vous avez annulé la connexion chez le fournisseur. Réessayez, ou connectez-vous autrement.",
        ),
        Problem::FederationFailed => (
            "The provider did not confirm the sign-in. Try again, or sign in another way.",
            "Le fournisseur n’a pas confirmé la connexion. Réessayez, ou connectez-vous autrement.",
        ),
        Problem::NotLinked => {
            ("No account was linked. Please try again.", "Aucun compte n’a été associé. Veuillez réessayer.")
        }
        Problem::NotLinkedInTime => (
            "No account was linked: it took too long. Sign in again, then link it.",
            "Aucun compte n’a été associé\u{a0}: le délai est dépassé. Reconnectez-vous, puis réessayez.",
        ),
        Problem::IdentityTaken => (
            "That account is already linked to another account here. Unlink it there first.",
            "Ce compte est déjà associé à un autre compte ici. Dissociez-les d’abord.",
        ),
        Problem::NoMoreIdentities => (
            "No account was linked: you already have 20, the maximum. Unlink one first.",
            "Aucun compte n’a été associé\u{a0}: vous en avez déjà 20, le maximum. Dissociez-en un d’abord.",
        ),
        Problem::LinkCancelled => (
            "No account was linked: you cancelled at the provider.",
            "Aucun compte n’a été associé\u{a0}: vous avez annulé chez le fournisseur.",
        ),
        Problem::LinkFailed => (
            "No account was linked: the provider did not confirm who you are.",
            "Aucun compte n’a été associé\u{a0}: le fournisseur n’a pas confirmé votre identité.",
        ),
    };
    language.pick(english, french)
}
