//! Mails that tell an owner what was changed about signing in.

use super::Message;
use super::letter::Letter;
use crate::domain::Language;

/// Title and opening of a notice; English and French.
fn words(message: &Message, language: Language) -> (&'static str, &'static str) {
    match message {
        Message::TwoFactorDisabled => (
            language.pick("Two-step sign-in is off", "La connexion en deux étapes est désactivée"),
            language.pick(
                "Signing in to your account no longer asks for a code. Your other devices were signed out.",
                "La connexion à votre compte ne demande plus de code. Vos autres appareils ont été déconnectés.",
            ),
        ),
        Message::BackupCodesRenewed => (
            language.pick("You have new backup codes", "Vous avez de nouveaux codes de secours"),
            language.pick(
                "Ten new backup codes were made for your account. The old ones are no longer good.",
                "Dix nouveaux codes de secours ont été créés pour votre compte. Les anciens ne sont plus valables.",
            ),
        ),
        Message::PasskeyAdded => (
            language.pick("A passkey was added", "Une clé d’accès a été ajoutée"),
            language.pick(
                "A passkey can now sign in to your account. Your other devices were signed out.",
                "Une clé d’accès permet désormais de se connecter à votre compte. Vos autres appareils ont été déconnectés.",
            ),
        ),
        Message::PasskeyRemoved => (
            language.pick("A passkey was removed", "Une clé d’accès a été retirée"),
            language.pick(
                "A passkey of your account no longer signs in. Your other devices were signed out.",
                "Une clé d’accès de votre compte ne permet plus de se connecter. Vos autres appareils ont été déconnectés.",
            ),
        ),
        Message::IdentityLinked => (
            language.pick("Another way to sign in was added", "Un autre moyen de connexion a été ajouté"),
            language.pick(
                "An account at another provider can now sign in to your account.",
                "Un compte chez un autre fournisseur permet désormais de se connecter à votre compte.",
            ),
        ),
        Message::IdentityUnlinked => (
            language.pick("A way to sign in was removed", "Un moyen de connexion a été retiré"),
            language.pick(
                "An account at another provider no longer signs in to your account.",
                "Un compte chez un autre fournisseur ne permet plus de se connecter à votre compte.",
            ),
        ),
        _ => (
            language.pick("Two-step sign-in is on", "La connexion en deux étapes est activée"),
            language.pick(
                "Signing in to your account now asks for a code too. Your other devices were signed out.",
                "La connexion à votre compte demande désormais aussi un code. Vos autres appareils ont été déconnectés.",
            ),
        ),
    }
}

/// A notice.
pub(super) fn changed(message: &Message, language: Language) -> Letter {
    let (title, opening) = words(message, language);
    Letter {
        title,
        opening,
        facts: Vec::new(),
        link: None,
        code: None,
        closing: vec![
            language
                .pick(
                    "If it was not you, set a new password at once: ask for one where you sign in.",
                    "Si ce n’est pas vous, demandez tout de suite un nouveau mot de passe, là où vous vous connectez.",
                )
                .to_owned(),
        ],
    }
}
