//! Sign-in by an authorization that was approved elsewhere.

use super::Held;
use crate::app::App;
use crate::domain::{AuthError, AuthorizationId};
use crate::store::batch::Batch;
use crate::store::batches::opening::{NewSession, SessionProof};

pub(super) async fn open_by_authorization(
    app: &App,
    new: NewSession<'_>,
    id: &AuthorizationId,
) -> Result<Held, AuthError> {
    let mut batch = Batch::new();
    let polled = batch.collect(id, new.id, new.now);
    let opened = batch.open_session(&new, &SessionProof::Authorization { id });
    let mut done = batch.run(&*app.ports.database).await?;
    let too_often = done.take(polled)?.and_then(|polled| polled.retry_after(new.now));
    let refused = too_often.map_or(AuthError::NotAuthorized, |retry_after| AuthError::TooManyAttempts { retry_after });
    Held::of(done.take(opened)?, None, refused)
}
