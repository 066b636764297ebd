//! Section of a page: details, items and forms under a heading.

use askama::Template;
use askama::filters::HtmlSafe;

use super::{Form, Link, RecordLine, Text};
use crate::facts::Fact;

/// Section with its own heading. A page writes it with `{{ section }}`.
#[derive(Default, Template)]
#[template(path = "ui/section.html")]
pub struct Section {
    /// Fragment of a link to it.
    pub id: &'static str,
    pub title: Text,
    pub badge: Option<Badge>,
    /// Explanation below the heading.
    pub lead: Option<Text>,
    /// Most likely next step, before the forms.
    pub next: Option<Link>,
    /// Success of the last form.
    pub notice: Option<Text>,
    /// Error that concerns none of the forms.
    pub alert: Option<Text>,
    pub facts: Vec<Fact>,
    pub items: Vec<Item>,
    pub lines: Vec<RecordLine>,
    /// Remark below the lines.
    pub foot: Option<Text>,
    pub forms: Vec<Form>,
    pub links: Vec<Link>,
}

/// Item of a list.
pub struct Item {
    /// Title, which somebody chose freely.
    pub title: String,
    pub badge: Option<Badge>,
    /// Details to recognize it by.
    pub facts: Vec<Fact>,
    pub forms: Vec<Form>,
}

/// State in one word.
pub struct Badge {
    pub text: Text,
    /// True for a desirable state.
    pub good: bool,
}

impl HtmlSafe for Section {}

impl Section {
    /// Section with nothing in it yet.
    pub fn new(id: &'static str, title: impl Into<Text>) -> Self {
        Self { id, title: title.into(), ..Self::default() }
    }

    /// Sets the state beside the heading.
    pub fn badge(self, badge: Badge) -> Self {
        Self { badge: Some(badge), ..self }
    }

    /// Sets the explanation.
    pub fn lead(self, lead: impl Into<Text>) -> Self {
        Self { lead: Some(lead.into()), ..self }
    }

    /// Sets the most likely next step.
    pub fn next(self, next: Link) -> Self {
        Self { next: Some(next), ..self }
    }

    /// Adds details.
    pub fn facts(mut self, facts: impl IntoIterator<Item = Fact>) -> Self {
        self.facts.extend(facts);
        self
    }

    /// Adds items of the list.
    pub fn items(mut self, items: impl IntoIterator<Item = Item>) -> Self {
        self.items.extend(items);
        self
    }

    /// Adds lines of a record.
    pub fn lines(mut self, lines: impl IntoIterator<Item = RecordLine>) -> Self {
        self.lines.extend(lines);
        self
    }

    /// Sets the remark below the lines, if there is one.
    pub fn foot(self, foot: Option<Text>) -> Self {
        Self { foot, ..self }
    }

    /// Adds forms, or a form that there may be.
    pub fn forms(mut self, forms: impl IntoIterator<Item = Form>) -> Self {
        self.forms.extend(forms);
        self
    }

    /// Adds links.
    pub fn links(mut self, links: impl IntoIterator<Item = Link>) -> Self {
        self.links.extend(links);
        self
    }

    /// Forms of the section and of its items.
    pub fn forms_mut(&mut self) -> impl Iterator<Item = &mut Form> {
        let of_items = self.items.iter_mut().flat_map(|item| &mut item.forms);
        self.forms.iter_mut().chain(of_items)
    }
}

impl Badge {
    /// Desirable state.
    pub fn good(text: impl Into<Text>) -> Self {
        Self { text: text.into(), good: true }
    }

    /// Any other state.
    pub fn plain(text: impl Into<Text>) -> Self {
        Self { text: text.into(), good: false }
    }
}
