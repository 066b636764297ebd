//! `/users/{id}/sessions`.

use ::http::StatusCode;
use serde::Serialize;
use serde_json::json;

use super::users::account;
use super::wire::{list, list_page, requested_act, user};
use crate::domain::session::Aal;
use crate::domain::{Authority, Session, SessionId};
use crate::flows::operators::sessions;
use crate::http::{Exchange, Failure, Response, reply};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SessionJson<'a> {
    id: &'a str,
    platform: &'a str,
    place: Option<&'a str>,
    created_at: String,
    last_used_at: String,
    expires_at: String,
    /// 2 if two factors or a passkey opened it.
    aal: u8,
}

impl<'a> From<&'a Session> for SessionJson<'a> {
    fn from(session: &'a Session) -> Self {
        Self {
            id: &session.id.0,
            platform: &session.platform,
            place: session.place.as_deref(),
            created_at: session.created_at.to_rfc3339(),
            last_used_at: session.last_used_at.to_rfc3339(),
            expires_at: session.ends_at.to_rfc3339(),
            aal: match session.aal {
                Aal::One => 1,
                Aal::Two => 2,
            },
        }
    }
}

pub(super) async fn index(exchange: &Exchange, authority: &Authority) -> Result<Response, Failure> {
    let found = sessions::list(&exchange.app, authority, &account(exchange), &list_page(exchange)?).await?;
    let entries = found.entries.iter().map(|one| json!(SessionJson::from(one))).collect();
    Ok(list("sessions", entries, found.next))
}

pub(super) async fn show(exchange: &Exchange, authority: &Authority) -> Result<Response, Failure> {
    let session = SessionId(exchange.parameter("sid").to_owned());
    let found = sessions::find(&exchange.app, authority, &account(exchange), &session).await?;
    Ok(reply::json(StatusCode::OK, &json!({ "session": SessionJson::from(&found) })))
}

pub(super) async fn end_all(exchange: &Exchange, authority: &Authority) -> Result<Response, Failure> {
    let requested = requested_act(exchange, authority)?;
    Ok(user(&sessions::end_all(&exchange.app, &requested, &account(exchange)).await?))
}

pub(super) async fn end(exchange: &Exchange, authority: &Authority) -> Result<Response, Failure> {
    let requested = requested_act(exchange, authority)?;
    let session = SessionId(exchange.parameter("sid").to_owned());
    Ok(user(&sessions::end(&exchange.app, &requested, &account(exchange), &session).await?))
}
