//! Texts of several pages, and of those for developers.

use crate::pages::copy::rooms::{Common, Mailbox, Reference, Scripted};

pub const COMMON: Common = Common {
    code: "Code",
    second_factor_hint: "Six chiffres, ou un code de secours.",
    to_sign_in: "Retour à la connexion",
    to_account: "Accéder à votre compte",
    password_rule: "Au moins 8 caractères.",
    captcha_needs_script: "Activez JavaScript pour passer la vérification anti-robot.",
    too_often: "Trop de tentatives. Attendez quelques minutes, puis réessayez.",
};

pub const SCRIPTED: Scripted = Scripted {
    show_password: "Afficher le mot de passe",
    password_too_short: "Trop court\u{a0}: au moins 8 caractères.",
    password_too_long: "Trop long\u{a0}: au plus 256 caractères.",
    password_own_name: "Trop facile à deviner\u{a0}: c’est l’un de vos noms.",
    password_weak: "Facile à deviner. Essayez plusieurs mots sans lien.",
    password_fair: "Bien. Plus long, il sera plus sûr.",
    password_strong: "Mot de passe robuste.",
};

pub const MAILBOX: Mailbox = Mailbox {
    title: "Boîte de développement",
    lead: "Les messages que ce service aurait envoyés, le dernier en premier. Ils disparaissent après un jour.",
    empty: "Aucun message pour l’instant.",
    to: "À",
    address: "Adresse",
    filter: "Afficher ses messages",
    all: "Afficher tous les messages",
    html_part: "Partie HTML",
    code_hint: "Où saisir ce code",
};

pub const REFERENCE: Reference = Reference {
    title: "Référence de l’API",
    contents: "Sommaire",
    document: "Document OpenAPI",
    session: "Nécessite un jeton de session",
    refresh_cookie: "Nécessite le cookie de renouvellement",
    request: "Champs",
    required: "obligatoire",
    answers: "Réponses",
    search: "Rechercher",
    samples: "Exemples d’appel en",
    copy: "Copier",
    copied: "Copié",
    example: "Exemple",
};
