//! Button of a form.

use askama::Template;
use askama::filters::HtmlSafe;

use super::{Icon, Text};

/// Weight of a button.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// Main action of a form or section.
    Main,
    /// Secondary action.
    Quiet,
    /// Removal or refusal of something.
    Danger,
}

impl Weight {
    /// CSS class.
    fn class(self) -> Option<&'static str> {
        match self {
            Self::Main => Some("primary"),
            Self::Quiet => None,
            Self::Danger => Some("danger"),
        }
    }
}

#[derive(Clone, Debug, Template)]
#[template(path = "ui/button.html")]
pub struct Button {
    label: Text,
    weight: Weight,
    icon: Option<Icon>,
    /// Id of a form elsewhere on the page, and the path that this button sends it to.
    diverted: Option<(&'static str, &'static str)>,
    /// Seconds for which the script lets it rest.
    pause: Option<i64>,
}

impl HtmlSafe for Button {}

impl Button {
    fn new(label: impl Into<Text>, weight: Weight) -> Self {
        Self { label: label.into(), weight, icon: None, diverted: None, pause: None }
    }

    /// Button of a main action.
    pub fn main(label: impl Into<Text>) -> Self {
        Self::new(label, Weight::Main)
    }

    /// Button of a secondary action.
    pub fn quiet(label: impl Into<Text>) -> Self {
        Self::new(label, Weight::Quiet)
    }

    /// Button that removes or refuses something.
    pub fn danger(label: impl Into<Text>) -> Self {
        Self::new(label, Weight::Danger)
    }

    /// Sets the icon before the label.
    pub fn icon(self, icon: Icon) -> Self {
        Self { icon: Some(icon), ..self }
    }

    /// Makes it send the form with this id to another path, even if a field is empty.
    pub fn diverting(self, form: &'static str, path: &'static str) -> Self {
        Self { diverted: Some((form, path)), ..self }
    }

    /// Lets it rest for these seconds, if any, which the script counts down on it.
    pub fn pause(self, seconds: Option<i64>) -> Self {
        Self { pause: seconds, ..self }
    }
}
