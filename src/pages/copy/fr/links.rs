//! Pages of mailed links.

use crate::pages::copy::rooms::Links;

pub const LINKS: Links = Links {
    sign_in_title: "Se connecter\u{a0}?",
    sign_in_lead: "Appuyez sur le bouton pour vous connecter avec ce navigateur. D’ici là, rien ne se passe.",
    sign_in: "Se connecter",
    set_up_before: "Déjà configuré",
    first_sign_in_title: "Avez-vous créé ce compte\u{a0}?",
    first_sign_in_lead: "Il utilise votre adresse e-mail, que personne n’a encore confirmée. Chacun des boutons la confirme et vous connecte, dans ce navigateur.",
    first_sign_in_warning: "Si c’est vous, tout reste en place et les autres appareils sont déconnectés. Sinon, ce que quelqu’un d’autre a configuré est supprimé.",
    mine: "Oui, il est à moi",
    not_mine: "Non, il n’est pas à moi",
    verify_title: "Ce compte est-il à vous\u{a0}?",
    verify_lead: "Il a été créé avec votre adresse e-mail. Dites-nous si c’est vous qui l’avez créé.",
    confirm_title: "Utiliser cette adresse\u{a0}?",
    confirm_lead: "Votre adresse e-mail a été saisie pour le compte ci-dessous. Dites-nous si ce compte est à vous.",
    whose_warning: "La personne qui a créé ce compte peut s’en servir. Si vous ne le reconnaissez pas, il n’est pas à vous.",
    change_title: "Changer d’adresse e-mail\u{a0}?",
    change_lead: "Quelqu’un a demandé à remplacer l’adresse e-mail de votre compte par celle-ci.",
    change_warning: "N’approuvez que si vous l’avez demandé vous-même\u{a0}: la personne qui a cette adresse peut prendre le contrôle de votre compte.",
    new_address: "Nouvelle adresse",
    approve: "Approuver",
    refuse: "Refuser",
    save_password: "Enregistrer le mot de passe",
    new_password: "Nouveau mot de passe",
    reset_title: "Choisissez un nouveau mot de passe",
    reset_lead: "Vous serez déconnecté de tous vos appareils.",
    email: "Adresse e-mail",
    mail_link: "M’envoyer un lien",
    forgot_title: "Mot de passe oublié\u{a0}?",
    forgot_lead: "Saisissez l’adresse e-mail de votre compte. Nous vous enverrons un lien pour choisir un nouveau mot de passe.",
};
