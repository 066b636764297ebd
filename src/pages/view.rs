//! Layout of pages with one decision: explanation, details, choices.

use askama::Template;

use super::ui::{Emblem, Form, Frame, Link, Text};
use crate::facts::Fact;

/// Content of a page with one decision or none.
#[derive(Default)]
pub(super) struct View {
    pub title: &'static str,
    /// Sign above the heading of a page that reports something.
    pub emblem: Option<Emblem>,
    /// Explanation of what will happen, or has happened.
    pub lead: Text,
    pub warning: Option<&'static str>,
    /// Details.
    pub groups: Vec<Group>,
    /// Choices, a form each.
    pub forms: Vec<Form>,
    /// Help below the choices, folded away.
    pub help: Option<Help>,
    /// Note below the choices.
    pub note: Option<&'static str>,
    /// Links to other pages.
    pub ways: Vec<Link>,
    /// URL that a browser without script is led to at once.
    pub unscripted: Option<String>,
}

/// Group of details.
pub(super) struct Group {
    /// Heading, if there is more than one group.
    pub heading: Option<&'static str>,
    pub facts: Vec<Fact>,
}

/// Question with what can be done.
pub(super) struct Help {
    pub question: &'static str,
    pub answers: Vec<Text>,
    pub ways: Vec<Link>,
    /// True if it is unfolded from the start.
    pub is_open: bool,
}

impl View {
    /// Page with a message and links.
    pub fn notice(title: &'static str, lead: impl Into<Text>, ways: Vec<Link>) -> Self {
        Self { title, lead: lead.into(), ways, ..Self::default() }
    }

    /// True if its links are buttons: it reports something, and no form says how to go on.
    fn has_next_step(&self) -> bool {
        (self.emblem.is_some() || !self.groups.is_empty()) && self.forms.is_empty() && !self.ways.is_empty()
    }
}

#[derive(Template)]
#[template(path = "decision.html")]
pub(super) struct DecisionPage<'a> {
    pub frame: &'a Frame<'a>,
    pub view: &'a View,
}
