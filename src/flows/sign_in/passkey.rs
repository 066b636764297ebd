//! Sign-in by passkey.

use super::Held;
use crate::app::App;
use crate::domain::AuthError;
use crate::flows::password_check::release_after_answer;
use crate::store::batch::Batch;
use crate::store::batches::opening::{NewSession, SessionProof};
use crate::store::tables::counting::Count;
use crate::store::tables::passkeys::PasskeyUse;

pub(super) async fn open_by_passkey(
    app: &App,
    new: NewSession<'_>,
    used: &PasskeyUse,
    attempt: &Count,
) -> Result<Held, AuthError> {
    let mut batch = Batch::new();
    batch.spend_counter(used, new.id, new.now);
    let opened = batch.open_session(&new, &SessionProof::Passkey { id: &used.id });
    batch.release_count_if_opened(attempt, new.id);
    match batch.run(&*app.ports.database).await.and_then(|mut done| done.take(opened)) {
        Ok(held) => Held::of(held, None, AuthError::InvalidPasskey("overtaken")),
        Err(error) => {
            release_after_answer(app, |batch| batch.release_count(attempt));
            Err(error)
        }
    }
}
