//! Recovery: links, and requests of one operator that another approves.

use ::http::StatusCode;

use super::desk::{account, list_page, path_of, requested};
use super::layout::{Desk, ShownSecret, next_page, page, refused, remarks};
use super::person;
use crate::domain::{AuthError, Authority, RecoveryRequestId};
use crate::facts::{Fact, moment};
use crate::flows::operators::recovery_links;
use crate::flows::operators::recovery_requests::{self, Approved, DELAY, RecoveryRequest};
use crate::http::reply::see_other;
use crate::http::{Exchange, Failure, Response};
use crate::pages::copy::Copy;
use crate::pages::ui::{Button, Form, Item, Link, Section};

const PATH: &str = "/admin/recovery-requests";

/// Shows a recovery link this once, or says that it was mailed.
pub(super) async fn link(exchange: &Exchange, authority: &Authority) -> Result<Response, Failure> {
    let act = requested(exchange, authority)?;
    let console = &Copy::of(exchange.language.get()).console;
    match recovery_links::make(&exchange.app, &act, &account(exchange)).await {
        Ok(made) => {
            let lead = if made.url.is_some() { console.link_made } else { console.link_mailed };
            let text = made.url.as_ref().map(|url| url.expose().to_owned());
            let back = Link::new(path_of(&account(exchange).0), console.back);
            Ok(page(exchange, StatusCode::CREATED, &shown(console.recovery_link, lead, text, back)))
        }
        Err(error) => person::refuse(exchange, authority, error).await,
    }
}

fn shown(title: &'static str, lead: &'static str, secret: Option<String>, back: Link) -> Desk {
    let said = Section::new("recovery", title).links([back]);
    let said = if secret.is_some() { said } else { said.lead(lead) };
    let secret = secret.map(|text| ShownSecret { lead: lead.into(), text });
    Desk { title: title.into(), secret, sections: vec![said], ..Desk::default() }
}

pub(super) async fn ask(exchange: &Exchange, authority: &Authority) -> Result<Response, Failure> {
    let act = requested(exchange, authority)?;
    match recovery_requests::ask(&exchange.app, &act, &account(exchange)).await {
        Ok(_) => Ok(see_other(PATH)),
        Err(error) => person::refuse(exchange, authority, error).await,
    }
}

pub(super) async fn show(exchange: &Exchange, authority: &Authority) -> Result<Response, Failure> {
    Ok(page(exchange, StatusCode::OK, &listed(exchange, authority).await?))
}

async fn listed(exchange: &Exchange, authority: &Authority) -> Result<Desk, AuthError> {
    let found = recovery_requests::list(&exchange.app, authority, &list_page(exchange)).await?;
    let copy = Copy::of(exchange.language.get());
    let console = &copy.console;
    let lead = if found.entries.is_empty() { console.no_request } else { console.requests_lead };
    let section = Section::new("requests", console.recovery_requests)
        .lead(lead)
        .items(found.entries.iter().map(|request| item(copy, request)));
    let next = next_page(console, PATH, found.next);
    Ok(Desk { title: console.recovery_requests.into(), sections: vec![section], next, ..Desk::default() })
}

fn item(copy: &'static Copy, request: &RecoveryRequest) -> Item {
    let (console, at) = (&copy.console, |time| moment(time, copy.language));
    let facts = [
        Some(Fact::known(console.asked_by, request.asked_by.0.clone())),
        Some(Fact::known(console.asked_at, at(request.asked_at))),
        request.approved_by.as_ref().map(|by| Fact::known(console.approved_by, by.0.clone())),
        request.approved_at.map(|time| Fact::known(console.ready_at, at(time + DELAY))),
        Some(Fact::known(console.ends, at(request.expires_at))),
    ];
    let label = if request.approved_by.is_some() { console.show_link } else { console.approve };
    let approve = remarks(console, Form::new(format!("{PATH}/{}/approve", request.id), Button::main(label)));
    let facts = facts.into_iter().flatten().collect();
    Item { title: request.account_id.0.clone(), badge: None, facts, forms: vec![approve] }
}

/// Approves a request; a day later, shows the approver its link this once.
pub(super) async fn approve(exchange: &Exchange, authority: &Authority) -> Result<Response, Failure> {
    let act = requested(exchange, authority)?;
    let console = &Copy::of(exchange.language.get()).console;
    match recovery_requests::approve(&exchange.app, &act, &RecoveryRequestId(exchange.parameter("rid").to_owned()))
        .await
    {
        Ok(Approved::Waiting(_)) => Ok(see_other(PATH)),
        Ok(Approved::Ready { url, .. }) => {
            let (text, back) = (url.expose().to_owned(), Link::new(PATH, console.back));
            Ok(page(exchange, StatusCode::OK, &shown(console.recovery_link, console.link_made, Some(text), back)))
        }
        Err(error) => refused(exchange, listed(exchange, authority).await?, error),
    }
}
