//! Pages that approve a client or a device.

use crate::pages::copy::rooms::Approvals;

pub const APPROVALS: Approvals = Approvals {
    username: "Identifiant",
    approve_login: "Approuver la connexion",
    login_title: "Approuver cette connexion\u{a0}?",
    login_lead: "Un appareil ou une application demande à se connecter à votre compte.",
    first_login_lead: "Un appareil ou une application demande à se connecter à un compte créé avec votre adresse e-mail, que vous n’avez pas encore confirmée.",
    the_login: "La connexion",
    the_account: "Le compte",
    both_mine: "Les deux sont à moi\u{a0}: approuver",
    account_not_mine: "Le compte n’est pas à moi",
    refuse_login: "Refuser la connexion",
    code_hint: "Tel qu’il apparaît sur l’appareil.",
    pair_title: "Associer un appareil",
    pair_lead: "Saisissez le code affiché sur l’appareil. Vous pourrez vérifier de quel appareil il s’agit avant de l’associer.",
    pair_warning: "Ne saisissez jamais un code que quelqu’un vous a envoyé ou dicté\u{a0}: vous lui donneriez accès à votre compte.",
    go_on: "Continuer",
    waiting_for: "En attente depuis",
    pair: "Associer l’appareil",
    refuse: "Refuser",
    device_title: "Associer cet appareil\u{a0}?",
    device_lead: "Il restera connecté à votre compte jusqu’à ce que vous le déconnectiez.",
    own_doing: "N’approuvez que si vous venez de lancer cette demande vous-même, sur un appareil devant vous. Si quelqu’un vous a demandé de l’approuver, refusez.",
    second_factor_title: "Encore une étape",
    second_factor_lead: "Saisissez le code de votre application d’authentification.",
};
