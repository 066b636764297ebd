//! Layout shared by sign-in and sign-up.

use askama::Template;

use super::ui::{Button, Form, Frame, Link, Text};

/// Id of the form, for the buttons outside it.
pub(super) const ENTRANCE: &str = "entrance";

/// Content of a sign-in or sign-up page.
pub(super) struct EntranceView {
    /// Title of the document.
    pub title: &'static str,
    pub heading: Text,
    pub form: Form,
    /// Word between the form and the other ways.
    pub or: &'static str,
    /// Buttons that send the form elsewhere.
    pub buttons: Vec<Button>,
    /// Form that only browsers with passkeys show.
    pub passkey: Option<Form>,
    /// Links to providers.
    pub providers: Vec<Link>,
    /// Question for people on the wrong page, and link to the right one.
    pub other: Option<(&'static str, Link)>,
}

impl EntranceView {
    /// True if there is a way to sign in other than the form.
    pub fn has_others(&self) -> bool {
        !self.buttons.is_empty() || self.passkey.is_some() || !self.providers.is_empty()
    }
}

#[derive(Template)]
#[template(path = "entrance.html")]
pub(super) struct EntrancePage<'a> {
    pub frame: &'a Frame<'a>,
    pub view: &'a EntranceView,
}
