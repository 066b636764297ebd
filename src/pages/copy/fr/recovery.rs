//! Pages of links that give an account or an address back.

use crate::pages::copy::rooms::Recovery;

pub const RECOVERY: Recovery = Recovery {
    title: "Récupérez votre compte",
    lead: "Choisissez un nouveau mot de passe ou ajoutez une clé d’accès. Vous serez déconnecté de tous vos appareils.",
    account: "Compte",
    add_passkey: "Ajouter une clé d’accès",
    no_passkey: "Aucune clé d’accès n’a été créée. Réessayez, ou choisissez un mot de passe.",
    keep_title: "Garder votre adresse e\u{2011}mail\u{a0}?",
    keep_lead: "Une autre adresse e\u{2011}mail a été saisie pour votre compte. Si ce n’est pas vous, votre compte garde celle-ci.",
    keep_warning: "Tous les appareils seront déconnectés. Connectez-vous ensuite et vérifiez les moyens de connexion à votre compte.",
    keep: "Garder cette adresse",
    refuse_title: "Quelqu’un d’autre récupère-t-il votre compte\u{a0}?",
    refuse_lead: "Quelqu’un affirme que ce compte est le sien et qu’il a perdu à la fois cette boîte e\u{2011}mail et la validation en deux étapes. Les responsables de ce service ont reçu une demande pour lui en rendre l’accès.",
    refuse_note: "Si c’est vous, ne faites rien\u{a0}: fermez cette page.",
    refuse: "Refuser la récupération",
};
