//! Text of the mails about changes.

use super::letter::Letter;
use crate::domain::Language;
use crate::facts::Fact;

/// Text in English and French.
pub(super) type Text = (&'static str, &'static str);

/// Text of a mail about something that was done.
pub(super) struct Notice {
    pub title: Text,
    pub opening: Text,
    /// Advice for an owner who did not want it. [`APP`](super::letter::APP) stands for the service.
    pub advice: Text,
}

/// Advice where a new password ends what was done.
const SET_NEW_PASSWORD: Text = (
    "If it was not you, set a new password through a link that we email you. That signs out every device.",
    "Si ce n’est pas vous, choisissez un nouveau mot de passe grâce à un lien que nous vous enverrons par e-mail. Cela déconnecte tous les appareils.",
);

/// Advice where only the people who run the service can help.
const CONTACT: Text = (
    "If it was not you, contact the people who run {app} at once.",
    "Si ce n’est pas vous, contactez tout de suite les responsables de {app}.",
);

pub(super) const PASSWORD_CHANGED: Notice = Notice {
    title: ("Your password was changed", "Votre mot de passe a été modifié"),
    opening: (
        "The password of your account was changed, and your other devices were signed out.",
        "Le mot de passe de votre compte a été modifié et vos autres appareils ont été déconnectés.",
    ),
    advice: SET_NEW_PASSWORD,
};

pub(super) const TWO_FACTOR_ENABLED: Notice = Notice {
    title: ("Two-step verification is on", "La validation en deux étapes est activée"),
    opening: (
        "Signing in to your account now also asks for a code. Your other devices were signed out.",
        "La connexion à votre compte demande désormais aussi un code. Vos autres appareils ont été déconnectés.",
    ),
    advice: CONTACT,
};

pub(super) const TWO_FACTOR_DISABLED: Notice = Notice {
    title: ("Two-step verification is off", "La validation en deux étapes est désactivée"),
    opening: (
        "Signing in to your account no longer asks for a code. Your other devices were signed out.",
        "La connexion à votre compte ne demande plus de code. Vos autres appareils ont été déconnectés.",
    ),
    advice: (
        "If it was not you, set a new password through a link that we email you, which signs out every device. Then turn two-step verification on again.",
        "Si ce n’est pas vous, choisissez un nouveau mot de passe grâce à un lien que nous vous enverrons par e-mail, ce qui déconnecte tous les appareils. Puis réactivez la validation en deux étapes.",
    ),
};

pub(super) const BACKUP_CODES_RENEWED: Notice = Notice {
    title: ("You have new backup codes", "Vous avez de nouveaux codes de secours"),
    opening: (
        "Ten new backup codes were created for your account. The old ones no longer work.",
        "Dix nouveaux codes de secours ont été créés pour votre compte. Les anciens ne fonctionnent plus.",
    ),
    advice: (
        "If it was not you, sign in with your authenticator app and create new backup codes: those that you did not see stop working, and other devices are signed out.",
        "Si ce n’est pas vous, connectez-vous avec votre application d’authentification et créez de nouveaux codes de secours\u{a0}: ceux que vous n’avez pas vus ne marcheront plus et les autres appareils seront déconnectés.",
    ),
};

pub(super) const BACKUP_CODE_USED: Notice = Notice {
    title: ("A backup code was used", "Un code de secours a été utilisé"),
    opening: (
        "A backup code of your account was used. It does not work a second time.",
        "Un code de secours de votre compte a été utilisé. Il ne fonctionnera pas une seconde fois.",
    ),
    advice: (
        "If it was not you, somebody knows your backup codes. Set a new password through a link that we email you, which signs out every device. Then create new backup codes.",
        "Si ce n’est pas vous, quelqu’un connaît vos codes de secours. Choisissez un nouveau mot de passe grâce à un lien que nous vous enverrons par e-mail, ce qui déconnecte tous les appareils. Puis créez de nouveaux codes de secours.",
    ),
};

pub(super) const PASSKEY_ADDED: Notice = Notice {
    title: ("A passkey was added", "Une clé d’accès a été ajoutée"),
    opening: (
        "A new passkey can now sign in to your account.",
        "Une nouvelle clé d’accès permet désormais de se connecter à votre compte.",
    ),
    advice: (
        "If it was not you, sign in and remove it: that signs out your other devices too. Then change your password.",
        "Si ce n’est pas vous, connectez-vous et supprimez-la\u{a0}: vos autres appareils seront aussi déconnectés. Puis changez de mot de passe.",
    ),
};

pub(super) const PASSKEY_REMOVED: Notice = Notice {
    title: ("A passkey was removed", "Une clé d’accès a été supprimée"),
    opening: (
        "A passkey can no longer sign in to your account. Your other devices were signed out.",
        "Une clé d’accès de votre compte ne permet plus de se connecter. Vos autres appareils ont été déconnectés.",
    ),
    advice: (
        "If it was not you, sign in, change your password, which signs out your other devices, and add the passkey again.",
        "Si ce n’est pas vous, connectez-vous, changez de mot de passe, ce qui déconnecte vos autres appareils, puis ajoutez de nouveau la clé d’accès.",
    ),
};

pub(super) const IDENTITY_LINKED: Notice = Notice {
    title: ("Another way to sign in was added", "Un autre moyen de connexion a été ajouté"),
    opening: (
        "An account at another provider can now sign in to your account.",
        "Un compte chez un autre fournisseur permet désormais de se connecter à votre compte.",
    ),
    advice: (
        "If it was not you, sign in the way you did before and unlink it: that signs out your other devices too. Then change your password.",
        "Si ce n’est pas vous, connectez-vous comme avant et dissociez-le\u{a0}: vos autres appareils seront aussi déconnectés. Puis changez de mot de passe.",
    ),
};

pub(super) const IDENTITY_UNLINKED: Notice = Notice {
    title: ("A way to sign in was removed", "Un moyen de connexion a été supprimé"),
    opening: (
        "An account at another provider can no longer sign in to your account. Your other devices were signed out.",
        "Un compte chez un autre fournisseur ne permet plus de se connecter à votre compte. Vos autres appareils ont été déconnectés.",
    ),
    advice: (
        "If it was not you, sign in, change your password, which signs out your other devices, and link the account again.",
        "Si ce n’est pas vous, connectez-vous, changez de mot de passe, ce qui déconnecte vos autres appareils, puis associez de nouveau ce compte.",
    ),
};

pub(super) const DEVICE_PAIRED: Notice = Notice {
    title: ("A device was paired with your account", "Un appareil a été associé à votre compte"),
    opening: (
        "Someone signed in to your account approved the code of this device. It is now signed in as you.",
        "Depuis une session de votre compte, quelqu’un a approuvé le code de cet appareil. Il est maintenant connecté à votre compte.",
    ),
    advice: (
        "If it was not you, sign in, sign that device out, and change your password.",
        "Si ce n’est pas vous, connectez-vous, déconnectez cet appareil et changez de mot de passe.",
    ),
};

pub(super) const NEW_DEVICE: Notice = Notice {
    title: ("New sign-in to your account", "Nouvelle connexion à votre compte"),
    opening: (
        "Your account was used to sign in on a device that it has not been used on before.",
        "Votre compte a servi à se connecter sur un appareil où il n’avait jamais été utilisé.",
    ),
    advice: SET_NEW_PASSWORD,
};

pub(super) const ADDRESS_CHANGED: Notice = Notice {
    title: ("Your email address was changed", "Votre adresse e-mail a été modifiée"),
    opening: (
        "Your account has a new email address. Emails about it no longer come to this mailbox.",
        "Votre compte a une nouvelle adresse e-mail. Vous ne recevrez plus ici de messages à son sujet.",
    ),
    advice: CONTACT,
};

pub(super) const ACCOUNT_DELETED: Notice = Notice {
    title: ("Your account was deleted", "Votre compte a été supprimé"),
    opening: (
        "Your account and everything in it were deleted. This cannot be undone.",
        "Votre compte et tout ce qu’il contenait ont été supprimés. C’est définitif.",
    ),
    advice: CONTACT,
};

pub(super) const RECOVERY_LINK_USED: Notice = Notice {
    title: ("A recovery link was used", "Un lien de récupération a été utilisé"),
    opening: (
        "Your account was recovered with a link that the people who run this service made. Every device was signed out.",
        "Votre compte a été récupéré grâce à un lien créé par les responsables de ce service. Tous les appareils ont été déconnectés.",
    ),
    advice: CONTACT,
};

impl Notice {
    pub fn letter(&self, language: Language, facts: Vec<Fact>, link: Option<(&'static str, &str)>) -> Letter {
        let text = |(english, french): Text| language.pick(english, french);
        Letter {
            title: text(self.title),
            opening: text(self.opening),
            facts,
            link: link.map(|(label, link)| (label, link.to_owned())),
            code: None,
            closing: vec![text(self.advice).to_owned()],
        }
    }
}
