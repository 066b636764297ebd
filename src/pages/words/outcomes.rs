//! Pages that report success or failure.

use crate::domain::{Language, TokenKind};
use crate::facts::Fact;
use crate::pages::page::{Done, Failed};
use crate::pages::view::{Group, View, Way};

/// Title and lead, in English and in French.
type Words = [(&'static str, &'static str); 2];

pub fn done(language: Language, done: Done) -> View<'static> {
    let ways = match done {
        Done::PasswordReset => vec![super::sign_in(language)],
        Done::EmailVerified
        | Done::AddressConfirmed
        | Done::ChangeApproved
        | Done::ChangeRefused
        | Done::LoginRefused
        | Done::DevicePaired
        | Done::DeviceRefused => vec![super::account(language)],
        Done::NotMine | Done::LoginApproved | Done::AccountDeleted => Vec::new(),
    };
    notice(language, done_words(done), ways)
}

pub fn failed(language: Language, failed: Failed) -> View<'static> {
    notice(language, failed_words(failed), vec![super::sign_in(language)])
}

fn notice(language: Language, [english, french]: Words, ways: Vec<Way>) -> View<'static> {
    let (title, lead) = language.pick(english, french);
    View::notice(title, lead, ways)
}

pub fn mail_sent(language: Language, kind: TokenKind, email: &str) -> View<'static> {
    let facts = vec![Fact::address(language.pick("Email address", "Adresse e-mail"), email)];
    let lead = match kind {
        TokenKind::ResetPassword => language.pick(
            "If there is an account with this address, a link to set a new password is on its way to it.",
            "Si un compte a cette adresse, un lien pour choisir un nouveau mot de passe est en route.",
        ),
        TokenKind::VerifyEmail => language.pick(
            "If an account has this address and has not confirmed it yet, a new link is on its way.",
            "Si un compte a cette adresse et ne l’a pas encore confirmée, un nouveau lien est en route.",
        ),
        _ => language.pick(
            "If there is an account with this address, a sign-in link is on its way to it. Open it with this browser.",
            "Si un compte a cette adresse, un lien de connexion est en route. Ouvrez-le avec ce navigateur.",
        ),
    };
    let note = language.pick(
        "Nothing there after a few minutes? Check your spam folder, and the address.",
        "Rien après quelques minutes\u{a0}? Regardez dans les indésirables et vérifiez l’adresse.",
    );
    let title = language.pick("Check your email", "Consultez votre boîte de réception");
    let ways = vec![super::sign_in(language)];
    View { groups: vec![Group { heading: None, facts }], note: Some(note), ..View::notice(title, lead, ways) }
}

pub fn other_address(language: Language, url: &str) -> View<'static> {
    let title = language.pick("Wrong address", "Mauvaise adresse");
    let lead = language.pick(
        "You opened this page by another name of this computer. Signing in works at this address only:",
        "Vous avez ouvert cette page sous un autre nom de cet ordinateur. On ne peut se connecter qu’à cette adresse\u{a0}:",
    );
    let facts = vec![Fact::known(language.pick("Address", "Adresse"), url.to_owned())];
    let ways = vec![Way::new(url, language.pick("Open the page there", "Ouvrir la page"))];
    View { groups: vec![Group { heading: None, facts }], ..View::notice(title, lead, ways) }
}

fn done_words(done: Done) -> Words {
    match done {
        Done::EmailVerified => [
            ("Address confirmed", "Your email address is confirmed. You can close this page."),
            ("Adresse confirmée", "Votre adresse e-mail est confirmée. Vous pouvez fermer cette page."),
        ],
        Done::AddressConfirmed => [
            ("Address confirmed", "It is now the email address of your account. You can close this page."),
            ("Adresse confirmée", "C’est maintenant l’adresse e-mail de votre compte. Vous pouvez fermer cette page."),
        ],
        Done::ChangeApproved => [
            ("Change approved", "One step is left: open the link in the email that went to the new address."),
            ("Changement approuvé", "Reste une étape\u{a0}: ouvrez le lien du message envoyé à la nouvelle adresse."),
        ],
        Done::ChangeRefused => [
            (
                "Change refused",
                "Your email address stays as it is. If you did not ask for the change, set a new password.",
            ),
            (
                "Changement refusé",
                "Votre adresse e-mail reste la même. Si vous n’avez rien demandé, changez de mot de passe.",
            ),
        ],
        Done::NotMine => [
            (
                "Thank you for telling us",
                "That account no longer has your address, and what your address opened is closed.",
            ),
            ("Merci de l’avoir signalé", "Ce compte n’a plus votre adresse, et ce qu’elle avait ouvert est fermé."),
        ],
        Done::PasswordReset => [
            ("Password set", "Every device was signed out. Sign in with the new password."),
            (
                "Mot de passe enregistré",
                "Tous les appareils ont été déconnectés. Connectez-vous avec le nouveau mot de passe.",
            ),
        ],
        Done::LoginApproved => [
            ("Sign-in approved", "Go back to where you started it. You can close this page."),
            ("Connexion approuvée", "Retournez là où vous l’avez lancée. Vous pouvez fermer cette page."),
        ],
        Done::LoginRefused => [
            ("Sign-in refused", "Nobody was signed in. You can close this page."),
            ("Connexion refusée", "Personne n’a été connecté. Vous pouvez fermer cette page."),
        ],
        Done::DevicePaired => [
            ("Device paired", "It will be signed in within a few seconds."),
            ("Appareil associé", "Il sera connecté dans quelques secondes."),
        ],
        Done::DeviceRefused => [
            ("Device refused", "It was not signed in. You can close this page."),
            ("Appareil refusé", "Il n’a pas été connecté. Vous pouvez fermer cette page."),
        ],
        Done::AccountDeleted => [
            ("Account deleted", "Nothing is left of it, and every device is signed out."),
            ("Compte supprimé", "Il n’en reste rien, et tous les appareils sont déconnectés."),
        ],
    }
}

fn failed_words(failed: Failed) -> Words {
    match failed {
        Failed::LinkInvalid => [
            ("This link no longer works", "It has expired, been used, or been replaced. Ask for another."),
            ("Ce lien ne fonctionne plus", "Il a expiré, a déjà servi ou a été remplacé. Demandez-en un autre."),
        ],
        Failed::CodeUnknown => [
            ("No device shows this code", "It has expired or been used. Ask the device for another."),
            ("Aucun appareil n’affiche ce code", "Il a expiré ou a déjà servi. Demandez-en un autre à l’appareil."),
        ],
        Failed::TooManyAttempts => [
            ("Too many attempts", "Wait a while, then try again."),
            ("Trop de tentatives", "Attendez un peu, puis réessayez."),
        ],
        Failed::BadRequest => [
            ("This cannot be understood", "Something was missing or malformed. Go back and try again."),
            (
                "Demande incompréhensible",
                "Il manquait quelque chose ou le format était incorrect. Revenez en arrière et réessayez.",
            ),
        ],
        Failed::ForeignOrigin => [
            (
                "Not from our page",
                "The form was sent from another site, so nothing was done. Open our page and try again.",
            ),
            (
                "Pas depuis notre page",
                "Le formulaire venait d’un autre site\u{a0}: rien n’a été fait. Ouvrez notre page et réessayez.",
            ),
        ],
        Failed::NotFound => [
            ("No such page", "There is nothing at this address."),
            ("Page introuvable", "Il n’y a rien à cette adresse."),
        ],
        Failed::MailNotConfigured => [
            (
                "This service sends no email",
                "No link can be emailed to you. Sign in with your password, or another way.",
            ),
            (
                "Ce service n’envoie pas d’e-mails",
                "Aucun lien ne peut vous être envoyé. Connectez-vous avec votre mot de passe ou un autre moyen.",
            ),
        ],
        Failed::NotTaken => [
            ("That did not work", "This address does not take what your browser sent. Go back, or start again."),
            (
                "Cela n’a pas fonctionné",
                "Cette adresse n’accepte pas ce que votre navigateur a envoyé. Revenez en arrière ou recommencez.",
            ),
        ],
        Failed::Unavailable => [
            ("Not available just now", "The service cannot answer. Try again in a moment."),
            ("Indisponible pour l’instant", "Le service ne peut pas répondre. Réessayez dans un instant."),
        ],
        Failed::WentWrong => [
            ("Something went wrong", "It is our fault, and it was noted. Try again in a moment."),
            ("Une erreur s’est produite", "C’est notre faute, et c’est noté. Réessayez dans un instant."),
        ],
    }
}
