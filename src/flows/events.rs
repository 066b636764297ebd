//! Security events: the list for the account's owner, and events written outside a batch.

use super::SignedIn;
use crate::app::App;
use crate::domain::event::{Event, EventKind};
use crate::domain::{AccountId, AuthError, Client, EventId, SessionId};
use crate::store::tables::events::{RepeatableEvent, Trace, find_events_of, insert_by_itself};

/// Newest events of the account, at most 100, or those before the event with this id. Empty if the account has no such
/// event.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn list(app: &App, of: &SignedIn, before: Option<&EventId>) -> Result<Vec<Event>, AuthError> {
    find_events_of(&*app.ports.database, &of.account.id, before).await
}

/// Trace of a session's request.
pub(super) fn trace<'a>(app: &App, of: &'a SignedIn, client: &'a Client) -> Trace<'a> {
    Trace { client, session: Some(&of.session.id), at: app.now() }
}

/// Trace of a request without a session.
pub(super) fn stranger<'a>(app: &App, client: &'a Client) -> Trace<'a> {
    Trace { client, session: None, at: app.now() }
}

/// Records an event of a refusal, or of an act without effect, after the answer. Only the first of its kind in a window
/// is written, so that nobody can fill the table.
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
    app.run_after_answer("event_write_failed", async move {
        let trace = Trace { client: &client, session: session.as_ref(), at };
        insert_by_itself(&*worker.ports.database, &RepeatableEvent { kind, account: &account, window }, &trace).await
    });
}

/// Records an export after the answer, once per window.
pub fn note_export(app: &App, of: &SignedIn, client: &Client) {
    record_after_answer(app, EventKind::Exported, &of.account.id, Some(&of.session.id), client);
}

/// Refuses a code of the second factor and records it. Each was counted before it was checked.
pub(super) fn refuse_code(app: &App, account: &AccountId, session: Option<&SessionId>, client: &Client) -> AuthError {
    record_after_answer(app, EventKind::SecondFactorFailed, account, session, client);
    AuthError::InvalidTotp
}
