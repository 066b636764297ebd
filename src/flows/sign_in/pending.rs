//! Code of the second factor that accompanies a pending request: a mailed link, a deferred sign-in.

use crate::app::App;
use crate::domain::{AccountId, AuthError, Fingerprint};
use crate::flows::events::{refuse_code, stranger};
use crate::flows::second_factor::{self, RequestCode};
use crate::store::batch::Batch;
use crate::store::batches::opening::NewSession;
use crate::store::tables::challenges::count_wrong_code;

pub(super) async fn show_code(
    app: &App,
    new: &NewSession<'_>,
    request: &Fingerprint,
    code: &str,
) -> Result<RequestCode, AuthError> {
    second_factor::look_at_code(app, request, code, new.client).await?.ok_or(AuthError::InvalidToken)
}

/// Batch that uses the code of a pending request.
pub(super) fn begin_with(app: &App, new: &NewSession<'_>, shown: Option<&RequestCode>) -> Batch {
    let mut batch = Batch::new();
    if let Some(code) = shown.and_then(|shown| shown.code.as_ref()) {
        batch.use_code(code, &new.id.into(), &stranger(app, new.client));
    }
    batch
}

/// Error of a pending request that was not spent: a wrong code, if the request is still open.
pub(super) async fn wrong_code(
    app: &App,
    request: &Fingerprint,
    account: &AccountId,
    new: &NewSession<'_>,
) -> Result<AuthError, AuthError> {
    if !count_wrong_code(&*app.ports.database, request, new.now).await? {
        return Ok(AuthError::InvalidToken);
    }
    Ok(refuse_code(app, account, None, new.client))
}
