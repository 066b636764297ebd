//! HTML of the account page.

use askama::Template;

use super::notice::{Notice, not_linked};
use super::sections;
use super::standing::Standing;
use super::view::{Refusal, Section};
use crate::domain::{Account, Language};
use crate::facts::one_line;
use crate::look::Look;
use crate::markup::write_out;
use crate::pages::frame::{Frame, Switch};
use crate::pages::page::ACCOUNT;
use crate::pages::render::Html;

/// Messages on the page.
#[derive(Default)]
pub(super) struct Said<'a> {
    /// Success of the last form.
    pub notice: Option<Notice>,
    /// Code of a failed link to a provider.
    pub not_linked: Option<&'a str>,
    /// Error of the last form.
    pub refusal: Option<Refusal<'a>>,
}

/// Words outside the sections.
struct Words {
    title: &'static str,
    sections: &'static str,
    sign_out: &'static str,
}

#[derive(Template)]
#[template(path = "account/page.html")]
struct AccountPage<'a> {
    frame: &'a Frame<'a>,
    words: Words,
    whose: String,
    identifier: &'a str,
    alert: Option<&'static str>,
    sections: Vec<Section>,
}

/// Renders the page.
pub(super) fn render(of: &Standing<'_>, look: &Look, said: &Said<'_>) -> Html {
    let mut sections = sections::all(of);
    if let (Some(notice), None) = (said.notice, said.not_linked) {
        section_of(&mut sections, notice.section())
            .for_each(|section| section.notice = Some(notice.words(of.language)));
    }
    if let Some(code) = said.not_linked {
        let words = not_linked(of.language, code);
        section_of(&mut sections, Notice::IdentityLinked.section()).for_each(|section| section.alert = Some(words));
    }
    let untold = |refusal: &&Refusal<'_>| !sections.iter_mut().any(|section| refusal.tell_in(section));
    let alert = said.refusal.as_ref().filter(untold).map(|refusal| refusal.problem);
    let frame = Frame { language: of.language, look, switch: Some(Switch::to(ACCOUNT)), scripted: true, captcha: None };
    Html(write_out(&AccountPage {
        frame: &frame,
        words: words(of.language),
        whose: one_line(of.account.name.as_deref().unwrap_or_else(|| identifier(of.account))),
        identifier: identifier(of.account),
        alert,
        sections,
    }))
}

fn section_of<'a>(sections: &'a mut [Section], id: &'static str) -> impl Iterator<Item = &'a mut Section> {
    sections.iter_mut().filter(move |section| section.id == id)
}

/// Address or username for password managers.
pub(super) fn identifier(account: &Account) -> &str {
    account.shown_email().or(account.username.as_deref()).unwrap_or_default()
}

fn words(language: Language) -> Words {
    Words {
        title: language.pick("Your account", "Votre compte"),
        sections: language.pick("On this page", "Sur cette page"),
        sign_out: language.pick("Sign out", "Se déconnecter"),
    }
}
