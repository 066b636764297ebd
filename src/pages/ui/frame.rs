//! Frame of every page: the service's name, and the switch to the other language.

use crate::config::CaptchaProvider;
use crate::domain::Language;
use crate::look::{Look, source_hash};

/// Script of the pages, `templates/script.js` as `build.rs` leaves it.
const SCRIPT: &str = include_str!(concat!(env!("OUT_DIR"), "/script.js"));

/// Frame of a page.
pub struct Frame<'a> {
    /// Language of all text.
    pub language: Language,
    pub look: &'a Look,
    /// Switch to the other language; `None` for a page that only answers a form.
    pub switch: Option<Switch>,
    /// True if the page has the script.
    pub scripted: bool,
    /// Provider of the captcha in the page's form, whose script the page loads.
    pub captcha: Option<CaptchaProvider>,
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
pub fn script_hash() -> String {
    source_hash(SCRIPT)
}
