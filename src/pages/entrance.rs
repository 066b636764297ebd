//! Layout shared by sign-in and sign-up.

use askama::Template;

use super::field::Field;
use super::frame::Frame;
use super::page::ProviderLink;
use super::view::Way;

/// Content of a sign-in or sign-up page.
pub(super) struct EntranceView<'a> {
    pub title: &'static str,
    /// Error that concerns no field.
    pub alert: Option<&'static str>,
    /// Target of the form, without its slash.
    pub path: &'static str,
    /// Redirect target after sign-in, already trusted.
    pub redirect_url: Option<&'a str>,
    /// Nonce of this form, so that sending it twice acts once.
    pub nonce: Option<&'a str>,
    pub fields: Vec<Field<'a>>,
    pub submit: &'static str,
    /// Button that mails a sign-in link instead.
    pub link: Option<&'static str>,
    /// Button that mails the confirmation of the address again.
    pub verification: Option<&'static str>,
    pub passkey: Option<PasskeyButton>,
    pub providers: Vec<ProviderButton<'a>>,
    /// Question for people on the wrong page.
    pub question: &'static str,
    /// Link to the right page.
    pub other: Way,
}

impl EntranceView<'_> {
    /// True if there is a way to sign in other than the form.
    pub fn has_others(&self) -> bool {
        self.link.is_some() || self.verification.is_some() || self.passkey.is_some() || !self.providers.is_empty()
    }
}

/// Button that only browsers with passkeys show.
pub(super) struct PasskeyButton {
    pub label: &'static str,
    /// Message if the browser returned no passkey.
    pub failed: &'static str,
}

/// Button that follows a provider's link.
pub(super) struct ProviderButton<'a> {
    /// Name of the provider in the routes.
    pub name: &'a str,
    pub href: &'a str,
    pub label: String,
}

impl<'a> ProviderButton<'a> {
    pub fn new(provider: &'a ProviderLink, continue_with: &str) -> Self {
        let known = match provider.name.as_str() {
            "github" => "GitHub",
            "google" => "Google",
            name => name,
        };
        Self { name: &provider.name, href: &provider.href, label: format!("{continue_with} {known}") }
    }
}

#[derive(Template)]
#[template(path = "entrance.html")]
pub(super) struct EntrancePage<'a> {
    pub frame: &'a Frame<'a>,
    pub view: &'a EntranceView<'a>,
}
