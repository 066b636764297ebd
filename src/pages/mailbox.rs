//! Page of the development mailbox.

use ::http::StatusCode;
use askama::Template;

use super::copy::rooms::Mailbox;
use super::handlers::html_response;
use super::render_mailbox;
use super::security::Needs;
use super::ui::Frame;
use crate::api::shared::mailbox::wanted_mails;
use crate::http::{Exchange, Failure, Response};
use crate::outbound::mailbox::ReceivedMail;

/// `GET /dev/mailbox`.
pub(super) async fn show(exchange: &Exchange) -> Result<Response, Failure> {
    let mails = wanted_mails(exchange).await?;
    let html = render_mailbox(&mails, exchange.language.get(), exchange.app.look());
    Ok(html_response(exchange, StatusCode::OK, html, &Needs::default()))
}

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
