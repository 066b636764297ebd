//! HTML of the account page.

use askama::Template;

use super::notice::AccountNotice;
use super::sections;
use super::standing::AccountStanding;
use crate::domain::Account;
use crate::facts::one_line;
use crate::look::Look;
use crate::markup::write_out;
use crate::pages::copy;
use crate::pages::page::ACCOUNT;
use crate::pages::render::Html;
use crate::pages::ui::{Button, Form, Frame, Problem, Refusal, Section, Switch, Text};

/// Messages on the page.
#[derive(Default)]
pub(super) struct Said<'a> {
    /// Success of the last form.
    pub notice: Option<AccountNotice>,
    /// Error of a failed link to a provider.
    pub not_linked: Option<Problem>,
    /// Error of the last form.
    pub refusal: Option<Refusal<'a>>,
}

#[derive(Template)]
#[template(path = "account/page.html")]
struct AccountPage<'a> {
    frame: &'a Frame<'a>,
    copy: &'a copy::account::Page,
    whose: String,
    sign_out: Form,
    alert: Option<Text>,
    sections: Vec<Section>,
}

/// Renders the page.
pub(super) fn render(of: &AccountStanding<'_>, look: &Look, said: &Said<'_>) -> Html {
    let mut sections = sections::all(of);
    if let (Some(notice), None) = (said.notice, said.not_linked) {
        let words = (of.copy.account.notice)(notice);
        section_of(&mut sections, notice.section()).for_each(|section| section.notice = Some(words.into()));
    }
    if let Some(not_linked) = said.not_linked {
        let words = of.copy.explain(not_linked);
        section_of(&mut sections, AccountNotice::IdentityLinked.section())
            .for_each(|section| section.alert = Some(words.clone()));
    }
    for form in sections.iter_mut().flat_map(Section::forms_mut) {
        *form = form.clone().username(identifier(of.account));
    }
    let untold = |refusal: &&Refusal<'_>| !refusal.tell(&mut sections);
    let alert = said.refusal.as_ref().filter(untold).map(|refusal| refusal.text.clone());
    let frame =
        Frame { language: of.copy.language, look, switch: Some(Switch::to(ACCOUNT)), scripted: true, captcha: None };
    Html(write_out(&AccountPage {
        frame: &frame,
        copy: &of.copy.account.page,
        whose: one_line(of.account.name.as_deref().unwrap_or_else(|| identifier(of.account))),
        sign_out: Form::new("/sign-out", Button::quiet(of.copy.account.page.sign_out)),
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
