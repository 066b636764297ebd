//! Events in people's words.

use crate::domain::{EventKind, Language};

/// Title of an event.
pub fn event_title(kind: EventKind, language: Language) -> &'static str {
    let (english, french) = match kind {
        EventKind::SignUp => ("Account made", "Compte créé"),
        EventKind::SignIn => ("Signed in", "Connexion"),
        EventKind::SignInFailed => ("Wrong password at sign-in", "Mot de passe incorrect à la connexion"),
        EventKind::ReauthenticationFailed => ("Wrong password", "Mot de passe incorrect"),
        EventKind::SecondFactorFailed => {
            ("Wrong code of the second factor", "Code de double authentification incorrect")
        }
        EventKind::SignOut => ("Signed out", "Déconnexion"),
        EventKind::SessionEnded => ("A session was ended", "Une session a été fermée"),
        EventKind::SessionDisplaced => (
            "Too many sessions: the one unused for longest was ended",
            "Trop de sessions\u{a0}: la plus ancienne inutilisée a été fermée",
        ),
        EventKind::OtherSessionsEnded => {
            ("All other sessions were ended", "Toutes les autres sessions ont été fermées")
        }
        EventKind::RefreshTokenReused => (
            "A spent refresh token was shown again; its session was ended",
            "Un jeton de renouvellement déjà utilisé a été présenté\u{a0}; sa session a été fermée",
        ),
        EventKind::PasswordChanged => ("Password changed", "Mot de passe changé"),
        EventKind::PasswordReset => ("Password reset by email", "Mot de passe réinitialisé par e-mail"),
        EventKind::EmailVerified => ("Email address verified", "Adresse e-mail vérifiée"),
        EventKind::EmailChanged => ("Email address changed", "Adresse e-mail changée"),
        EventKind::EmailDetached => ("Email address removed by its owner", "Adresse e-mail retirée par son titulaire"),
        EventKind::EarlierSetupRemoved => (
            "What was set before the email address was confirmed was removed",
            "Ce qui avait été défini avant la confirmation de l’adresse e-mail a été supprimé",
        ),
        EventKind::TwoFactorEnabled => ("Second factor enabled", "Double authentification activée"),
        EventKind::TwoFactorDisabled => ("Second factor disabled", "Double authentification désactivée"),
        EventKind::BackupCodesRenewed => ("New backup codes", "Nouveaux codes de secours"),
        EventKind::BackupCodeUsed => ("Backup code used", "Code de secours utilisé"),
        EventKind::PasskeyAdded => ("Passkey added", "Clé d’accès ajoutée"),
        EventKind::PasskeyRenamed => ("Passkey renamed", "Clé d’accès renommée"),
        EventKind::PasskeyRemoved => ("Passkey removed", "Clé d’accès supprimée"),
        EventKind::IdentityLinked => ("Account at a provider linked", "Compte d’un fournisseur associé"),
        EventKind::IdentityUnlinked => ("Account at a provider unlinked", "Compte d’un fournisseur dissocié"),
        EventKind::LoginApproved => ("Sign-in approved by email", "Connexion approuvée par e-mail"),
        EventKind::LoginRefused => ("Sign-in refused by email", "Connexion refusée par e-mail"),
        EventKind::DevicePaired => ("Device connected", "Appareil connecté"),
        EventKind::DeviceRefused => ("Device refused", "Appareil refusé"),
        EventKind::AccountDeleted => ("Account deleted", "Compte supprimé"),
        EventKind::Exported => ("Data exported", "Données exportées"),
    };
    language.pick(english, french)
}

/// Method of a sign-in in words, by the event's detail.
pub fn method_of_sign_in(detail: &str, language: Language) -> Option<&'static str> {
    let (english, french) = match detail {
        "password" => ("by password", "par mot de passe"),
        "magic-link" => ("by a mailed link", "par un lien reçu par e-mail"),
        "login" => ("by an approval from the mailbox", "par une approbation depuis la boîte de réception"),
        "pairing" => ("by an approval from another session", "par une approbation depuis une autre session"),
        "passkey" => ("by passkey", "par clé d’accès"),
        "identity" => ("by another provider", "par un autre fournisseur"),
        _ => return None,
    };
    Some(language.pick(english, french))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::SessionMethod;

    #[test]
    fn every_event_reads_differently_in_each_language() {
        for language in [Language::English, Language::French] {
            let titles: std::collections::BTreeSet<_> =
                EventKind::ALL.iter().map(|kind| event_title(*kind, language)).collect();
            assert_eq!(titles.len(), EventKind::ALL.len());
        }
    }

    #[test]
    fn every_method_that_signs_in_has_words() {
        for method in [
            SessionMethod::Password,
            SessionMethod::MagicLink,
            SessionMethod::Login,
            SessionMethod::Pairing,
            SessionMethod::Passkey,
            SessionMethod::Identity,
        ] {
            assert!(method_of_sign_in(method.as_str(), Language::French).is_some(), "{method:?}");
        }
    }
}
