//! Events in people's words.

use crate::domain::{EventKind, Language};

/// Title of an event.
pub fn event_title(kind: EventKind, language: Language) -> &'static str {
    let (english, french) = match kind {
        EventKind::SignUp => ("Account created", "Compte créé"),
        EventKind::SignIn => ("Signed in", "Connexion"),
        EventKind::SignInFailed => ("Wrong password at sign-in", "Mot de passe incorrect à la connexion"),
        EventKind::ReauthenticationFailed => ("Wrong password", "Mot de passe incorrect"),
        EventKind::SecondFactorFailed => {
            ("Wrong two-step verification code", "Code de validation en deux étapes incorrect")
        }
        EventKind::SignOut => ("Signed out", "Déconnexion"),
        EventKind::SessionEnded => ("Session ended", "Session fermée"),
        EventKind::SessionDisplaced => (
            "Too many sessions: the least recently used one was ended",
            "Trop de sessions\u{a0}: la moins récemment utilisée a été fermée",
        ),
        EventKind::OtherSessionsEnded => ("All other sessions ended", "Toutes les autres sessions fermées"),
        EventKind::RefreshTokenReused => (
            "A refresh token was used twice, so its session was ended",
            "Un jeton de renouvellement a été utilisé deux fois\u{a0}: sa session a été fermée",
        ),
        EventKind::PasswordChanged => ("Password changed", "Mot de passe modifié"),
        EventKind::PasswordReset => ("Password reset by email", "Mot de passe réinitialisé par e-mail"),
        EventKind::EmailVerified => ("Email address confirmed", "Adresse e-mail confirmée"),
        EventKind::EmailChanged => ("Email address changed", "Adresse e-mail modifiée"),
        EventKind::EmailDetached => ("Email address removed by its owner", "Adresse e-mail retirée par son titulaire"),
        EventKind::EarlierSetupRemoved => (
            "Settings from before the email address was confirmed were removed",
            "Les réglages antérieurs à la confirmation de l’adresse e-mail ont été supprimés",
        ),
        EventKind::TwoFactorEnabled => ("Two-step verification turned on", "Validation en deux étapes activée"),
        EventKind::TwoFactorDisabled => ("Two-step verification turned off", "Validation en deux étapes désactivée"),
        EventKind::BackupCodesRenewed => ("New backup codes", "Nouveaux codes de secours"),
        EventKind::BackupCodeUsed => ("Backup code used", "Code de secours utilisé"),
        EventKind::PasskeyAdded => ("Passkey added", "Clé d’accès ajoutée"),
        EventKind::PasskeyRenamed => ("Passkey renamed", "Clé d’accès renommée"),
        EventKind::PasskeyRemoved => ("Passkey removed", "Clé d’accès supprimée"),
        EventKind::IdentityLinked => ("Account at another provider linked", "Compte d’un autre fournisseur associé"),
        EventKind::IdentityUnlinked => {
            ("Account at another provider unlinked", "Compte d’un autre fournisseur dissocié")
        }
        EventKind::LoginApproved => ("Sign-in approved by email", "Connexion approuvée par e-mail"),
        EventKind::LoginRefused => ("Sign-in refused by email", "Connexion refusée par e-mail"),
        EventKind::DevicePaired => ("Device paired", "Appareil associé"),
        EventKind::DeviceRefused => ("Device refused", "Appareil refusé"),
        EventKind::AccountDeleted => ("Account deleted", "Compte supprimé"),
        EventKind::Exported => ("Data exported", "Données exportées"),
        EventKind::ProfileChanged => ("Profile changed by an operator", "Profil modifié par un opérateur"),
        EventKind::RoleChanged => ("Role changed", "Rôle modifié"),
        EventKind::SessionsEnded => {
            ("All sessions ended by an operator", "Toutes les sessions fermées par un opérateur")
        }
        EventKind::KeyMade => ("Service key created", "Clé de service créée"),
        EventKind::KeyDeleted => ("Service key deleted", "Clé de service supprimée"),
        EventKind::FactorReset => {
            ("Two-step verification reset by an operator", "Validation en deux étapes réinitialisée par un opérateur")
        }
        EventKind::PasswordRemoved => ("Password removed by an operator", "Mot de passe supprimé par un opérateur"),
        EventKind::EmailVouched => {
            ("Email address confirmed by an operator", "Adresse e-mail confirmée par un opérateur")
        }
        EventKind::AccountDisabled => ("Account disabled by an operator", "Compte désactivé par un opérateur"),
        EventKind::AccountEnabled => ("Account enabled by an operator", "Compte réactivé par un opérateur"),
    };
    language.pick(english, french)
}

/// Method of a sign-in in words, by the event's detail.
pub fn method_of_sign_in(detail: &str, language: Language) -> Option<&'static str> {
    let (english, french) = match detail {
        "password" => ("by password", "par mot de passe"),
        "magic-link" => ("by sign-in link", "par lien de connexion"),
        "login" => ("by email approval", "par approbation reçue par e-mail"),
        "pairing" => ("by approval on another device", "par approbation sur un autre appareil"),
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
