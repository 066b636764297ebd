//! Pages that report success or failure.

use crate::domain::{Language, TokenKind};
use crate::facts::Fact;
use crate::pages::page::Done;
use crate::pages::ui::{Failed, Link};
use crate::pages::view::{Group, View};

/// Title and lead, in English and in French.
type Words = [(&'static str, &'static str); 2];

pub fn done(language: Language, done: Done) -> View {
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

pub fn failed(language: Language, failed: Failed) -> View {
    notice(language, failed_words(failed), vec![super::sign_in(language)])
}

fn notice(language: Language, [english, french]: Words, ways: Vec<Link>) -> View {
    let (title, lead) = language.pick(english, french);
    View::notice(title, lead, ways)
}

pub fn mail_sent(language: Language, kind: TokenKind, email: &str) -> View {
    let facts = vec![Fact::address(language.pick("Email address", "Adresse e-mail"), email)];
    let lead = match kind {
        TokenKind::ResetPassword => language.pick(
            "If this address has an account, a link to set a new password is on its way.",
            "Si un compte existe avec cette adresse, vous allez y recevoir un lien pour choisir un nouveau mot de passe.",
        ),
        TokenKind::VerifyEmail => language.pick(
            "If this address has an account and is not confirmed yet, a new link is on its way.",
            "Si un compte existe avec cette adresse et qu’elle n’est pas encore confirmée, vous allez y recevoir un nouveau lien.",
        ),
        _ => language.pick(
            "If this address has an account, a sign-in link is on its way. Open it in this browser.",
            "Si un compte existe avec cette adresse, vous allez y recevoir un lien de connexion. Ouvrez-le dans ce navigateur.",
        ),
    };
    let note = language.pick(
        "Nothing after a few minutes? Check your spam folder, and that the address is right.",
        "Rien au bout de quelques minutes\u{a0}? Regardez dans vos indésirables et vérifiez l’adresse.",
    );
    let title = language.pick("Check your email", "Consultez votre boîte de réception");
    let ways = vec![super::sign_in(language)];
    View { groups: vec![Group { heading: None, facts }], note: Some(note), ..View::notice(title, lead, ways) }
}

pub fn other_address(language: Language, url: &str) -> View {
    let title = language.pick("Wrong address", "Mauvaise adresse");
    let lead = language.pick(
        "You opened this page under another name of this computer. You can sign in only at this address:",
        "Vous avez ouvert cette page sous un autre nom de cet ordinateur. On ne peut se connecter qu’à cette adresse\u{a0}:",
    );
    let facts = vec![Fact::known(language.pick("Address", "Adresse"), url.to_owned())];
    let ways = vec![Link::new(url, language.pick("Open the page there", "Ouvrir la page"))];
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
            ("Change approved", "One step left: open the link that we emailed to the new address."),
            ("Changement approuvé", "Il reste une étape\u{a0}: ouvrez le lien envoyé à la nouvelle adresse."),
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
                "That account no longer has your address, and sessions opened with it were ended.",
            ),
            (
                "Merci de l’avoir signalé",
                "Ce compte n’a plus votre adresse, et les sessions qu’elle avait ouvertes ont été fermées.",
            ),
        ],
        Done::PasswordReset => [
            ("Password set", "Every device was signed out. Sign in with your new password."),
            (
                "Mot de passe enregistré",
                "Tous vos appareils ont été déconnectés. Connectez-vous avec votre nouveau mot de passe.",
            ),
        ],
        Done::LoginApproved => [
            ("Sign-in approved", "Go back to where you started signing in. You can close this page."),
            (
                "Connexion approuvée",
                "Retournez là où vous avez commencé à vous connecter. Vous pouvez fermer cette page.",
            ),
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
            ("Account deleted", "Your account and its data are gone, and every device is signed out."),
            ("Compte supprimé", "Votre compte et ses données sont effacés, et tous vos appareils sont déconnectés."),
        ],
    }
}

fn failed_words(failed: Failed) -> Words {
    match failed {
        Failed::LinkInvalid => [
            ("This link no longer works", "It has expired, been used, or been replaced. Ask for a new one."),
            ("Ce lien ne fonctionne plus", "Il a expiré, a déjà servi ou a été remplacé. Demandez-en un nouveau."),
        ],
        Failed::CodeUnknown => [
            ("No device is showing this code", "It has expired or been used. Get a new one on the device."),
            ("Aucun appareil n’affiche ce code", "Il a expiré ou a déjà servi. Demandez-en un autre sur l’appareil."),
        ],
        Failed::AccountDisabled => [
            ("This account is disabled", "Ask the people who run this service."),
            ("Ce compte est désactivé", "Adressez-vous aux responsables de ce service."),
        ],
        Failed::TooManyAttempts => [
            ("Too many attempts", "Wait a while, then try again."),
            ("Trop de tentatives", "Attendez un peu, puis réessayez."),
        ],
        Failed::BadRequest => [
            ("This page has expired", "Go back and start again."),
            ("Cette page a expiré", "Revenez en arrière et recommencez."),
        ],
        Failed::ForeignOrigin => [
            (
                "Request blocked",
                "The form was sent from another site, so nothing was done. Open our page and try again.",
            ),
            (
                "Demande bloquée",
                "Le formulaire venait d’un autre site\u{a0}: rien n’a été fait. Ouvrez notre page et réessayez.",
            ),
        ],
        Failed::NotFound => [
            ("Page not found", "There is nothing at this address."),
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
            ("That did not work", "This page cannot use what your browser sent. Go back and start again."),
            (
                "Cela n’a pas fonctionné",
                "Cette page ne peut pas traiter ce que votre navigateur a envoyé. Revenez en arrière et recommencez.",
            ),
        ],
        Failed::Unavailable => [
            ("Temporarily unavailable", "The service cannot answer right now. Try again in a moment."),
            ("Service indisponible", "Le service ne peut pas répondre pour le moment. Réessayez dans un instant."),
        ],
        Failed::WentWrong => [
            ("Something went wrong", "It is our fault, and it has been logged. Try again in a moment."),
            ("Une erreur s’est produite", "L’erreur vient de nous et a été enregistrée. Réessayez dans un instant."),
        ],
    }
}
