//! Events, and methods of sign-in.

use crate::domain::EventKind;

pub fn event(kind: EventKind) -> &'static str {
    match kind {
        EventKind::SignUp => "Compte créé",
        EventKind::SignIn => "Connexion",
        EventKind::SignInFailed => "Mot de passe incorrect à la connexion",
        EventKind::ReauthenticationFailed => "Mot de passe incorrect",
        EventKind::SecondFactorFailed => "Code de validation en deux étapes incorrect",
        EventKind::SignOut => "Déconnexion",
        EventKind::SessionEnded => "Session fermée",
        EventKind::SessionDisplaced => "Trop de sessions\u{a0}: la moins récemment utilisée a été fermée",
        EventKind::OtherSessionsEnded => "Toutes les autres sessions fermées",
        EventKind::RefreshTokenReused => {
            "Un jeton de renouvellement a été utilisé deux fois\u{a0}: sa session a été fermée"
        }
        EventKind::PasswordChanged => "Mot de passe modifié",
        EventKind::PasswordReset => "Mot de passe réinitialisé par e\u{2011}mail",
        EventKind::EmailVerified => "Adresse e\u{2011}mail confirmée",
        EventKind::EmailChanged => "Adresse e\u{2011}mail modifiée",
        EventKind::EmailDetached => "Adresse e\u{2011}mail retirée par son titulaire",
        EventKind::EarlierSetupRemoved => {
            "Les réglages antérieurs à la confirmation de l’adresse e\u{2011}mail ont été supprimés"
        }
        EventKind::TwoFactorEnabled => "Validation en deux étapes activée",
        EventKind::TwoFactorDisabled => "Validation en deux étapes désactivée",
        EventKind::BackupCodesRenewed => "Nouveaux codes de secours",
        EventKind::BackupCodeUsed => "Code de secours utilisé",
        EventKind::PasskeyAdded => "Clé d’accès ajoutée",
        EventKind::PasskeyRenamed => "Clé d’accès renommée",
        EventKind::PasskeyRemoved => "Clé d’accès supprimée",
        EventKind::IdentityLinked => "Compte d’un autre fournisseur associé",
        EventKind::IdentityUnlinked => "Compte d’un autre fournisseur dissocié",
        EventKind::LoginApproved => "Connexion approuvée par e\u{2011}mail",
        EventKind::LoginRefused => "Connexion refusée par e\u{2011}mail",
        EventKind::DevicePaired => "Appareil associé",
        EventKind::DeviceRefused => "Appareil refusé",
        EventKind::AccountDeleted => "Compte supprimé",
        EventKind::Exported => "Données exportées",
        EventKind::ProfileChanged => "Profil modifié par un opérateur",
        EventKind::RoleChanged => "Rôle modifié",
        EventKind::SessionsEnded => "Toutes les sessions fermées par un opérateur",
        EventKind::KeyMade => "Clé de service créée",
        EventKind::KeyDeleted => "Clé de service supprimée",
        EventKind::SigningKeyRotated => "Clé de signature renouvelée",
        EventKind::SigningKeyRevoked => "Clé de signature révoquée",
        EventKind::ClientMade => "Application enregistrée",
        EventKind::ClientChanged => "Application modifiée",
        EventKind::ClientSecretMade => "Nouveau secret pour une application",
        EventKind::ClientDeleted => "Application supprimée",
        EventKind::ResourceMade => "API enregistrée",
        EventKind::ResourceChanged => "API modifiée",
        EventKind::ResourceSecretMade => "Nouveau secret pour une API",
        EventKind::ResourceDeleted => "API supprimée",
        EventKind::FactorReset => "Validation en deux étapes réinitialisée par un opérateur",
        EventKind::PasswordRemoved => "Mot de passe supprimé par un opérateur",
        EventKind::RecoveryLinked => "Lien de récupération créé par un opérateur",
        EventKind::Recovered => "Lien de récupération utilisé",
        EventKind::RecoveryAsked => "Récupération demandée par un opérateur",
        EventKind::RecoveryApproved => "Récupération approuvée par un second opérateur",
        EventKind::RecoveryShown => "Lien de récupération montré à un opérateur",
        EventKind::RecoveryRefused => "Récupération refusée par e\u{2011}mail",
        EventKind::Merged => "Autre compte fusionné par un opérateur",
        EventKind::EmailChangeAsked => "Nouvelle adresse e\u{2011}mail saisie par un opérateur",
        EventKind::EmailRestored => "Adresse e\u{2011}mail conservée par son titulaire",
        EventKind::EmailVouched => "Adresse e\u{2011}mail confirmée par un opérateur",
        EventKind::AccountMade => "Compte créé par un opérateur",
        EventKind::Invited => "Invitation envoyée",
        EventKind::InvitationDeleted => "Invitation supprimée",
        EventKind::ApplicationAllowed => "Application autorisée",
        EventKind::ApplicationSignIn => "Connexion à une application",
        EventKind::ApplicationRemoved => "Application retirée",
        EventKind::AccountDisabled => "Compte désactivé par un opérateur",
        EventKind::AccountEnabled => "Compte réactivé par un opérateur",
    }
}

pub fn method(detail: &str) -> Option<&'static str> {
    Some(match detail {
        "password" => "avec un mot de passe",
        "magic-link" => "avec un lien de connexion",
        "login" => "par approbation reçue par e\u{2011}mail",
        "pairing" => "par approbation sur un autre appareil",
        "passkey" => "avec une clé d’accès",
        "identity" => "avec un autre fournisseur",
        _ => return None,
    })
}
