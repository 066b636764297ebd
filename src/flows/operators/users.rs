//! Accounts as operators see them.

use super::{INVALID_CURSOR, ListPage, ListedPage, look_up};
use crate::app::App;
use crate::domain::{AccountId, AuthError, Authority, UnixTime};
use crate::store::batches::user_lists::UserPage;
pub use crate::store::batches::user_lists::{UserFilter, UserPosition};
pub use crate::store::batches::users::{User, UserState};

/// One page of accounts, in one round trip.
///
/// # Errors
/// [`AuthError::InvalidRequest`] for a cursor of another list, those of [`super::admit`].
pub async fn list(
    app: &App,
    authority: &Authority,
    filter: &UserFilter,
    page: &ListPage,
) -> Result<ListedPage<User>, AuthError> {
    let name = format!("users {filter:?}");
    let from = match &page.cursor {
        Some(cursor) => position(app, &name, cursor).ok_or(AuthError::InvalidRequest(INVALID_CURSOR))?,
        None => UserPosition::Start,
    };
    let listed = look_up(app, authority, |batch| batch.users(filter, &from, page.limit, app.now()));
    let UserPage { users, next } = listed.await?;
    let write = |position: UserPosition| match position {
        UserPosition::Key(key) => app.keys().write_cursor(&name, &vec![key]),
        UserPosition::Created(at, id) => app.keys().write_cursor(&name, &vec![at.0.to_string(), id.0]),
        UserPosition::Start => String::new(),
    };
    Ok(ListedPage { entries: users, next: next.map(write) })
}

fn position(app: &App, name: &str, cursor: &str) -> Option<UserPosition> {
    match app.keys().read_cursor(name, cursor)?.as_slice() {
        [key] => Some(UserPosition::Key(key.clone())),
        [at, id] => Some(UserPosition::Created(UnixTime(at.parse().ok()?), AccountId(id.clone()))),
        _ => None,
    }
}

/// One account, in one round trip.
///
/// # Errors
/// [`AuthError::NotFound`], those of [`super::admit`].
pub async fn find(app: &App, authority: &Authority, id: &AccountId) -> Result<User, AuthError> {
    look_up(app, authority, |batch| batch.user(id, app.now())).await?.ok_or(AuthError::NotFound)
}
