//! Page of the development mailbox.

use askama::Template;

use super::copy::rooms::Mailbox;
use super::ui::Frame;
use crate::outbound::mailbox::ReceivedMail;

#[derive(Template)]
#[template(path = "mailbox.html")]
pub(super) struct MailboxPage<'a> {
    pub frame: &'a Frame<'a>,
    pub copy: &'a Mailbox,
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
