//! Mails that ask for something, and labels.

use crate::domain::Role;
use crate::mail::Remedy;
use crate::mail::copy::{Labels, Letters};

pub const LETTERS: Letters = Letters {
    link_and_code_validity: "Le lien est valable {link_span}, le code {code_span}. Ne communiquez ce code à personne.",
    link_validity: "Le lien est valable {span} et ne sert qu’une fois.",
    address_code_label: "Ou saisissez ce code sur la page qui l’attend",
    code_label: "Ou saisissez ce code là où vous vous êtes inscrit",
    verify_title: "Confirmez votre adresse e-mail",
    verify_opening: "Un compte a été créé avec cette adresse e-mail. S’il est à vous, confirmez-le.",
    review_and_confirm: "Vérifier et confirmer",
    removed_title: "Votre compte a été réinitialisé",
    removed_opening: "Vous avez confirmé cette adresse e-mail pour la première fois. Quelqu’un d’autre a pu configurer le compte avant vous. Ce qui avait été configuré jusque-là a donc été supprimé\u{a0}:",
    removed_advice: "Si vous l’aviez configuré vous-même, refaites-le sur la page de votre compte.",
    confirm_title: "Confirmez cette adresse e-mail",
    confirm_opening: "Cette adresse e-mail a été saisie pour le compte ci-dessous. Si ce compte est à vous, confirmez-la.",
    change_title: "Approuvez une nouvelle adresse e-mail",
    change_opening: "Depuis une session de votre compte, quelqu’un a demandé à en changer l’adresse e-mail. N’approuvez que si c’est vous.",
    review_and_decide: "Vérifier et décider",
    change_advice: "Si ce n’est pas vous, refusez sur cette même page et changez de mot de passe.",
    invitation_title: "Votre invitation",
    invitation_opening: "Vous êtes invité à créer un compte avec cette adresse e-mail.",
    accept_invitation: "Accepter l’invitation",
    invitation_advice: "Si vous ne l’attendiez pas, ignorez ce message\u{a0}: aucun compte n’est créé sans le lien. Ne le transmettez à personne.",
    disabled_title: "Votre compte est désactivé",
    disabled_opening: "Quelqu’un, sans doute vous, a demandé un e-mail pour se connecter à votre compte. Il est désactivé\u{a0}: ce message ne contient donc ni lien ni code.",
    disabled_advice: "Si vous pensez qu’il s’agit d’une erreur, adressez-vous aux responsables de ce service.",
    sign_in_title: "Votre lien de connexion",
    sign_in_opening: "Quelqu’un, sans doute vous, a demandé à se connecter à votre compte.",
    sign_in: "Se connecter",
    sign_in_code: "Ou saisissez ce code là où vous vouliez vous connecter",
    sign_in_validity: "Le lien et le code sont valables {span}. L’un ou l’autre suffit, une seule fois.",
    sign_in_advice: "Si ce n’est pas vous, ignorez ce message\u{a0}: sans le lien ou le code, personne ne peut se connecter. Ne les transmettez à personne.",
    new_password_title: "Choisissez un nouveau mot de passe",
    new_password_opening: "Quelqu’un, sans doute vous, a demandé un nouveau mot de passe pour votre compte.",
    new_password: "Choisir un mot de passe",
    new_password_advice: "Si ce n’est pas vous, ignorez ce message\u{a0}: votre mot de passe reste le même.",
    login_title: "Approuvez une connexion",
    login_opening: "Quelqu’un demande à se connecter à votre compte. N’approuvez que si vous venez de le demander vous-même.",
    login_advice: "Si ce n’est pas vous, refusez sur cette page ou ignorez ce message\u{a0}: sans votre accord, personne ne peut se connecter.",
    address_in_use_title: "Vous avez déjà un compte",
    address_in_use_opening: "Quelqu’un a voulu créer un compte avec cette adresse e-mail. C’est déjà celle de votre compte, et rien n’a changé.",
    address_in_use_advice: "Si c’est vous, connectez-vous ou demandez un nouveau mot de passe. Sinon, vous pouvez ignorer ce message.",
    not_your_account: "Si le compte n’est pas à vous, dites-le sur cette même page\u{a0}: il perdra alors cette adresse.",
    by_hand: "Ou copiez cette adresse dans votre navigateur\u{a0}:",
    refuse_recovery: "Refuser la récupération",
    recover_account: "Récupérer votre compte",
    keep_address: "Garder cette adresse",
    remove_second_factor: "Supprimer la validation en deux étapes",
};

pub const LABELS: Labels = Labels {
    message: "Message",
    reason: "Motif",
    support: "Assistance",
    username: "Identifiant",
    new_address: "Nouvelle adresse",
    colon: "\u{a0}:",
    codes_left: "Codes restants",
    passkeys_removed: "Clés d’accès supprimées",
    identities_removed: "Comptes associés supprimés",
    passkey: "Clé d’accès",
    application: "Application",
    until: "Jusqu’au",
    role: "Rôle",
    by: "Par",
    another_system: "un autre système",
    command_line: "ligne de commande",
    place: "Lieu",
};

pub fn role(role: Role) -> &'static str {
    match role {
        Role::Reader => "lecteur",
        Role::Support => "assistance",
        Role::Operator => "opérateur",
    }
}

pub fn remedy(remedy: Remedy) -> &'static str {
    match remedy {
        Remedy::NewPassword => "Choisir un nouveau mot de passe",
        Remedy::Passkeys => "Voir vos clés d’accès",
        Remedy::Identities => "Voir vos comptes associés",
        Remedy::SecondFactor => "Voir la validation en deux étapes",
        Remedy::Devices => "Voir vos appareils",
        Remedy::Applications => "Voir vos applications",
    }
}
