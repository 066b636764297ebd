//! Link to another page.

use super::{Icon, Text};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    pub href: String,
    pub label: Text,
    /// Icon before the label, if it looks like a button.
    pub icon: Option<Icon>,
}

impl Link {
    pub fn new(href: impl Into<String>, label: impl Into<Text>) -> Self {
        Self { href: href.into(), label: label.into(), icon: None }
    }
}
