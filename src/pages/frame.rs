//! What stands around every page: the name, the language and the switch to the other one.

use crate::config::CaptchaConfig;
use crate::domain::Language;
use crate::look::{Look, source_hash};

/// The only script there is.
const SCRIPT: &str = include_str!("../../templates/script.js");

/// What stands around a page.
pub struct Frame<'a> {
    /// The language of all its words.
    pub language: Language,
    /// Name, logo, colours.
    pub look: &'a Look,
    /// Where the page can be had in the other language; nowhere if it only answers a form.
    pub switch: Option<Switch>,
    /// Whether it has the script.
    pub scripted: bool,
    /// The captcha in its form.
    pub captcha: Option<Widget<'a>>,
}

/// What a captcha's script makes its widget of.
pub struct Widget<'a> {
    /// Whose it is, and our key there.
    pub config: &'a CaptchaConfig,
    /// What it is asked for.
    pub action: &'static str,
}

/// How to come back to a page in the other language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Switch {
    /// Path and query. Never with a token: that goes and comes back in a form.
    pub return_to: String,
    /// The token of a mailed link's page.
    pub token: Option<String>,
}

impl Switch {
    /// Back to a page without a token.
    pub fn to(return_to: impl Into<String>) -> Self {
        Self { return_to: return_to.into(), token: None }
    }
}

impl Frame<'_> {
    /// The script.
    pub fn script(&self) -> &'static str {
        SCRIPT
    }
}

/// What a Content-Security-Policy knows the script by.
pub(super) fn script_hash() -> String {
    source_hash(SCRIPT)
}
