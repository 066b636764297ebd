//! Everything about one person, for the console.

use super::events::{NewestFilter, RecordedEvent};
use super::users::User;
use crate::app::App;
use crate::domain::{AccountId, AuthError, Authority, Session};
use crate::store::batch::Batch;

pub struct ConsolePerson {
    pub user: User,
    /// Active sessions, last used first.
    pub sessions: Vec<Session>,
    /// Newest events.
    pub events: Vec<RecordedEvent>,
}

/// Events shown of a person.
const EVENTS: i64 = 25;

/// An account with its sessions and newest events, in one round trip.
///
/// # Errors
/// [`AuthError::NotFound`], those of [`super::admit`].
pub async fn find(app: &App, authority: &Authority, id: &AccountId) -> Result<ConsolePerson, AuthError> {
    let mut batch = Batch::new();
    let admitted = batch.admit(authority, app.now());
    let user = batch.user(id, app.now());
    let sessions = batch.sessions_of(id, app.now());
    let events = batch.newest_events(id, &NewestFilter::default(), EVENTS);
    let mut done = batch.run(&*app.ports.database).await?;
    done.take(admitted)?;
    let user = done.take(user)?.ok_or(AuthError::NotFound)?;
    Ok(ConsolePerson { user, sessions: done.take(sessions)?, events: done.take(events)?.events })
}
