//! List of people, by what was typed or newest first.

use ::http::StatusCode;
use url::form_urlencoded;

use super::desk::{list_page, path_of};
use super::layout::{Desk, List, Listed, Search, page};
use crate::domain::{AccountId, Authority, Language};
use crate::facts::{Fact, moment};
use crate::flows::operators::users::{self, User, UserFilter, UserState};
use crate::http::{Exchange, Failure, Response};
use crate::pages::copy::Copy;
use crate::pages::copy::console::Console;
use crate::pages::ui::{Badge, Link};

/// Characters of an account's id.
const ID_LENGTH: usize = 36;

pub(super) async fn show(exchange: &Exchange, authority: &Authority) -> Result<Response, Failure> {
    let copy = &Copy::of(exchange.language.get()).console;
    let search = Search { typed: exchange.query("q").unwrap_or_default(), status: exchange.query("status") };
    let found = users::list(&exchange.app, authority, &filter(&search), &list_page(exchange)).await?;
    let listed = found.entries.iter().map(|user| listed(copy, exchange.language.get(), user)).collect();
    let next = found.next.map(|cursor| Link::new(next_url(&search, &cursor), copy.next));
    let desk = Desk {
        title: copy.people.into(),
        search: Some(search),
        list: Some(List { items: listed, empty: copy.nobody }),
        next,
        ..Desk::default()
    };
    Ok(page(exchange, StatusCode::OK, &desk))
}

/// A whole id finds its account; anything else is the beginning of an address or username.
fn filter(search: &Search) -> UserFilter {
    let typed = search.typed.trim().to_lowercase();
    match search.status.as_deref() {
        _ if typed.len() == ID_LENGTH && !typed.contains('@') => UserFilter::Id(AccountId(typed)),
        _ if !typed.is_empty() => UserFilter::Prefix(typed),
        Some("active") => UserFilter::Active,
        Some("disabled") => UserFilter::Disabled,
        _ => UserFilter::All,
    }
}

fn next_url(search: &Search, cursor: &str) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("q", &search.typed).append_pair("status", search.status.as_deref().unwrap_or_default());
    format!("/admin/users?{}", query.append_pair("cursor", cursor).finish())
}

/// Name that operators know an account by.
pub(super) fn title(user: &User) -> String {
    let name = user.email.as_deref().or(user.username.as_deref()).or(user.name.as_deref());
    crate::facts::one_line(name.unwrap_or(&user.id.0))
}

fn listed(copy: &'static Console, language: Language, user: &User) -> Listed {
    let is_disabled = matches!(user.state, UserState::Disabled { .. });
    let badge = match user.role {
        _ if is_disabled => Some(Badge::plain(copy.disabled)),
        Some(role) => Some(Badge::good((Copy::of(language).role)(role))),
        None => None,
    };
    let stated = |label, text: &Option<String>| text.as_deref().map(|text| Fact::stated(label, text));
    let at = |label, time| Some(Fact::known(label, moment(time, language)));
    let facts = [
        stated(copy.name, &user.name),
        stated(copy.username, &user.username),
        at(copy.created, user.created_at),
        user.last_sign_in_at.and_then(|time| at(copy.last_sign_in, time)),
    ];
    let facts = facts.into_iter().flatten().collect();
    Listed { link: Link::new(path_of(&user.id.0), title(user)), badge, facts }
}
