//! Wording of every mail, in English and French side by side.

use super::letter::{Composed, Letter};
use super::message::Message;
use super::{act, change};
use crate::domain::first_proof::EarlierSetup;
use crate::domain::{AccountOrigin, Language};
use crate::facts::{Asker, Circumstances, Fact, of_account, of_asker, of_setup, span};
use crate::look::Look;

/// Renders a message in the service's theme.
pub fn compose(message: &Message, language: Language, look: &Look) -> Composed {
    let letter = match message {
        Message::VerifyEmail { link, code, account, link_minutes, code_minutes } => {
            verify_email(language, link, (code.as_deref(), *code_minutes), account, *link_minutes)
        }
        Message::ConfirmAddress { link, account, minutes } => confirm_address(language, link, account, *minutes),
        Message::ApproveAddressChange { link, new_email, minutes } => {
            approve_address_change(language, link, new_email, *minutes)
        }
        Message::Invitation { link, reason, minutes } => invitation(language, link, reason.as_deref(), *minutes),
        Message::AccountDisabled { reason, contact } => {
            account_disabled(language, reason.as_deref(), contact.as_deref())
        }
        Message::MagicLink { link, minutes } => magic_link(language, link, *minutes),
        Message::ResetPassword { link, minutes } => reset_password(language, link, *minutes),
        Message::Changed { change, circumstances, link } => {
            change::letter(language, change, circumstances, link.as_deref())
        }
        Message::Acted { act, attribution, link } => act::letter(language, act, attribution, link.as_deref()),
        Message::EarlierSetupRemoved { setup, circumstances } => earlier_setup_removed(language, setup, circumstances),
        Message::ApproveLogin { link, username, platform, place, address, asked_at, minutes } => {
            let (place, address) = (place.as_deref(), address.as_deref());
            let asker = Asker { platform, place, address, asked_at: *asked_at };
            approve_login(language, link, username, asker, *minutes)
        }
        Message::AddressInUse { circumstances } => address_in_use(language, circumstances),
    };
    letter.set(language, look)
}

fn verify_email(
    language: Language,
    link: &str,
    (code, code_minutes): (Option<&str>, i64),
    account: &AccountOrigin,
    minutes: i64,
) -> Letter {
    let [link_span, code_span] = [minutes, code_minutes].map(|minutes| span(minutes, language));
    let validity = match code {
        Some(_) => language.pick(
            format!("The link is valid for {link_span}, the code for {code_span}. Never share this code."),
            format!("Le lien est valable {link_span}, le code {code_span}. Ne communiquez ce code à personne."),
        ),
        None => good_for(minutes, language),
    };
    let label =
        language.pick("Or enter this code where you signed up", "Ou saisissez ce code là où vous vous êtes inscrit");
    Letter {
        title: language.pick("Confirm your email address", "Confirmez votre adresse e-mail"),
        opening: language.pick(
            "An account was created with this email address. If it is yours, confirm it.",
            "Un compte a été créé avec cette adresse e-mail. S’il est à vous, confirmez-le.",
        ),
        facts: of_account(account, language),
        link: Some((language.pick("Review and confirm", "Vérifier et confirmer"), link.to_owned())),
        code: code.map(|code| (label, code.to_owned())),
        closing: vec![validity, not_your_account(language)],
    }
}

fn earlier_setup_removed(language: Language, setup: &EarlierSetup, circumstances: &Circumstances) -> Letter {
    let mut facts = of_setup(setup, language);
    facts.extend(circumstances.facts(language));
    Letter {
        title: language.pick("Your account was reset", "Votre compte a été réinitialisé"),
        opening: language.pick(
            "You confirmed this email address for the first time. Someone else could have set up the account before you did, so what was set up until then was removed:",
            "Vous avez confirmé cette adresse e-mail pour la première fois. Quelqu’un d’autre a pu configurer le compte avant vous. Ce qui avait été configuré jusque-là a donc été supprimé\u{a0}:",
        ),
        facts,
        link: None,
        code: None,
        closing: vec![
            language
                .pick(
                    "If you had set it up yourself, set it up again on your account page.",
                    "Si vous l’aviez configuré vous-même, refaites-le sur la page de votre compte.",
                )
                .to_owned(),
        ],
    }
}

fn confirm_address(language: Language, link: &str, account: &AccountOrigin, minutes: i64) -> Letter {
    Letter {
        title: language.pick("Confirm this email address", "Confirmez cette adresse e-mail"),
        opening: language.pick(
            "This email address was entered for the account below. If the account is yours, confirm it.",
            "Cette adresse e-mail a été saisie pour le compte ci-dessous. Si ce compte est à vous, confirmez-la.",
        ),
        facts: of_account(account, language),
        link: Some((language.pick("Review and confirm", "Vérifier et confirmer"), link.to_owned())),
        code: None,
        closing: vec![good_for(minutes, language), not_your_account(language)],
    }
}

fn approve_address_change(language: Language, link: &str, new_email: &str, minutes: i64) -> Letter {
    Letter {
        title: language.pick("Approve a new email address", "Approuvez une nouvelle adresse e-mail"),
        opening: language.pick(
            "Someone signed in to your account asked to change its email address. Approve only if it was you.",
            "Depuis une session de votre compte, quelqu’un a demandé à en changer l’adresse e-mail. N’approuvez que si c’est vous.",
        ),
        facts: vec![new_address(new_email, language)],
        link: Some((language.pick("Review and decide", "Vérifier et décider"), link.to_owned())),
        code: None,
        closing: vec![
            good_for(minutes, language),
            language
                .pick(
                    "If it was not you, refuse on the same page and change your password.",
                    "Si ce n’est pas vous, refusez sur cette même page et changez de mot de passe.",
                )
                .to_owned(),
        ],
    }
}

fn invitation(language: Language, link: &str, reason: Option<&str>, minutes: i64) -> Letter {
    let label = language.pick("Message", "Message");
    Letter {
        title: language.pick("Your invitation", "Votre invitation"),
        opening: language.pick(
            "You are invited to create an account with this email address.",
            "Vous êtes invité à créer un compte avec cette adresse e-mail.",
        ),
        facts: reason.map(|reason| Fact::stated(label, reason)).into_iter().collect(),
        link: Some((language.pick("Accept the invitation", "Accepter l’invitation"), link.to_owned())),
        code: None,
        closing: vec![
            good_for(minutes, language),
            language
                .pick(
                    "If you did not expect it, ignore this email: no account is created without the link. Never share it.",
                    "Si vous ne l’attendiez pas, ignorez ce message\u{a0}: aucun compte n’est créé sans le lien. Ne le transmettez à personne.",
                )
                .to_owned(),
        ],
    }
}

fn account_disabled(language: Language, reason: Option<&str>, contact: Option<&str>) -> Letter {
    let stated = |label, text: Option<&str>| text.map(|text| Fact::stated(label, text));
    let reason = stated(language.pick("Reason", "Motif"), reason);
    let contact = contact.map(|text| Fact::known(language.pick("Support", "Assistance"), text.to_owned()));
    Letter {
        title: language.pick("Your account is disabled", "Votre compte est désactivé"),
        opening: language.pick(
            "Someone, most likely you, asked for an email to sign in to your account. It is disabled, so there is no link or code in this one.",
            "Quelqu’un, sans doute vous, a demandé un e-mail pour se connecter à votre compte. Il est désactivé\u{a0}: ce message ne contient donc ni lien ni code.",
        ),
        facts: reason.into_iter().chain(contact).collect(),
        link: None,
        code: None,
        closing: vec![
            language
                .pick(
                    "If you think this is a mistake, ask the people who run this service.",
                    "Si vous pensez qu’il s’agit d’une erreur, adressez-vous aux responsables de ce service.",
                )
                .to_owned(),
        ],
    }
}

fn magic_link(language: Language, link: &str, minutes: i64) -> Letter {
    Letter {
        title: language.pick("Your sign-in link", "Votre lien de connexion"),
        opening: language.pick(
            "Someone, most likely you, asked for a link to sign in.",
            "Quelqu’un, sans doute vous, a demandé un lien de connexion.",
        ),
        facts: Vec::new(),
        link: Some((language.pick("Sign in", "Se connecter"), link.to_owned())),
        code: None,
        closing: vec![
            good_for(minutes, language),
            language
                .pick(
                    "If it was not you, ignore this email: nobody can sign in without the link. Never share it.",
                    "Si ce n’est pas vous, ignorez ce message\u{a0}: sans le lien, personne ne peut se connecter. Ne le transmettez à personne.",
                )
                .to_owned(),
        ],
    }
}

fn reset_password(language: Language, link: &str, minutes: i64) -> Letter {
    Letter {
        title: language.pick("Set a new password", "Choisissez un nouveau mot de passe"),
        opening: language.pick(
            "Someone, most likely you, asked to set a new password for your account.",
            "Quelqu’un, sans doute vous, a demandé un nouveau mot de passe pour votre compte.",
        ),
        facts: Vec::new(),
        link: Some((language.pick("Set a new password", "Choisir un mot de passe"), link.to_owned())),
        code: None,
        closing: vec![
            good_for(minutes, language),
            language
                .pick(
                    "If it was not you, ignore this email: your password stays as it is.",
                    "Si ce n’est pas vous, ignorez ce message\u{a0}: votre mot de passe reste le même.",
                )
                .to_owned(),
        ],
    }
}

fn approve_login(language: Language, link: &str, username: &str, asker: Asker<'_>, minutes: i64) -> Letter {
    let mut facts = vec![Fact::stated(language.pick("Username", "Identifiant"), username)];
    facts.extend(of_asker(asker, language));
    Letter {
        title: language.pick("Approve a sign-in", "Approuvez une connexion"),
        opening: language.pick(
            "Someone is asking to sign in to your account. Approve only if you just started this yourself.",
            "Quelqu’un demande à se connecter à votre compte. N’approuvez que si vous venez de le demander vous-même.",
        ),
        facts,
        link: Some((language.pick("Review and decide", "Vérifier et décider"), link.to_owned())),
        code: None,
        closing: vec![
            good_for(minutes, language),
            language
                .pick(
                    "If it was not you, refuse on that page or ignore this email: nobody can sign in without your approval.",
                    "Si ce n’est pas vous, refusez sur cette page ou ignorez ce message\u{a0}: sans votre accord, personne ne peut se connecter.",
                )
                .to_owned(),
        ],
    }
}

fn address_in_use(language: Language, circumstances: &Circumstances) -> Letter {
    Letter {
        title: language.pick("You already have an account", "Vous avez déjà un compte"),
        opening: language.pick(
            "Someone tried to create an account with this email address. It already belongs to your account, and nothing has changed.",
            "Quelqu’un a voulu créer un compte avec cette adresse e-mail. C’est déjà celle de votre compte, et rien n’a changé.",
        ),
        facts: circumstances.facts(language),
        link: None,
        code: None,
        closing: vec![
            language
                .pick(
                    "If it was you, sign in or ask for a new password. If not, you can ignore this email.",
                    "Si c’est vous, connectez-vous ou demandez un nouveau mot de passe. Sinon, vous pouvez ignorer ce message.",
                )
                .to_owned(),
        ],
    }
}

pub(super) fn new_address(new_email: &str, language: Language) -> Fact {
    Fact::address(language.pick("New address", "Nouvelle adresse"), new_email)
}

fn good_for(minutes: i64, language: Language) -> String {
    let span = span(minutes, language);
    language.pick(
        format!("The link is valid for {span} and works once."),
        format!("Le lien est valable {span} et ne sert qu’une fois."),
    )
}

fn not_your_account(language: Language) -> String {
    language
        .pick(
            "If the account is not yours, say so on the same page: it then loses this address.",
            "Si le compte n’est pas à vous, dites-le sur cette même page\u{a0}: il perdra alors cette adresse.",
        )
        .to_owned()
}
