//! Page of the development mailbox.

use askama::Template;

use super::ui::Frame;
use crate::domain::Language;
use crate::outbound::mailbox::ReceivedMail;

#[derive(Template)]
#[template(path = "mailbox.html")]
pub(super) struct MailboxPage<'a> {
    pub frame: &'a Frame<'a>,
    pub words: MailboxWords,
    pub mails: &'a [ReceivedMail],
}

impl MailboxPage<'_> {
    /// Lines of a text part, each with true for a link.
    fn lines<'a>(&self, text: &'a str) -> impl Iterator<Item = (&'a str, bool)> {
        let is_link = |line: &str| {
            (line.starts_with("http://") || line.starts_with("https://")) && !line.contains(char::is_whitespace)
        };
        text.lines().map(move |line| (line, is_link(line)))
    }
}

/// Fixed text of the page.
pub(super) struct MailboxWords {
    title: &'static str,
    lead: &'static str,
    empty: &'static str,
    to: &'static str,
}

impl MailboxWords {
    pub fn new(language: Language) -> Self {
        Self {
            title: language.pick("Development mailbox", "Boîte de développement"),
            lead: language.pick(
                "Mail that this service would have sent, newest first. It is gone after a day.",
                "Les messages que ce service aurait envoyés, le dernier en premier. Ils disparaissent après un jour.",
            ),
            empty: language.pick("No mail yet.", "Aucun message pour l’instant."),
            to: language.pick("To", "À"),
        }
    }
}
