//! Acts of operators and service keys. Each checks its caller in its own batch.

pub mod addresses;
pub mod clients;
pub mod creation;
pub mod deletion;
pub mod events;
pub mod idempotency;
pub mod invitations;
pub mod keys;
pub mod merging;
pub mod person;
pub mod profile;
pub mod recovery_links;
pub mod recovery_requests;
pub mod resets;
pub mod resources;
pub mod roles;
pub mod sessions;
pub mod signing_keys;
pub mod states;
pub mod users;

use self::users::User;
use super::authenticate::verify;
use super::mailing::notify_act;
use crate::app::App;
use crate::crypto::base64url;
use crate::crypto::service_key::ServiceKey;
use crate::domain::authority::Remarks;
use crate::domain::{AccountId, Actor, AuthError, Authority, Caller, Client, EventId, EventKind, UnixTime};
use crate::mail;
use crate::store::batch::{Batch, Handle};
use crate::store::batches::acts::Act;
use crate::store::pages::{ListPosition, NewestPage};

/// Text of the error for a cursor that is not of this list.
const INVALID_CURSOR: &str = "cursor must be the next of a page of this list";

/// Page of a list.
pub struct ListPage {
    /// Most entries, 1 to 100.
    pub limit: usize,
    /// Cursor of the page before; `None` for the first page.
    pub cursor: Option<String>,
}

/// Entries on one page of a list, and the cursor of the next.
pub struct ListedPage<T> {
    pub entries: Vec<T>,
    pub next: Option<String>,
}

/// One page of a list, newest first, in one round trip; `read` adds the statement that reads it.
///
/// # Errors
/// [`AuthError::InvalidRequest`] for a cursor of another list, those of [`admit`].
async fn list_newest<T: 'static>(
    app: &App,
    authority: &Authority,
    (list, page): (&str, &ListPage),
    read: impl FnOnce(&mut Batch, &ListPosition) -> Handle<NewestPage<T>>,
) -> Result<ListedPage<T>, AuthError> {
    let behind = newest_from(app, list, page)?;
    let NewestPage { entries, next } = look_up(app, authority, |batch| read(batch, &behind)).await?;
    Ok(ListedPage { entries, next: next_cursor(app, list, next) })
}

/// Reads what a caller may see; the round trip also looks the caller up.
///
/// # Errors
/// As [`admit`], and the errors of the result that `read` returns.
async fn look_up<T>(
    app: &App,
    authority: &Authority,
    read: impl FnOnce(&mut Batch) -> Handle<T>,
) -> Result<T, AuthError> {
    let mut batch = Batch::new();
    let admitted = batch.admit(authority, app.now());
    let found = read(&mut batch);
    let mut done = batch.run(&*app.ports.database).await?;
    done.take(admitted)?;
    done.take(found)
}

/// Runs an act on an account, in one round trip, and returns the account as the act leaves it. `add` claims the act and
/// adds its effects.
///
/// # Errors
/// [`AuthError::NotFound`] for an unknown account, and the errors of the result that `add` returns.
async fn act_on_account<T>(
    app: &App,
    id: &AccountId,
    add: impl FnOnce(&mut Batch) -> Handle<T>,
) -> Result<(T, User), AuthError> {
    let mut batch = Batch::new();
    let acted = add(&mut batch);
    let user = batch.user(id, app.now());
    let mut done = batch.run(&*app.ports.database).await?;
    let acted = done.take(acted)?;
    Ok((acted, done.take(user)?.ok_or(AuthError::NotFound)?))
}

/// Position in a list, newest first, that a page starts behind.
///
/// # Errors
/// [`AuthError::InvalidRequest`] for a cursor of another list.
fn newest_from(app: &App, list: &str, page: &ListPage) -> Result<ListPosition, AuthError> {
    let Some(cursor) = &page.cursor else { return Ok(ListPosition::start()) };
    let read = || match app.keys().read_cursor(list, cursor)?.as_slice() {
        [at, id] => Some(ListPosition { at: UnixTime(at.parse().ok()?), id: id.clone() }),
        _ => None,
    };
    read().ok_or(AuthError::InvalidRequest(INVALID_CURSOR))
}

/// Cursor of the next page of a list, newest first.
fn next_cursor(app: &App, list: &str, next: Option<ListPosition>) -> Option<String> {
    next.map(|ListPosition { at, id }| app.keys().write_cursor(list, &vec![at.0.to_string(), id]))
}

/// Caller behind a credential: a service key, or a session token with a valid signature.
///
/// # Errors
/// [`AuthError::InvalidToken`] for any other text.
pub fn caller(app: &App, credential: &str) -> Result<Caller, AuthError> {
    if ServiceKey::is_meant(credential) {
        let key = ServiceKey::parse(credential).ok_or(AuthError::InvalidToken)?;
        return Ok(Caller::Key { hash: key.hash(), id: key.id });
    }
    session_caller(app, credential)
}

/// Caller behind a session token with a valid signature.
///
/// # Errors
/// [`AuthError::InvalidToken`] for any other text.
pub fn session_caller(app: &App, token: &str) -> Result<Caller, AuthError> {
    let claims = verify(app, token)?;
    Ok(Caller::Session { id: claims.sid, account: claims.sub })
}

/// Looks a caller up by itself, for a request that is refused otherwise.
///
/// # Errors
/// [`AuthError::InvalidToken`] without a live session or key, [`AuthError::NotAllowed`] without the permission,
/// [`AuthError::SecondFactorRequired`], [`AuthError::ReauthenticationRequired`], [`AuthError::Unavailable`].
pub async fn admit(app: &App, authority: &Authority) -> Result<Actor, AuthError> {
    let mut batch = Batch::new();
    let admitted = batch.admit(authority, app.now());
    batch.run(&*app.ports.database).await?.take(admitted)
}

/// Act to be claimed: as its caller requests it, under an event id of 128 random bits.
pub struct RequestedAct<'a> {
    authority: &'a Authority,
    pub remarks: Remarks,
    client: Client,
    event: EventId,
}

impl<'a> RequestedAct<'a> {
    /// # Errors
    /// [`AuthError::Internal`] without randomness.
    pub fn new(app: &App, authority: &'a Authority, remarks: Remarks, client: Client) -> Result<Self, AuthError> {
        let event = EventId(base64url::encode(app.ports.entropy.bytes::<16>()?));
        Ok(Self { authority, remarks, client, event })
    }

    /// Tells the person of the act, after the answer.
    fn tell(&self, app: &App, address: Option<&str>, act: mail::ToldAct) {
        if let Some(address) = address {
            notify_act(app, address, act, &self.event, &self.client);
        }
    }

    /// Act of this kind on an account.
    fn act(&'a self, app: &App, kind: EventKind, about: Option<&'a AccountId>) -> Act<'a> {
        let Self { authority, remarks, client, event } = self;
        Act { id: event, kind, authority, about, detail: None, remarks, client, at: app.now() }
    }
}
