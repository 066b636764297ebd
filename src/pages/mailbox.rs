//! Page of the development mailbox, and the frames in it.

use ::http::StatusCode;
use askama::Template;
use url::form_urlencoded;

use super::copy::rooms::Mailbox;
use super::handlers::html_response;
use super::security::{Needs, confine};
use super::ui::Frame;
use super::{Html, render_mailbox};
use crate::api::shared::mailbox::wanted_mails;
use crate::domain::{AuthError, TokenKind};
use crate::http::{Exchange, Failure, ProtocolError, Response};
use crate::outbound::mailbox::{ReceivedMail, find};
use crate::ports::MailId;

/// Place of the code in a mail with a sign-in link: the page that takes it waits in another tab, so its operation in the
/// reference.
const TAKES_SIGN_IN_CODE: &str = "/docs#signInByMagicLink";
/// Place of the code that confirms an address: a page of the signed-in account.
const TAKES_CONFIRMATION_CODE: &str = "/check-email";
/// Place of the code that confirms a new address: the same page, after a change was asked for.
const TAKES_NEW_ADDRESS_CODE: &str = "/check-email?sent=new-address";
/// Place of the code in any other mail.
const TAKES_CODE: &str = "/docs#verifyEmailByCode";

/// `GET /dev/mailbox`.
pub(super) async fn show(exchange: &Exchange) -> Result<Response, Failure> {
    let mails = wanted_mails(exchange).await?;
    let wanted = exchange.query("to").unwrap_or_default();
    let html = render_mailbox(&mails, &wanted, exchange.language.get(), exchange.app.look());
    Ok(html_response(exchange, StatusCode::OK, html, &Needs { own_frames: true, ..Needs::default() }))
}

/// `GET /dev/mailbox/:id`: HTML part of a mail, for a frame. Its links open in the whole tab, since no page of ours may be
/// framed.
pub(super) async fn show_html_part(exchange: &Exchange) -> Result<Response, Failure> {
    let id = MailId(exchange.parameter("id").to_owned());
    let found = find(&*exchange.app.ports.key_value, &id).await;
    let mail = found.map_err(AuthError::from)?.ok_or(ProtocolError::UnknownPath)?;
    let html = Html(mail.html.replacen("<head>", "<head><base target=\"_top\">", 1));
    let mut response = html_response(exchange, StatusCode::OK, html, &Needs::default());
    confine(&mut response);
    Ok(response)
}

#[derive(Template)]
#[template(path = "mailbox.html")]
pub(super) struct MailboxPage<'a> {
    pub frame: &'a Frame<'a>,
    pub copy: &'a Mailbox,
    pub mails: &'a [ReceivedMail],
    /// Address that was asked for; empty for all.
    pub wanted: &'a str,
}

impl MailboxPage<'_> {
    /// Path of the mails to the same address.
    fn filter(&self, mail: &ReceivedMail) -> String {
        let query = form_urlencoded::Serializer::new(String::new()).append_pair("to", &mail.to).finish();
        format!("/dev/mailbox?{query}")
    }

    /// Lines of a text part, each with its target if it is a link or a code.
    fn lines<'a>(&self, text: &'a str) -> impl Iterator<Item = (&'a str, Option<&'a str>)> {
        let of_code = place_of_code(text);
        let target = move |line| if is_link(line) { Some(line) } else { is_code(line).then_some(of_code) };
        text.lines().map(move |line| (line, target(line)))
    }
}

fn is_link(line: &str) -> bool {
    (line.starts_with("http://") || line.starts_with("https://")) && !line.contains(char::is_whitespace)
}

fn is_code(line: &str) -> bool {
    let digits = line.trim();
    digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// Place where the code of a mail is typed, by the page that the link of the same mail opens.
fn place_of_code(text: &str) -> &'static str {
    let paths = text.lines().filter(|line| is_link(line)).filter_map(|line| line.split(['?', '#']).next());
    let pages: Vec<&str> = paths.filter_map(|path| path.rsplit('/').next()).collect();
    let leads_to = |kind: TokenKind| pages.contains(&kind.as_str());
    if leads_to(TokenKind::MagicLink) {
        TAKES_SIGN_IN_CODE
    } else if leads_to(TokenKind::VerifyEmail) {
        TAKES_CONFIRMATION_CODE
    } else if leads_to(TokenKind::ConfirmAddress) {
        TAKES_NEW_ADDRESS_CODE
    } else {
        TAKES_CODE
    }
}
