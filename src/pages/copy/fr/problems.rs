//! Errors of forms.

use crate::pages::ui::Problem;

pub fn problem(problem: Problem) -> &'static str {
    match problem {
        Problem::NoEmail => "Saisissez une adresse e\u{2011}mail valide.",
        Problem::NoEmailForLink => "Saisissez votre adresse e\u{2011}mail pour recevoir un lien.",
        Problem::NoEmailForVerification => "Saisissez votre adresse e\u{2011}mail, puis demandez un nouvel envoi.",
        Problem::EmailTaken => "Un compte existe déjà avec cette adresse.",
        Problem::SignUpClosed => {
            "Vous ne pouvez pas vous inscrire avec cette adresse. Essayez votre adresse professionnelle ou scolaire, ou demandez une invitation."
        }
        Problem::DomainNotAllowed => "Utilisez une adresse du domaine avec lequel vous vous êtes inscrit.",
        Problem::NoName => "Trop long, ou contient des caractères impossibles à afficher.",
        Problem::NoImage => "Saisissez une adresse web qui commence par https:// ou http://.",
        Problem::NoUsername => {
            "De 1 à 64 lettres, chiffres, points, tirets et tirets bas. Obligatoire sans adresse e\u{2011}mail."
        }
        Problem::UsernameTaken => "Cet identifiant est déjà pris.",
        Problem::PasswordTooShort => "Trop court\u{a0}: au moins 8 caractères.",
        Problem::PasswordTooLong => "Trop long\u{a0}: au plus 256 caractères.",
        Problem::PasswordTooCommon => "Ce mot de passe est trop courant. Choisissez-en un autre.",
        Problem::PasswordBreached => "Ce mot de passe figure dans une fuite de données. Choisissez-en un autre.",
        Problem::WrongCredentials => "Adresse e\u{2011}mail, identifiant ou mot de passe incorrect.",
        Problem::WrongPassword => "Mot de passe incorrect.",
        Problem::NotFresh => "Vous êtes connecté depuis un moment\u{a0}: confirmez que c’est bien vous.",
        Problem::WrongSecondFactor => "Ce code est incorrect ou a expiré.",
        Problem::WrongMailedCode => "Ce code est incorrect ou a expiré. Utilisez celui du dernier e\u{2011}mail reçu.",
        Problem::SecondFactorOn => "La validation en deux étapes est déjà activée.",
        Problem::SecondFactorOff => "La validation en deux étapes n’est pas activée.",
        Problem::CodeUnknown => {
            "Aucun appareil n’affiche ce code. Il a peut-être expiré\u{a0}: demandez-en un autre sur l’appareil."
        }
        Problem::PasskeyRefused => "Cette clé d’accès n’a pas fonctionné. Réessayez, ou connectez-vous autrement.",
        Problem::PasskeyNotMade => "La clé d’accès n’a pas été créée à temps. Réessayez.",
        Problem::PasskeyTaken => "Cette clé d’accès est déjà enregistrée.",
        Problem::TooManyPasskeys => "Vous avez déjà 20 clés d’accès, le maximum. Supprimez-en une d’abord.",
        Problem::LastWayIn => {
            "C’est votre seul moyen de connexion. Ajoutez-en d’abord un autre\u{a0}: mot de passe, clé d’accès ou adresse confirmée."
        }
        Problem::EmailNotVerified => {
            "Confirmez d’abord votre adresse e\u{2011}mail\u{a0}: ouvrez le lien que nous vous avons envoyé, ou faites-le renvoyer. Un lien de connexion convient aussi, et votre mot de passe est conservé si vous confirmez que le compte est à vous."
        }
        Problem::NotAgreed => "Cochez la case pour confirmer.",
        Problem::CaptchaFailed => "La vérification anti-robot a échoué ou expiré. Veuillez réessayer.",
        Problem::TooManyAttempts(_) => "Trop de tentatives. Réessayez dans {wait}.",
        Problem::NoProvenAddress => "Le compte n’a pas d’adresse confirmée à laquelle envoyer le lien.",
        Problem::MergeConflict => {
            "Ces comptes ne peuvent pas être fusionnés\u{a0}: l’un d’eux a un rôle, une adresse non confirmée ou une réinitialisation de moins de 24 heures, ou la validation en deux étapes serait perdue ou contournée."
        }
        Problem::RecoveryAsked => "La récupération de ce compte a déjà été demandée.",
        Problem::NoSecondOperator => {
            "Personne d’autre ne pourrait l’approuver\u{a0}: il n’y a pas de second opérateur."
        }
        Problem::RecoveryNotReady => "Le lien est affiché un jour après l’approbation.",
        Problem::ExternalIdTaken => "Une autre personne a cet identifiant externe.",
        Problem::TooManyKeys => "Il peut y avoir au plus 100 clés. Supprimez-en une d’abord.",
        Problem::NoRedirectUri => {
            "Chacune doit être une adresse https, une adresse http de localhost, ou le schéma propre à une application."
        }
        Problem::NoClient => {
            "Ces informations ne vont pas ensemble. Un client public n’a pas de secret et n’est jamais de confiance\u{a0}; private_key_jwt exige des clés."
        }
        Problem::IdentifierTaken => "Une autre ressource ou un client a cet identifiant.",
        Problem::MailNotConfigured => "Ce service n’envoie pas d’e\u{2011}mails.",
        Problem::TooManyIdentities => {
            "Vous avez déjà 20 comptes associés, le maximum. Connectez-vous autrement, puis dissociez-en un."
        }
        Problem::FederationCancelled => {
            "Vous avez annulé la connexion chez le fournisseur. Réessayez, ou connectez-vous autrement."
        }
        Problem::FederationFailed => {
            "Le fournisseur n’a pas confirmé la connexion. Réessayez, ou connectez-vous autrement."
        }
        Problem::NotLinked => "Aucun compte n’a été associé. Veuillez réessayer.",
        Problem::NotLinkedInTime => {
            "Aucun compte n’a été associé\u{a0}: le délai est dépassé. Reconnectez-vous, puis réessayez."
        }
        Problem::IdentityTaken => "Ce compte est déjà associé à un autre compte ici. Dissociez-les d’abord.",
        Problem::NoMoreIdentities => {
            "Aucun compte n’a été associé\u{a0}: vous en avez déjà 20, le maximum. Dissociez-en un d’abord."
        }
        Problem::LinkCancelled => "Aucun compte n’a été associé\u{a0}: vous avez annulé chez le fournisseur.",
        Problem::LinkFailed => "Aucun compte n’a été associé\u{a0}: le fournisseur n’a pas confirmé votre identité.",
    }
}
