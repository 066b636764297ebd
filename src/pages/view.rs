//! The form that all pages of one decision share: what it is about, what to look at, what can be chosen.

use askama::Template;

use super::field::Field;
use super::frame::Frame;
use crate::facts::Fact;

/// A page of one decision, or of none.
pub(super) struct View<'a> {
    /// The heading.
    pub title: &'static str,
    /// What will happen, or what has happened.
    pub lead: &'static str,
    /// What went wrong, where it is no field's.
    pub alert: Option<&'static str>,
    /// What to beware of.
    pub warning: Option<&'static str>,
    /// What to look at.
    pub groups: Vec<Group>,
    /// What can be chosen.
    pub form: Option<Form<'a>>,
    /// What to know afterwards.
    pub note: Option<&'static str>,
    /// Where to go instead, or afterwards.
    pub ways: Vec<Way>,
}

/// A link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Way {
    /// Path and query.
    pub href: String,
    /// Its text.
    pub label: &'static str,
}

impl Way {
    pub fn new(href: impl Into<String>, label: &'static str) -> Self {
        Self { href: href.into(), label }
    }
}

/// Facts that belong together.
pub(super) struct Group {
    /// What they are about, where there is more than one group.
    pub heading: Option<&'static str>,
    /// The facts.
    pub facts: Vec<Fact>,
}

/// What goes to the page's own path: a form for each choice, all with the same hidden fields.
pub(super) struct Form<'a> {
    /// The path, without its slash.
    pub path: &'static str,
    /// Whose password is set, for managers of passwords.
    pub username: Option<&'a str>,
    /// Names and values of what goes back unseen.
    pub hidden: Vec<(&'static str, &'a str)>,
    /// What to fill in.
    pub fields: Vec<Field<'a>>,
    /// The choices.
    pub choices: Vec<Choice>,
}

/// A button, and what pressing it means.
pub(super) struct Choice {
    /// Its text.
    pub label: &'static str,
    /// What is sent as `decision`; nothing where nothing is decided.
    pub decision: Option<&'static str>,
    /// What the form is marked with as `data-action`.
    pub action: Option<&'static str>,
}

impl Choice {
    /// One that acts.
    pub fn confirm(decision: &'static str, label: &'static str) -> Self {
        Self { label, decision: Some(decision), action: Some("confirm") }
    }

    /// One that refuses.
    pub fn refuse(decision: &'static str, label: &'static str) -> Self {
        Self { label, decision: Some(decision), action: Some("refuse") }
    }

    /// One that goes on, and decides nothing.
    pub fn go_on(label: &'static str) -> Self {
        Self { label, decision: None, action: None }
    }

    /// How its button looks.
    pub fn class(&self) -> &'static str {
        if self.action == Some("refuse") { "danger" } else { "primary" }
    }
}

impl View<'_> {
    /// A page that only says something, and where to go from there.
    pub fn notice(title: &'static str, lead: &'static str, ways: Vec<Way>) -> Self {
        Self { title, lead, alert: None, warning: None, groups: Vec::new(), form: None, note: None, ways }
    }
}

/// The page around a view.
#[derive(Template)]
#[template(path = "decision.html")]
pub(super) struct DecisionPage<'a> {
    pub frame: &'a Frame<'a>,
    pub view: &'a View<'a>,
}
