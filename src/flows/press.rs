//! The same press twice: a one-time form that its browser sent again within seconds is answered as the first time, by
//! the press that stands in the row it spent.

use super::SignedIn;
use super::credentials::{Issue, Opened, compute, issue_token};
use crate::app::App;
use crate::domain::{AuthError, Client};
use crate::store::presses::{PressedRow, Reopened, find_pressed, find_pressed_session};

/// The session that this very press opened before, with new tokens of it.
///
/// # Errors
/// `refused` if it opened none, [`AuthError::Unavailable`].
pub(super) async fn reopen(
    app: &App,
    row: PressedRow<'_>,
    client: &Client,
    refused: AuthError,
) -> Result<Opened, AuthError> {
    let Some(press) = &client.press else {
        return Err(refused);
    };
    let found = find_pressed_session(&*app.ports.database, row, press, app.now()).await?;
    let Reopened { account, session, generation, redirect_url } = found.ok_or(refused)?;
    let refresh_token = compute(app, &generation)?;
    let token = issue_token(app, &session, Issue::Pair.token_lifetime())?;
    Ok(Opened { signed_in: SignedIn { account, session, token }, refresh_token: Some(refresh_token), redirect_url })
}

/// Whether this very press spent the mailed token, or the code, of this hash before.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn was_pressed(app: &App, id: &str, client: &Client) -> Result<bool, AuthError> {
    match &client.press {
        Some(press) => find_pressed(&*app.ports.database, id, press, app.now()).await,
        None => Ok(false),
    }
}
