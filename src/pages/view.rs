//! Layout of pages with one decision: explanation, details, choices.

use askama::Template;

use super::field::Field;
use super::frame::Frame;
use crate::facts::Fact;

/// Content of a page with one decision or none.
pub(super) struct View<'a> {
    pub title: &'static str,
    /// Explanation of what will happen, or has happened.
    pub lead: &'static str,
    /// Error that concerns no field.
    pub alert: Option<&'static str>,
    /// Warning.
    pub warning: Option<&'static str>,
    /// Details.
    pub groups: Vec<Group>,
    /// Choices.
    pub form: Option<Form<'a>>,
    /// Note below the choices.
    pub note: Option<&'static str>,
    /// Links to other pages.
    pub ways: Vec<Way>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Way {
    pub href: String,
    pub label: &'static str,
}

impl Way {
    pub fn new(href: impl Into<String>, label: &'static str) -> Self {
        Self { href: href.into(), label }
    }
}

/// Group of details.
pub(super) struct Group {
    /// Heading, if there is more than one group.
    pub heading: Option<&'static str>,
    pub facts: Vec<Fact>,
}

/// Form to the page's own path: one HTML form for each choice, all with the same hidden fields.
pub(super) struct Form<'a> {
    /// Path without its slash.
    pub path: &'static str,
    /// Username for password managers.
    pub username: Option<&'a str>,
    /// Hidden fields.
    pub hidden: Vec<(&'static str, &'a str)>,
    pub fields: Vec<Field<'a>>,
    pub choices: Vec<Choice>,
}

/// Button and its meaning.
pub(super) struct Choice {
    pub label: &'static str,
    /// Value of `decision`; `None` without a decision.
    pub decision: Option<&'static str>,
    /// Value of the form's `data-action`.
    pub action: Option<&'static str>,
}

impl Choice {
    /// Choice that acts.
    pub fn confirm(decision: &'static str, label: &'static str) -> Self {
        Self { label, decision: Some(decision), action: Some("confirm") }
    }

    /// Choice that refuses.
    pub fn refuse(decision: &'static str, label: &'static str) -> Self {
        Self { label, decision: Some(decision), action: Some("refuse") }
    }

    /// Choice that continues without a decision.
    pub fn go_on(label: &'static str) -> Self {
        Self { label, decision: None, action: None }
    }

    /// CSS class of the button.
    pub fn class(&self) -> &'static str {
        if self.action == Some("refuse") { "danger" } else { "primary" }
    }
}

impl View<'_> {
    /// Page with a message and links.
    pub fn notice(title: &'static str, lead: &'static str, ways: Vec<Way>) -> Self {
        Self { title, lead, alert: None, warning: None, groups: Vec::new(), form: None, note: None, ways }
    }
}

#[derive(Template)]
#[template(path = "decision.html")]
pub(super) struct DecisionPage<'a> {
    pub frame: &'a Frame<'a>,
    pub view: &'a View<'a>,
}
