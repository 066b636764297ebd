//! Notices that tell an account's owner about a change to how they sign in.

use super::letter::Letter;
use crate::domain::Language;

/// Text of a notice, in English and French.
pub(super) struct Notice {
    title: (&'static str, &'static str),
    opening: (&'static str, &'static str),
}

pub(super) const PASSWORD_CHANGED: Notice = Notice {
    title: ("Your password was changed", "Votre mot de passe a été modifié"),
    opening: (
        "The password of your account was changed, and your other devices were signed out.",
        "Le mot de passe de votre compte a été modifié et vos autres appareils ont été déconnectés.",
    ),
};

pub(super) const TWO_FACTOR_ENABLED: Notice = Notice {
    title: ("Two-step verification is on", "La validation en deux étapes est activée"),
    opening: (
        "Signing in to your account now also asks for a code. Your other devices were signed out.",
        "La connexion à votre compte demande désormais aussi un code. Vos autres appareils ont été déconnectés.",
    ),
};

pub(super) const TWO_FACTOR_DISABLED: Notice = Notice {
    title: ("Two-step verification is off", "La validation en deux étapes est désactivée"),
    opening: (
        "Signing in to your account no longer asks for a code. Your other devices were signed out.",
        "La connexion à votre compte ne demande plus de code. Vos autres appareils ont été déconnectés.",
    ),
};

pub(super) const BACKUP_CODES_RENEWED: Notice = Notice {
    title: ("You have new backup codes", "Vous avez de nouveaux codes de secours"),
    opening: (
        "Ten new backup codes were created for your account. The old ones no longer work.",
        "Dix nouveaux codes de secours ont été créés pour votre compte. Les anciens ne fonctionnent plus.",
    ),
};

pub(super) const PASSKEY_ADDED: Notice = Notice {
    title: ("A passkey was added", "Une clé d’accès a été ajoutée"),
    opening: (
        "A new passkey can now sign in to your account. Your other devices were signed out.",
        "Une nouvelle clé d’accès permet désormais de se connecter à votre compte. Vos autres appareils ont été déconnectés.",
    ),
};

pub(super) const PASSKEY_REMOVED: Notice = Notice {
    title: ("A passkey was removed", "Une clé d’accès a été supprimée"),
    opening: (
        "A passkey can no longer sign in to your account. Your other devices were signed out.",
        "Une clé d’accès de votre compte ne permet plus de se connecter. Vos autres appareils ont été déconnectés.",
    ),
};

pub(super) const IDENTITY_LINKED: Notice = Notice {
    title: ("Another way to sign in was added", "Un autre moyen de connexion a été ajouté"),
    opening: (
        "An account at another provider can now sign in to your account.",
        "Un compte chez un autre fournisseur permet désormais de se connecter à votre compte.",
    ),
};

pub(super) const IDENTITY_UNLINKED: Notice = Notice {
    title: ("A way to sign in was removed", "Un moyen de connexion a été supprimé"),
    opening: (
        "An account at another provider can no longer sign in to your account.",
        "Un compte chez un autre fournisseur ne permet plus de se connecter à votre compte.",
    ),
};

impl Notice {
    pub fn letter(&self, language: Language) -> Letter {
        Letter {
            title: language.pick(self.title.0, self.title.1),
            opening: language.pick(self.opening.0, self.opening.1),
            facts: Vec::new(),
            link: None,
            code: None,
            closing: vec![
                language
                    .pick(
                        "If it was not you, set a new password at once: ask for one on the sign-in page.",
                        "Si ce n’est pas vous, demandez tout de suite un nouveau mot de passe sur la page de connexion.",
                    )
                    .to_owned(),
            ],
        }
    }
}
