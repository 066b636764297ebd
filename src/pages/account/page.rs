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
}

struct NavigationLink {
    path: &'static str,
    label: &'static str,
    is_current: bool,
}

/// Renders a page.
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
    }))
}

fn navigation(current: AccountPage, copy: &Pages) -> Vec<NavigationLink> {
    let link = |page: &AccountPage| NavigationLink {
        path: page.path(),
        label: page.label(copy),
        is_current: *page == current,
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
