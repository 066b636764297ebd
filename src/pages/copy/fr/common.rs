//! Texts of several pages, and of those for developers.

use crate::pages::copy::rooms::{Common, Mailbox, Reference};

pub const COMMON: Common = Common {
    code: "Code",
    second_factor_hint: "Six chiffres, ou un code de secours.",
    to_sign_in: "Retour à la connexion",
    to_account: "Accéder à votre compte",
    password_rule: "De 8 à 256 caractères.",
    captcha_needs_script: "Activez JavaScript pour passer la vérification anti-robot.",
    too_often: "Trop de tentatives. Attendez quelques minutes, puis réessayez.",
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
    code_hint: "Comment envoyer ce code",
};

pub const REFERENCE: Reference = Reference {
    title: "Référence de l’API",
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
