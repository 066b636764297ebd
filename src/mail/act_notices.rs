//! Text of the mails about acts of operators.

use super::notices::{ACCOUNT_DELETED, Notice, Text};

/// Advice about an act of somebody else.
const ASKED_FOR: Text = (
    "If you did not ask for this, contact the people who run {app}.",
    "Si vous ne l’avez pas demandé, contactez les responsables de {app}.",
);

pub(super) const DISABLED: Notice = Notice {
    title: ("Your account was disabled", "Votre compte a été désactivé"),
    opening: (
        "You can no longer sign in to your account. Every device was signed out. Nothing in it was deleted.",
        "Vous ne pouvez plus vous connecter à votre compte. Tous les appareils ont été déconnectés. Rien n’a été supprimé.",
    ),
    advice: (
        "If you think that this is a mistake, contact the people who run {app}.",
        "Si vous pensez qu’il s’agit d’une erreur, contactez les responsables de {app}.",
    ),
};

pub(super) const ENABLED: Notice = Notice {
    title: ("Your account was enabled", "Votre compte a été réactivé"),
    opening: ("You can sign in to your account again.", "Vous pouvez de nouveau vous connecter à votre compte."),
    advice: ASKED_FOR,
};

pub(super) const SECOND_FACTOR_RESET: Notice = Notice {
    title: ("Two-step verification was reset", "La validation en deux étapes a été réinitialisée"),
    opening: (
        "Signing in to your account no longer asks for a code. Every device was signed out.",
        "La connexion à votre compte ne demande plus de code. Tous les appareils ont été déconnectés.",
    ),
    advice: (
        "Sign in and turn two-step verification on again. If you did not ask for this, change your password too and contact the people who run {app}.",
        "Connectez-vous et réactivez la validation en deux étapes. Si vous ne l’avez pas demandé, changez aussi de mot de passe et contactez les responsables de {app}.",
    ),
};

pub(super) const PASSKEY_RESET: Notice = Notice {
    title: ("A passkey was removed", "Une clé d’accès a été supprimée"),
    opening: (
        "A passkey can no longer sign in to your account. Every device was signed out.",
        "Une clé d’accès de votre compte ne permet plus de se connecter. Tous les appareils ont été déconnectés.",
    ),
    advice: (
        "You can sign in another way and add a passkey again. If you did not ask for this, contact the people who run {app}.",
        "Vous pouvez vous connecter autrement et ajouter de nouveau une clé d’accès. Si vous ne l’avez pas demandé, contactez les responsables de {app}.",
    ),
};

pub(super) const IDENTITY_RESET: Notice = Notice {
    title: ("A way to sign in was removed", "Un moyen de connexion a été supprimé"),
    opening: (
        "An account at another provider can no longer sign in to your account. Every device was signed out.",
        "Un compte chez un autre fournisseur ne permet plus de se connecter à votre compte. Tous les appareils ont été déconnectés.",
    ),
    advice: (
        "You can sign in another way and link the account again. If you did not ask for this, contact the people who run {app}.",
        "Vous pouvez vous connecter autrement et associer de nouveau ce compte. Si vous ne l’avez pas demandé, contactez les responsables de {app}.",
    ),
};

pub(super) const PASSWORD_RESET: Notice = Notice {
    title: ("Your password was removed", "Votre mot de passe a été supprimé"),
    opening: (
        "Your password no longer signs in to your account. Every device was signed out.",
        "Votre mot de passe ne permet plus de se connecter à votre compte. Tous les appareils ont été déconnectés.",
    ),
    advice: (
        "Set a new password through a link that we email you. If you did not ask for this, contact the people who run {app}.",
        "Choisissez un nouveau mot de passe grâce à un lien que nous vous enverrons par e-mail. Si vous ne l’avez pas demandé, contactez les responsables de {app}.",
    ),
};

pub(super) const PROFILE_CHANGED: Notice = Notice {
    title: ("Your profile was changed", "Votre profil a été modifié"),
    opening: (
        "The name, picture or username of your account was changed.",
        "Le nom, l’image ou le nom d’utilisateur de votre compte a été modifié.",
    ),
    advice: ASKED_FOR,
};

pub(super) const ROLE_GIVEN: Notice = Notice {
    title: ("You have a new role", "Vous avez un nouveau rôle"),
    opening: (
        "Your account can now help to run this service.",
        "Votre compte peut désormais participer à la gestion de ce service.",
    ),
    advice: ASKED_FOR,
};

pub(super) const ROLE_REMOVED: Notice = Notice {
    title: ("Your role was removed", "Votre rôle a été retiré"),
    opening: (
        "Your account no longer helps to run this service. You can use it as before.",
        "Votre compte ne participe plus à la gestion de ce service. Vous pouvez l’utiliser comme avant.",
    ),
    advice: ASKED_FOR,
};

pub(super) const MERGED: Notice = Notice {
    title: ("Two accounts became one", "Deux comptes ont été réunis"),
    opening: (
        "Another account was merged with yours. What could sign in to either now signs in to the one that is left. Every device was signed out.",
        "Un autre compte a été réuni avec le vôtre. Ce qui permettait de se connecter à l’un ou à l’autre ouvre désormais celui qui reste. Tous les appareils ont été déconnectés.",
    ),
    advice: ASKED_FOR,
};

pub(super) const RECOVERY_LINK_MADE: Notice = Notice {
    title: ("A recovery link was made for your account", "Un lien de récupération a été créé pour votre compte"),
    opening: (
        "Whoever has the link can set a new password or add a passkey. It works once, within an hour, and still asks for the code of two-step verification.",
        "La personne qui a ce lien peut choisir un nouveau mot de passe ou ajouter une clé d’accès. Il sert une seule fois, pendant une heure, et demande toujours le code de la validation en deux étapes.",
    ),
    advice: (
        "If you did not ask for this, contact the people who run {app} at once.",
        "Si vous ne l’avez pas demandé, contactez tout de suite les responsables de {app}.",
    ),
};

pub(super) const RECOVERY_LINK_MAILED: Notice = Notice {
    title: ("Recover your account", "Récupérez votre compte"),
    opening: (
        "The people who run this service made a link for you. It sets a new password or adds a passkey, once and within an hour, and asks for the code of two-step verification if it is on.",
        "Les responsables de ce service ont créé un lien pour vous. Il permet de choisir un nouveau mot de passe ou d’ajouter une clé d’accès, une seule fois et pendant une heure, et demande le code de la validation en deux étapes si elle est activée.",
    ),
    advice: (
        "Never share this link. If you did not ask for it, contact the people who run {app} at once.",
        "Ne transmettez ce lien à personne. Si vous ne l’avez pas demandé, contactez tout de suite les responsables de {app}.",
    ),
};

pub(super) const RECOVERY_APPROVED: Notice = Notice {
    title: ("Somebody is about to recover your account", "Quelqu’un va récupérer votre compte"),
    opening: (
        "Two of the people who run this service agreed to let somebody into your account who lost both this mailbox and two-step verification. Within a day they get a link that sets a new password and turns two-step verification off.",
        "Deux responsables de ce service ont accepté de rendre l’accès à votre compte à une personne qui a perdu cette boîte e-mail et la validation en deux étapes. D’ici un jour, elle recevra un lien qui permet de choisir un nouveau mot de passe et désactive la validation en deux étapes.",
    ),
    advice: (
        "If that is not you, refuse it: you need not sign in. Then contact the people who run {app}.",
        "Si ce n’est pas vous, refusez\u{a0}: il n’est pas nécessaire de vous connecter. Puis contactez les responsables de {app}.",
    ),
};

pub(super) const SESSION_ENDED: Notice = Notice {
    title: ("A device was signed out", "Un appareil a été déconnecté"),
    opening: (
        "Your account was signed out on one device. You can sign in again.",
        "Votre compte a été déconnecté d’un appareil. Vous pouvez vous reconnecter.",
    ),
    advice: ASKED_FOR,
};

pub(super) const SESSIONS_ENDED: Notice = Notice {
    title: ("You were signed out", "Vous avez été déconnecté"),
    opening: (
        "Your account was signed out on your devices. You can sign in again.",
        "Votre compte a été déconnecté de vos appareils. Vous pouvez vous reconnecter.",
    ),
    advice: ASKED_FOR,
};

pub(super) const DELETED: Notice = Notice { advice: ASKED_FOR, ..ACCOUNT_DELETED };

pub(super) const ADDRESS_ENTERED: Notice = Notice {
    title: ("Your email address is about to change", "Votre adresse e-mail va changer"),
    opening: (
        "The people who run this service entered a new email address for your account. Once it is confirmed, emails about your account no longer come to this mailbox.",
        "Les responsables de ce service ont saisi une nouvelle adresse e-mail pour votre compte. Dès qu’elle sera confirmée, vous ne recevrez plus ici de messages à son sujet.",
    ),
    advice: (
        "If you did not ask for this, keep this address: the link works once, for seven days, also after the change, and signs out every device. Then contact the people who run {app}.",
        "Si vous ne l’avez pas demandé, gardez cette adresse\u{a0}: le lien sert une seule fois, pendant sept jours, même après le changement, et déconnecte tous les appareils. Puis contactez les responsables de {app}.",
    ),
};

pub(super) const ADDRESS_REPLACED: Notice = Notice { advice: ASKED_FOR, ..ADDRESS_ENTERED };
