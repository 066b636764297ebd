//! Front page: what happened in the last 30 days, and the search for people.

use ::http::StatusCode;

use super::chart::Chart;
use super::layout::{Desk, Search, page};
use crate::domain::Authority;
use crate::flows::operators::events;
use crate::http::{Exchange, Failure, Response};
use crate::pages::copy::Copy;

const DAYS: i64 = 30;

pub(super) async fn show(exchange: &Exchange, authority: &Authority) -> Result<Response, Failure> {
    let days = events::by_day(&exchange.app, authority, DAYS).await?;
    let copy = &Copy::of(exchange.language.get()).console;
    let desk = Desk {
        title: copy.title.into(),
        search: Some(Search::default()),
        chart: Some(Chart::new(copy, days)),
        ..Desk::default()
    };
    Ok(page(exchange, StatusCode::OK, &desk))
}
