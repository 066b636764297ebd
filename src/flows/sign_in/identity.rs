//! Sign-in by an identity of a provider.

use super::Held;
use crate::app::App;
use crate::domain::{AuthError, IdentityId};
use crate::store::batch::Batch;
use crate::store::batches::opening::{NewSession, SessionProof};

pub(super) async fn open_by_identity(
    app: &App,
    new: NewSession<'_>,
    (id, link): (&IdentityId, Option<Batch>),
    redirect_url: Option<String>,
) -> Result<Held, AuthError> {
    let mut batch = link.unwrap_or_default();
    let opened = batch.open_session(&new, &SessionProof::Identity { id });
    let held = batch.run(&*app.ports.database).await?.take(opened)?;
    Held::of(held, redirect_url, AuthError::InvalidToken)
}
