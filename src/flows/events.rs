//! What happened to an account, for its person to look at; and events that have no batch to ride in.

use super::SignedIn;
use crate::app::App;
use crate::domain::event::{Event, EventKind};
use crate::domain::{AccountId, AuthError, Client, SessionId};
use crate::store::events::{RepeatableEvent, Trace, find_events_of, insert_by_itself};

/// The events of the account, the newest first, at most 100; or those before the event of this id, none if the account
/// has no such event.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn list(app: &App, of: &SignedIn, before: Option<&str>) -> Result<Vec<Event>, AuthError> {
    find_events_of(&*app.ports.database, &of.account.id, before).await
}

/// Where something comes from that a session asks for.
pub(super) fn trace<'a>(app: &App, of: &'a SignedIn, client: &'a Client) -> Trace<'a> {
    Trace { client, session: Some(&of.session.id), at: app.now() }
}

/// Where something comes from that is asked for without a session.
pub(super) fn stranger<'a>(app: &App, client: &'a Client) -> Trace<'a> {
    Trace { client, session: None, at: app.now() }
}

/// Writes an event after the answer, of what was refused or changed nothing: the first of its kind in a window alone, so
/// that nobody can fill the table.
pub(super) fn record_after_answer(
    app: &App,
    kind: EventKind,
    account: &AccountId,
    session: Option<&SessionId>,
    client: &Client,
) {
    let (worker, account, session, client, at) =
        (app.clone(), account.clone(), session.cloned(), client.clone(), app.now());
    let window = app.config().limits.window;
    app.run_after_answer("event_not_written", async move {
        let trace = Trace { client: &client, session: session.as_ref(), at };
        insert_by_itself(&*worker.ports.database, &RepeatableEvent { kind, account: &account, window }, &trace).await
    });
}

/// Notes that everything known of the account was taken along, after the answer, once a window.
pub fn note_export(app: &App, of: &SignedIn, client: &Client) {
    record_after_answer(app, EventKind::Exported, &of.account.id, Some(&of.session.id), client);
}

/// Refuses a code of the second factor, and says so to its account. Each was counted before it was looked at.
pub(super) fn refuse_code(app: &App, account: &AccountId, session: Option<&SessionId>, client: &Client) -> AuthError {
    record_after_answer(app, EventKind::SecondFactorFailed, account, session, client);
    AuthError::InvalidTotp
}
