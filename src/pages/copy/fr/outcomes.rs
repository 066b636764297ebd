//! Pages that report what was done.

use crate::pages::DonePage;
use crate::pages::copy::MessagePage;
use crate::pages::copy::rooms::Outcomes;
use crate::pages::ui::FailurePage;

pub const OUTCOMES: Outcomes = Outcomes {
    email: "Adresse e\u{2011}mail",
    reset_mailed: "Si un compte existe avec cette adresse, vous allez y recevoir un lien pour choisir un nouveau mot de passe.",
    verification_mailed: "Si un compte existe avec cette adresse et qu’elle n’est pas encore confirmée, vous allez y recevoir un nouveau lien.",
    link_mailed: "Si un compte existe avec cette adresse, vous allez y recevoir un e\u{2011}mail. Saisissez ici le code qu’il contient, ou suivez son lien.",
    send_again: "Renvoyer un e\u{2011}mail",
    use_another: "Utiliser une autre adresse",
    no_mail: "Rien au bout de quelques minutes\u{a0}? Regardez dans vos indésirables et vérifiez l’adresse.",
    mailed_title: "Consultez votre boîte de réception",
    other_address_title: "Mauvaise adresse",
    other_address_lead: "Vous avez ouvert cette page sous un autre nom de cet ordinateur. On ne peut se connecter qu’à cette adresse\u{a0}:",
    reason: "Motif",
    contact: "Assistance",
    ask_for_help: "Demander de l’aide",
    address: "Adresse",
    open_there: "Ouvrir la page",
    can_close: "Vous pouvez fermer cette page.",
};

pub fn done(done: DonePage) -> MessagePage {
    let (title, lead) = match done {
        DonePage::EmailVerified => ("Adresse confirmée", "Votre adresse e\u{2011}mail est confirmée."),
        DonePage::AddressConfirmed => {
            ("Adresse confirmée", "C’est maintenant l’adresse e\u{2011}mail de votre compte.")
        }
        DonePage::ChangeApproved => {
            ("Changement approuvé", "Il reste une étape\u{a0}: ouvrez le lien envoyé à la nouvelle adresse.")
        }
        DonePage::ChangeRefused => (
            "Changement refusé",
            "Votre adresse e\u{2011}mail reste la même. Si vous n’avez rien demandé, changez de mot de passe.",
        ),
        DonePage::NotMine => (
            "Merci de l’avoir signalé",
            "Ce compte n’a plus votre adresse, et les sessions qu’elle avait ouvertes ont été fermées.",
        ),
        DonePage::SecondFactorRemoved => (
            "La validation en deux étapes a été supprimée",
            "Tous les appareils ont été déconnectés. Connectez-vous, et changez de mot de passe si quelqu’un d’autre le connaît.",
        ),
        DonePage::PasswordReset => (
            "Mot de passe enregistré",
            "Tous vos appareils ont été déconnectés. Connectez-vous avec votre nouveau mot de passe.",
        ),
        DonePage::Recovered => (
            "Compte récupéré",
            "Tous vos appareils ont été déconnectés. Connectez-vous avec ce que vous venez de configurer.",
        ),
        DonePage::RecoveryRefused => (
            "Récupération refusée",
            "Personne n’accédera ainsi à votre compte. Prévenez les responsables de ce service.",
        ),
        DonePage::AddressKept => (
            "Adresse conservée",
            "C’est l’adresse e\u{2011}mail de votre compte. Tous les appareils ont été déconnectés.",
        ),
        DonePage::LoginApproved => ("Connexion approuvée", "Retournez là où vous avez commencé à vous connecter."),
        DonePage::LoginRefused => ("Connexion refusée", "Personne n’a été connecté."),
        DonePage::DevicePaired => ("Appareil associé", "Il sera connecté dans quelques secondes."),
        DonePage::DeviceRefused => ("Appareil refusé", "Il n’a pas été connecté."),
        DonePage::SignedOut => ("Vous êtes déconnecté", "À bientôt."),
        DonePage::AccountDeleted => {
            ("Compte supprimé", "Votre compte et ses données sont effacés, et tous vos appareils sont déconnectés.")
        }
    };
    MessagePage { title, lead }
}

pub fn failed(failed: FailurePage) -> MessagePage {
    let (title, lead) = match failed {
        FailurePage::LinkInvalid => {
            ("Ce lien ne fonctionne plus", "Il a expiré, a déjà servi ou a été remplacé. Demandez-en un nouveau.")
        }
        FailurePage::CodeUnknown => {
            ("Aucun appareil n’affiche ce code", "Il a expiré ou a déjà servi. Demandez-en un autre sur l’appareil.")
        }
        FailurePage::AccountDisabled => ("Ce compte est désactivé", "Adressez-vous aux responsables de ce service."),
        FailurePage::SignUpClosed => (
            "Les inscriptions sont fermées",
            "Il n’est pas possible de créer un compte ici. Vous en avez déjà un\u{a0}? Connectez-vous.",
        ),
        FailurePage::SignUpByInvitation => (
            "Inscription sur invitation",
            "Ouvrez le lien reçu dans votre e\u{2011}mail d’invitation. Vous avez déjà un compte\u{a0}? Connectez-vous.",
        ),
        FailurePage::UnknownApplication => (
            "Ce lien ne fonctionne pas",
            "L’application qui vous a envoyé ici est inconnue, ou a donné une mauvaise adresse de retour. Prévenez ses responsables.",
        ),
        FailurePage::ApplicationRequestOver => {
            ("Cette connexion a expiré", "Retournez dans l’application et recommencez.")
        }
        FailurePage::TooManyAttempts(_) => ("Trop de tentatives", "Réessayez dans {wait}."),
        FailurePage::BadRequest => ("Cette page a expiré", "Revenez en arrière et recommencez."),
        FailurePage::ForeignOrigin => (
            "Demande bloquée",
            "Le formulaire venait d’un autre site\u{a0}: rien n’a été fait. Ouvrez notre page et réessayez.",
        ),
        FailurePage::NotFound => ("Page introuvable", "Il n’y a rien à cette adresse."),
        FailurePage::NotAllowed => ("Non autorisé", "Votre rôle ne le permet pas, ou pas pour ce compte."),
        FailurePage::NeedsSecondFactor => (
            "Validation en deux étapes nécessaire",
            "Activez la validation en deux étapes ou ajoutez une clé d’accès, puis connectez-vous avec.",
        ),
        FailurePage::MailNotConfigured => (
            "Ce service n’envoie pas d’e\u{2011}mails",
            "Aucun lien ne peut vous être envoyé. Connectez-vous avec votre mot de passe ou un autre moyen.",
        ),
        FailurePage::NotTaken => (
            "Cela n’a pas fonctionné",
            "Cette page ne peut pas traiter ce que votre navigateur a envoyé. Revenez en arrière et recommencez.",
        ),
        FailurePage::Unavailable => {
            ("Service indisponible", "Le service ne peut pas répondre pour le moment. Réessayez dans un instant.")
        }
        FailurePage::WentWrong => {
            ("Une erreur s’est produite", "L’erreur vient de nous et a été enregistrée. Réessayez dans un instant.")
        }
    };
    MessagePage { title, lead }
}
