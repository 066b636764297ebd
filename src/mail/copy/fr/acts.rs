//! Mails about acts of operators.

use crate::mail::copy::{Acts, NoticeCopy};

/// Advice about an act of somebody else.
const ASKED_FOR: &str = "Si vous ne l’avez pas demandé, contactez les responsables de {app}.";

pub const ACTS: Acts = Acts {
    disabled: NoticeCopy {
        title: "Votre compte a été désactivé",
        opening: "Vous ne pouvez plus vous connecter à votre compte. Tous les appareils ont été déconnectés. Rien n’a été supprimé.",
        advice: "Si vous pensez qu’il s’agit d’une erreur, contactez les responsables de {app}.",
    },
    enabled: NoticeCopy {
        title: "Votre compte a été réactivé",
        opening: "Vous pouvez de nouveau vous connecter à votre compte.",
        advice: ASKED_FOR,
    },
    second_factor_reset: NoticeCopy {
        title: "La validation en deux étapes a été réinitialisée",
        opening: "La connexion à votre compte ne demande plus de code. Tous les appareils ont été déconnectés.",
        advice: "Connectez-vous et réactivez la validation en deux étapes. Si vous ne l’avez pas demandé, changez aussi de mot de passe et contactez les responsables de {app}.",
    },
    passkey_reset: NoticeCopy {
        title: "Une clé d’accès a été supprimée",
        opening: "Une clé d’accès de votre compte ne permet plus de se connecter. Tous les appareils ont été déconnectés.",
        advice: "Vous pouvez vous connecter autrement et ajouter de nouveau une clé d’accès. Si vous ne l’avez pas demandé, contactez les responsables de {app}.",
    },
    identity_reset: NoticeCopy {
        title: "Un moyen de connexion a été supprimé",
        opening: "Un compte chez un autre fournisseur ne permet plus de se connecter à votre compte. Tous les appareils ont été déconnectés.",
        advice: "Vous pouvez vous connecter autrement et associer de nouveau ce compte. Si vous ne l’avez pas demandé, contactez les responsables de {app}.",
    },
    password_reset: NoticeCopy {
        title: "Votre mot de passe a été supprimé",
        opening: "Votre mot de passe ne permet plus de se connecter à votre compte. Tous les appareils ont été déconnectés.",
        advice: "Choisissez un nouveau mot de passe grâce à un lien que nous vous enverrons par e-mail. Si vous ne l’avez pas demandé, contactez les responsables de {app}.",
    },
    email_vouched: NoticeCopy {
        title: "Votre adresse e-mail a été marquée comme confirmée",
        opening: "L’adresse e-mail de votre compte a été marquée comme confirmée, sans message de confirmation.",
        advice: ASKED_FOR,
    },
    details_changed: NoticeCopy {
        title: "Des données de votre compte ont été modifiées",
        opening: "Un identifiant ou d’autres données que ce service conserve sur votre compte ont été modifiés. Votre façon de vous connecter ne change pas.",
        advice: ASKED_FOR,
    },
    profile_changed: NoticeCopy {
        title: "Votre profil a été modifié",
        opening: "Le nom, la photo ou l’identifiant de votre compte a été modifié.",
        advice: ASKED_FOR,
    },
    role_given: NoticeCopy {
        title: "Vous avez un nouveau rôle",
        opening: "Votre compte peut désormais participer à la gestion de ce service.",
        advice: ASKED_FOR,
    },
    role_removed: NoticeCopy {
        title: "Votre rôle a été retiré",
        opening: "Votre compte ne participe plus à la gestion de ce service. Vous pouvez l’utiliser comme avant.",
        advice: ASKED_FOR,
    },
    merged: NoticeCopy {
        title: "Deux comptes ont été fusionnés",
        opening: "Un autre compte a été fusionné avec le vôtre. Ce qui permettait de se connecter à l’un ou à l’autre ouvre désormais celui qui reste. Tous les appareils ont été déconnectés.",
        advice: ASKED_FOR,
    },
    recovery_link_made: NoticeCopy {
        title: "Un lien de récupération a été créé pour votre compte",
        opening: "La personne qui a ce lien peut choisir un nouveau mot de passe ou ajouter une clé d’accès. Il sert une seule fois, pendant une heure, et demande toujours le code de la validation en deux étapes.",
        advice: "Si vous ne l’avez pas demandé, contactez tout de suite les responsables de {app}.",
    },
    recovery_asked: NoticeCopy {
        title: "Quelqu’un a demandé à récupérer votre compte",
        opening: "Quelqu’un affirme que ce compte est le sien et qu’il a perdu à la fois cette boîte e-mail et la validation en deux étapes. Un responsable de ce service a demandé à lui en rendre l’accès. Rien ne change avant l’accord d’un second responsable et un délai d’un jour.",
        advice: "Si ce n’est pas vous, refusez\u{a0}: il n’est pas nécessaire de vous connecter. Puis contactez les responsables de {app}.",
    },
    recovery_shown: NoticeCopy {
        title: "Un lien de récupération de votre compte a été affiché",
        opening: "Deux opérateurs ont récupéré votre compte. La personne qui a le lien peut choisir un nouveau mot de passe ou ajouter une clé d’accès, et la validation en deux étapes est supprimée. Il sert une seule fois, pendant une heure.",
        advice: "Si vous ne l’avez pas demandé, contactez tout de suite les responsables de {app}.",
    },
    recovery_link_mailed: NoticeCopy {
        title: "Récupérez votre compte",
        opening: "Les responsables de ce service ont créé un lien pour vous. Il permet de choisir un nouveau mot de passe ou d’ajouter une clé d’accès, une seule fois et pendant une heure, et demande le code de la validation en deux étapes si elle est activée.",
        advice: "Ne transmettez ce lien à personne. Si vous ne l’avez pas demandé, contactez tout de suite les responsables de {app}.",
    },
    recovery_approved: NoticeCopy {
        title: "Quelqu’un va récupérer votre compte",
        opening: "Quelqu’un affirme que ce compte est le sien et qu’il a perdu à la fois cette boîte e-mail et la validation en deux étapes. Deux responsables de ce service ont accepté de lui en rendre l’accès. Dans un jour, cette personne recevra un lien qui permet de choisir un nouveau mot de passe et désactive la validation en deux étapes.",
        advice: "Si ce n’est pas vous, refusez\u{a0}: il n’est pas nécessaire de vous connecter. Puis contactez les responsables de {app}.",
    },
    session_ended: NoticeCopy {
        title: "Un appareil a été déconnecté",
        opening: "Votre compte a été déconnecté d’un appareil. Vous pouvez vous reconnecter.",
        advice: ASKED_FOR,
    },
    sessions_ended: NoticeCopy {
        title: "Vous avez été déconnecté",
        opening: "Votre compte a été déconnecté de vos appareils. Vous pouvez vous reconnecter.",
        advice: ASKED_FOR,
    },
    deleted: NoticeCopy {
        title: "Votre compte a été supprimé",
        opening: "Votre compte et tout ce qu’il contenait ont été supprimés. C’est définitif.",
        advice: ASKED_FOR,
    },
    address_entered: NoticeCopy {
        title: "Votre adresse e-mail va changer",
        opening: "Les responsables de ce service ont saisi une nouvelle adresse e-mail pour votre compte. Dès qu’elle sera confirmée, vous ne recevrez plus ici de messages à son sujet.",
        advice: "Si vous ne l’avez pas demandé, gardez cette adresse\u{a0}: le lien sert une seule fois, pendant sept jours, même après le changement, et déconnecte tous les appareils. Puis contactez les responsables de {app}.",
    },
    address_replaced: NoticeCopy {
        title: "Votre adresse e-mail va changer",
        opening: "Les responsables de ce service ont saisi une nouvelle adresse e-mail pour votre compte. Dès qu’elle sera confirmée, vous ne recevrez plus ici de messages à son sujet.",
        advice: ASKED_FOR,
    },
};
