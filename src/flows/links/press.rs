//! Repeated presses: a one-time form that its browser sends again within seconds gets the first answer again, by the
//! press in the row that it spent.

use crate::app::App;
use crate::domain::{AuthError, Client, Fingerprint};
use crate::flows::SignedIn;
use crate::flows::credentials::{Issue, Opened, compute, issue_token};
use crate::store::batches::presses::{PressedRow, Reopened, find_pressed, find_pressed_session};

/// Session that this same press opened before, with new tokens.
///
/// # Errors
/// `refused` if it opened none, [`AuthError::Unavailable`].
pub(in crate::flows) async fn reopen(
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

/// True if this same press spent the mailed token or code with this hash before.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn was_pressed(app: &App, id: &Fingerprint, client: &Client) -> Result<bool, AuthError> {
    match &client.press {
        Some(press) => find_pressed(&*app.ports.database, id, press, app.now()).await,
        None => Ok(false),
    }
}
