//! Frame of every page: the service's name, and the switch to the other language.

use crate::config::CaptchaConfig;
use crate::domain::Language;
use crate::look::{Look, source_hash};

/// Script of the pages.
const SCRIPT: &str = include_str!("../../templates/script.js");

/// Frame of a page.
pub struct Frame<'a> {
    /// Language of all text.
    pub language: Language,
    pub look: &'a Look,
    /// Switch to the other language; `None` for a page that only answers a form.
    pub switch: Option<Switch>,
    /// True if the page has the script.
    pub scripted: bool,
    /// Captcha in the page's form.
    pub captcha: Option<Widget<'a>>,
}

/// Captcha widget.
pub struct Widget<'a> {
    /// Provider and site key.
    pub config: &'a CaptchaConfig,
    /// Action that the captcha is solved for.
    pub action: &'static str,
}

/// Return to a page after a change of language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Switch {
    /// Path and query, never with a token: that is carried in a form field.
    pub return_to: String,
    /// Token of a mailed link's page.
    pub token: Option<String>,
}

impl Switch {
    /// Return to a page without a token.
    pub fn to(return_to: impl Into<String>) -> Self {
        Self { return_to: return_to.into(), token: None }
    }
}

impl Frame<'_> {
    pub fn script(&self) -> &'static str {
        SCRIPT
    }
}

/// Source expression of the script in a Content-Security-Policy.
pub(super) fn script_hash() -> String {
    source_hash(SCRIPT)
}
