//! The pages through which people come in: signing in and signing up share their shape.

use askama::Template;

use super::field::Field;
use super::frame::Frame;
use super::page::Provider;
use super::view::Way;

/// A page to sign in or up on.
pub(super) struct EntranceView<'a> {
    /// The heading.
    pub title: &'static str,
    /// What went wrong, where it is no field's.
    pub alert: Option<&'static str>,
    /// Where the form goes, without its slash.
    pub path: &'static str,
    /// Where the browser goes afterwards, if it is trusted.
    pub redirect_url: Option<&'a str>,
    /// Name of this very form, where sending it twice must act once.
    pub nonce: Option<&'a str>,
    /// What to fill in.
    pub fields: Vec<Field<'a>>,
    /// The button.
    pub submit: &'static str,
    /// The button that has a link mailed instead.
    pub link: Option<&'static str>,
    /// The button that has the confirmation of the address mailed again.
    pub verification: Option<&'static str>,
    /// The button for a passkey.
    pub passkey: Option<PasskeyButton>,
    /// The other providers.
    pub providers: Vec<ProviderButton<'a>>,
    /// Who may be here by mistake.
    pub question: &'static str,
    /// Where they should be.
    pub other: Way,
}

impl EntranceView<'_> {
    /// Whether there is another way than the form.
    pub fn has_others(&self) -> bool {
        self.link.is_some() || self.verification.is_some() || self.passkey.is_some() || !self.providers.is_empty()
    }
}

/// A button that only browsers with passkeys show.
pub(super) struct PasskeyButton {
    /// Its text.
    pub label: &'static str,
    /// What is said when the browser gave no passkey.
    pub failed: &'static str,
}

/// A link to another provider.
pub(super) struct ProviderButton<'a> {
    /// The provider, as the routes call it.
    pub name: &'a str,
    /// Where it goes.
    pub href: &'a str,
    /// Its text.
    pub label: String,
}

impl<'a> ProviderButton<'a> {
    pub fn new(provider: &'a Provider, continue_with: &str) -> Self {
        let known = match provider.name.as_str() {
            "github" => "GitHub",
            "google" => "Google",
            name => name,
        };
        Self { name: &provider.name, href: &provider.href, label: format!("{continue_with} {known}") }
    }
}

/// The page around it.
#[derive(Template)]
#[template(path = "entrance.html")]
pub(super) struct EntrancePage<'a> {
    pub frame: &'a Frame<'a>,
    pub view: &'a EntranceView<'a>,
}
