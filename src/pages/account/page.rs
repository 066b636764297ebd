//! HTML of the pages.

use askama::Template;

use super::notice::AccountNotice;
use super::sections;
use super::site::{AccountPage, AccountSection};
use super::standing::AccountStanding;
use crate::domain::Account;
use crate::facts::one_line;
use crate::look::Look;
use crate::markup::write_out;
use crate::pages::copy::account::Pages;
use crate::pages::render::Html;
use crate::pages::ui::{Button, Form, Frame, Problem, Refusal, Section, Switch, Text};

/// Script of the overview: a link to a section that was on it leads to the page that has the section now.
const MOVED: &str = "(() => {
const { hash } = location;
const link = document.getElementById(hash.slice(1))?.closest('nav a');
if (link) location.replace(link.href + hash);
})();";

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
struct AccountDocument<'a> {
    frame: &'a Frame<'a>,
    title: &'static str,
    /// Label of the navigation.
    site: &'static str,
    pages: Vec<NavigationLink>,
    whose: String,
    sign_out: Form,
    notice: Option<Text>,
    alert: Option<Text>,
    sections: Vec<Section>,
    /// Script beside that of every page.
    script: Option<&'static str>,
}

struct NavigationLink {
    path: &'static str,
    label: &'static str,
    is_current: bool,
    /// Fragments of the overview that lead here.
    former_fragments: Vec<&'static str>,
}

pub(super) fn render(of: &AccountStanding<'_>, page: AccountPage, look: &Look, said: &Said<'_>) -> Html {
    let mut sections = sections::of_page(page, of);
    let notice = said.notice.filter(|_| said.not_linked.is_none()).and_then(|notice| {
        let words = (of.copy.account.notice)(notice);
        match section_of(&mut sections, notice.section()) {
            Some(section) => section.notice = Some(words.into()),
            None => return Some(words.into()),
        }
        None
    });
    if let (Some(problem), Some(section)) = (said.not_linked, section_of(&mut sections, AccountSection::Identities)) {
        section.alert = Some(of.copy.explain(problem));
    }
    for form in sections.iter_mut().flat_map(Section::forms_mut) {
        *form = form.clone().username(identifier(of.account));
    }
    let untold = |refusal: &&Refusal<'_>| !refusal.tell(&mut sections);
    let alert = said.refusal.as_ref().filter(untold).map(|refusal| refusal.text.clone());
    let copy = &of.copy.account.pages;
    let frame = Frame {
        language: of.copy.language,
        look,
        switch: Some(Switch::to(of.before.map_or(page.url(of.onward), sections::activity_before))),
        scripted: true,
        captcha: None,
    };
    Html(write_out(&AccountDocument {
        frame: &frame,
        title: page.title(copy),
        site: copy.title,
        pages: navigation(page, copy),
        whose: one_line(of.account.name.as_deref().unwrap_or_else(|| identifier(of.account))),
        sign_out: Form::new("/sign-out", Button::quiet(copy.sign_out)),
        notice,
        alert,
        sections,
        script: script(page),
    }))
}

/// Script of a page, beside that of every page.
pub(super) fn script(page: AccountPage) -> Option<&'static str> {
    (page == AccountPage::Overview).then_some(MOVED)
}

fn navigation(current: AccountPage, copy: &Pages) -> Vec<NavigationLink> {
    let link = |page: &AccountPage| NavigationLink {
        path: page.path(),
        label: page.label(copy),
        is_current: *page == current,
        former_fragments: if current == AccountPage::Overview && *page != current {
            page.former_fragments()
        } else {
            Vec::new()
        },
    };
    AccountPage::ALL.iter().map(link).collect()
}

fn section_of(sections: &mut [Section], wanted: AccountSection) -> Option<&mut Section> {
    sections.iter_mut().find(|section| section.id == wanted.id())
}

/// Address or username for password managers.
pub(super) fn identifier(account: &Account) -> &str {
    account.shown_email().or(account.username.as_deref()).unwrap_or_default()
}
