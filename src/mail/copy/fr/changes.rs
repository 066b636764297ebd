//! Mails about changes.

use crate::mail::copy::{Changes, NoticeCopy};

/// Advice where a new password ends what was done.
const SET_NEW_PASSWORD: &str = "Si ce n’est pas vous, choisissez un nouveau mot de passe grâce à un lien que nous vous enverrons par e-mail. Cela déconnecte tous les appareils.";

/// Advice where only the people who run the service can help.
const CONTACT: &str = "Si ce n’est pas vous, contactez tout de suite les responsables de {app}.";

pub const CHANGES: Changes = Changes {
    password_changed: NoticeCopy {
        title: "Votre mot de passe a été modifié",
        opening: "Le mot de passe de votre compte a été modifié et vos autres appareils ont été déconnectés.",
        advice: SET_NEW_PASSWORD,
    },
    two_factor_enabled: NoticeCopy {
        title: "La validation en deux étapes est activée",
        opening: "La connexion à votre compte demande désormais aussi un code. Vos autres appareils ont été déconnectés.",
        advice: CONTACT,
    },
    two_factor_undoable: NoticeCopy {
        title: "La validation en deux étapes est activée",
        opening: "La connexion à votre compte demande désormais aussi un code. Vos autres appareils ont été déconnectés.",
        advice: "Si ce n’est pas vous, supprimez-la par le lien, avec votre mot de passe. Il fonctionne pendant 7 jours et déconnecte tous les appareils.",
    },
    two_factor_disabled: NoticeCopy {
        title: "La validation en deux étapes est désactivée",
        opening: "La connexion à votre compte ne demande plus de code. Vos autres appareils ont été déconnectés.",
        advice: "Si ce n’est pas vous, choisissez un nouveau mot de passe grâce à un lien que nous vous enverrons par e-mail, ce qui déconnecte tous les appareils. Puis réactivez la validation en deux étapes.",
    },
    backup_codes_renewed: NoticeCopy {
        title: "Vous avez de nouveaux codes de secours",
        opening: "Dix nouveaux codes de secours ont été créés pour votre compte. Les anciens ne fonctionnent plus.",
        advice: "Si ce n’est pas vous, connectez-vous avec votre application d’authentification et créez de nouveaux codes de secours\u{a0}: ceux que vous n’avez pas vus ne marcheront plus et les autres appareils seront déconnectés.",
    },
    backup_code_used: NoticeCopy {
        title: "Un code de secours a été utilisé",
        opening: "Un code de secours de votre compte a été utilisé. Il ne fonctionnera pas une seconde fois.",
        advice: "Si ce n’est pas vous, quelqu’un connaît vos codes de secours. Choisissez un nouveau mot de passe grâce à un lien que nous vous enverrons par e-mail, ce qui déconnecte tous les appareils. Puis créez de nouveaux codes de secours.",
    },
    passkey_added: NoticeCopy {
        title: "Une clé d’accès a été ajoutée",
        opening: "Une nouvelle clé d’accès permet désormais de se connecter à votre compte.",
        advice: "Si ce n’est pas vous, connectez-vous et supprimez-la\u{a0}: vos autres appareils seront aussi déconnectés. Puis changez de mot de passe.",
    },
    passkey_removed: NoticeCopy {
        title: "Une clé d’accès a été supprimée",
        opening: "Une clé d’accès de votre compte ne permet plus de se connecter. Vos autres appareils ont été déconnectés.",
        advice: "Si ce n’est pas vous, connectez-vous, changez de mot de passe, ce qui déconnecte vos autres appareils, puis ajoutez de nouveau la clé d’accès.",
    },
    identity_linked: NoticeCopy {
        title: "Un autre moyen de connexion a été ajouté",
        opening: "Un compte chez un autre fournisseur permet désormais de se connecter à votre compte.",
        advice: "Si ce n’est pas vous, connectez-vous comme avant et dissociez-le\u{a0}: vos autres appareils seront aussi déconnectés. Puis changez de mot de passe.",
    },
    identity_unlinked: NoticeCopy {
        title: "Un moyen de connexion a été supprimé",
        opening: "Un compte chez un autre fournisseur ne permet plus de se connecter à votre compte. Vos autres appareils ont été déconnectés.",
        advice: "Si ce n’est pas vous, connectez-vous, changez de mot de passe, ce qui déconnecte vos autres appareils, puis associez de nouveau ce compte.",
    },
    device_paired: NoticeCopy {
        title: "Un appareil a été associé à votre compte",
        opening: "Depuis une session de votre compte, quelqu’un a approuvé le code de cet appareil. Il est maintenant connecté à votre compte.",
        advice: "Si ce n’est pas vous, connectez-vous, déconnectez cet appareil et changez de mot de passe.",
    },
    application_allowed: NoticeCopy {
        title: "Une application a été autorisée",
        opening: "Une application peut désormais vous connecter et voir ce que vous avez accepté.",
        advice: "Si ce n’est pas vous, connectez-vous et supprimez-la\u{a0}: elle perd alors son accès. Puis changez de mot de passe.",
    },
    new_device: NoticeCopy {
        title: "Nouvelle connexion à votre compte",
        opening: "Votre compte a servi à se connecter sur un appareil où il n’avait jamais été utilisé.",
        advice: SET_NEW_PASSWORD,
    },
    two_factor_undone: NoticeCopy {
        title: "La validation en deux étapes est désactivée",
        opening: "La connexion à votre compte ne demande plus de code. Les clés d’accès et les comptes associés qui avaient été ajoutés après son activation ont été supprimés en même temps, et tous les appareils ont été déconnectés.",
        advice: "Ajoutez de nouveau ce qui était à vous. Si ce n’est pas vous, choisissez un nouveau mot de passe.",
    },
    address_undoable: NoticeCopy {
        title: "Votre adresse e-mail a été modifiée",
        opening: "Votre compte a une nouvelle adresse e-mail. Vous ne recevrez plus ici de messages à son sujet.",
        advice: "Si ce n’est pas vous, reprenez cette adresse\u{a0}: le lien sert une seule fois, pendant 7 jours, et déconnecte tous les appareils. Choisissez ensuite un nouveau mot de passe.",
    },
    address_changed: NoticeCopy {
        title: "Votre adresse e-mail a été modifiée",
        opening: "Votre compte a une nouvelle adresse e-mail. Vous ne recevrez plus ici de messages à son sujet.",
        advice: CONTACT,
    },
    account_deleted: NoticeCopy {
        title: "Votre compte a été supprimé",
        opening: "Votre compte et tout ce qu’il contenait ont été supprimés. C’est définitif.",
        advice: CONTACT,
    },
    recovery_link_used: NoticeCopy {
        title: "Un lien de récupération a été utilisé",
        opening: "Votre compte a été récupéré grâce à un lien créé par les responsables de ce service. Tous les appareils ont été déconnectés.",
        advice: CONTACT,
    },
};
