//! Layout of every page of the console: its rooms, a search, sections.

use ::http::StatusCode;
use askama::Template;

use super::ADMIN;
use super::chart::Chart;
use crate::domain::AuthError;
use crate::facts::Fact;
use crate::http::{Exchange, Failure, Response};
use crate::markup::write_out;
use crate::pages::Html;
use crate::pages::copy::Copy;
use crate::pages::copy::console::Console;
use crate::pages::handlers::html_response;
use crate::pages::security::Needs;
use crate::pages::ui::{Badge, Button, Field, Form, Frame, Input, Link, Refusal, Section, Switch, Text, told};

/// Content of a page.
#[derive(Default)]
pub(super) struct Desk {
    pub title: Text,
    /// Name of the person or list, which somebody chose freely.
    pub subject: Option<String>,
    pub search: Option<Search>,
    pub chart: Option<Chart>,
    /// Kinds of events to choose from: name, title, and true for the chosen one.
    pub kinds: Vec<(&'static str, &'static str, bool)>,
    /// Id of the account that events are limited to.
    pub account: String,
    /// Error of the last form.
    pub alert: Option<Text>,
    /// Secret that is shown this once.
    pub secret: Option<ShownSecret>,
    pub list: Option<List>,
    pub sections: Vec<Section>,
    /// Link to the next page of a list.
    pub next: Option<Link>,
}

/// List of things that have a page of their own.
pub(super) struct List {
    pub items: Vec<Listed>,
    /// Said in place of an empty list.
    pub empty: &'static str,
}

pub(super) struct Listed {
    pub link: Link,
    pub badge: Option<Badge>,
    pub facts: Vec<Fact>,
}

/// Secret that was just made.
pub(super) struct ShownSecret {
    pub lead: Text,
    pub text: String,
}

/// Search for people.
#[derive(Default)]
pub(super) struct Search {
    /// Typed before.
    pub typed: String,
    /// State that the list is limited to.
    pub status: Option<String>,
}

#[derive(Template)]
#[template(path = "admin/page.html")]
struct DeskPage<'a> {
    frame: &'a Frame<'a>,
    copy: &'a Console,
    rooms: Vec<Link>,
    /// Path of this page's room.
    here: &'a str,
    desk: &'a Desk,
    sign_out: Form,
}

/// Response with a page.
pub(super) fn page(exchange: &Exchange, status: StatusCode, desk: &Desk) -> Response {
    let language = exchange.language.get();
    let copy = &Copy::of(language).console;
    let path = exchange.request.path.as_str();
    let rooms = rooms(copy);
    let here = rooms.iter().rev().map(|room| room.href.as_str()).find(|href| path.starts_with(href)).unwrap_or(ADMIN);
    let here = here.to_owned();
    let switch = (exchange.request.method == ::http::Method::GET).then(|| Switch::to(with_query(exchange)));
    let frame = Frame { language, look: exchange.app.look(), switch, scripted: true, captcha: None };
    let sign_out = Form::new("/sign-out", Button::quiet(copy.sign_out));
    let html = write_out(&DeskPage { frame: &frame, copy, rooms, here: &here, desk, sign_out });
    html_response(exchange, status, Html(html), &Needs { script: true, ..Needs::default() })
}

/// The page again, with the error of the form that was sent.
///
/// # Errors
/// The error itself, if no form can explain it.
pub(super) fn refused(exchange: &Exchange, mut desk: Desk, error: AuthError) -> Result<Response, Failure> {
    let told = told(&error);
    let Some(problem) = told.problem.filter(|_| !matches!(error, AuthError::ReauthenticationRequired)) else {
        return Err(error.into());
    };
    let text = Copy::of(exchange.language.get()).explain(problem);
    let action = exchange.request.path.trim_end_matches('/');
    let refusal = Refusal { action, problem, text: text.clone(), typed: &exchange.fields };
    if !refusal.tell(&mut desk.sections) {
        desk.alert = Some(text);
    }
    Ok(page(exchange, told.failed.status(), &desk))
}

/// Link to the next page of the list at this path.
pub(super) fn next_page(copy: &Console, path: &str, cursor: Option<String>) -> Option<Link> {
    cursor.map(|cursor| Link::new(format!("{path}?cursor={cursor}"), copy.next))
}

/// Adds the fields that every act has last.
pub(super) fn remarks(copy: &'static Console, form: Form) -> Form {
    form.field(Field::new("reason", Input::Label, copy.reason).optional())
        .field(Field::new("note", Input::Label, copy.note).optional())
}

/// Form that replaces the secret of a thing at this path.
pub(super) fn new_secret(copy: &'static Console, path: &str) -> Form {
    let graces = [("", copy.no_grace), ("day", copy.a_day), ("week", copy.a_week)];
    let form = Form::new(format!("{path}/secret"), Button::quiet(copy.new_secret))
        .field(Field::new("grace", Input::Choice, copy.grace).options(graces));
    remarks(copy, form).fold(copy.new_secret)
}

/// Form that removes a thing of a list.
pub(super) fn removal(copy: &'static Console, action: String) -> Form {
    remarks(copy, Form::new(action, Button::danger(copy.remove))).fold(copy.remove)
}

fn rooms(copy: &Console) -> Vec<Link> {
    [
        ("", copy.overview),
        ("/users", copy.people),
        ("/events", copy.events),
        ("/invitations", copy.invitations),
        ("/recovery-requests", copy.recovery_requests),
        ("/clients", copy.clients),
        ("/resources", copy.resources),
        ("/signing-keys", copy.signing_keys),
        ("/keys", copy.keys),
    ]
    .map(|(path, label)| Link::new(format!("{ADMIN}{path}"), label))
    .into()
}

fn with_query(exchange: &Exchange) -> String {
    let query = exchange.request.query.as_ref().map(|query| format!("?{query}")).unwrap_or_default();
    format!("{}{query}", exchange.request.path)
}
