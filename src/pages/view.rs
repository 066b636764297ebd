//! The form that all pages of one decision share: what it is about, what to look at, what can be chosen.

use askama::Template;

use super::security::STYLE;
use crate::domain::Language;
use crate::facts::Fact;

/// A page of one decision, or of none.
pub(super) struct View<'a> {
    /// The heading.
    pub title: &'static str,
    /// What will happen, or what has happened.
    pub lead: &'static str,
    /// What to beware of.
    pub warning: Option<&'static str>,
    /// What to look at.
    pub groups: Vec<Group>,
    /// What can be chosen.
    pub form: Option<Form<'a>>,
}

/// Facts that belong together.
pub(super) struct Group {
    /// What they are about, where there is more than one group.
    pub heading: Option<&'static str>,
    /// The facts.
    pub facts: Vec<Fact>,
}

/// What goes to the page's own path: a form for each choice, all with the same hidden field.
pub(super) struct Form<'a> {
    /// The path, without its slash.
    pub path: &'static str,
    /// Name and value of what goes back unseen.
    pub hidden: Option<(&'static str, &'a str)>,
    /// What to fill in.
    pub field: Option<Field>,
    /// The choices.
    pub choices: Vec<Choice>,
}

/// A field to fill in.
pub(super) struct Field {
    /// What it is sent as.
    pub name: &'static str,
    /// Its label.
    pub label: &'static str,
    /// What to know before filling it in.
    pub hint: &'static str,
    /// What was wrong the last time.
    pub problem: Option<&'static str>,
    /// What it takes.
    pub kind: FieldKind,
}

/// What a field takes.
#[derive(PartialEq, Eq)]
pub(super) enum FieldKind {
    /// A password to be set. It has no maximum: a browser would cut the text there in silence.
    NewPassword,
    /// A code in capitals.
    Code,
    /// A code of the second factor, or a backup code.
    SecondFactor,
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
}

impl View<'_> {
    /// A page that only says something.
    pub fn notice(title: &'static str, lead: &'static str) -> Self {
        Self { title, lead, warning: None, groups: Vec::new(), form: None }
    }
}

/// The page around a view.
#[derive(Template)]
#[template(path = "decision.html")]
pub(super) struct DecisionPage<'a> {
    pub language: Language,
    pub app_name: &'a str,
    pub view: &'a View<'a>,
}
