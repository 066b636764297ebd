//! Hidden field of a form: the request as the person saw it, sealed, good for an hour.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::app::App;
use crate::domain::time::HOUR;
use crate::domain::{AuthError, UnixTime};

/// Seconds for which the form is good.
const LIFETIME: i64 = HOUR;

/// Form that a text is sealed for.
pub(super) struct SealedFor<'a> {
    pub purpose: &'static str,
    /// Session that the form is shown to; empty for a form of any browser.
    pub owner: &'a str,
}

impl SealedFor<'_> {
    /// Text for the form.
    ///
    /// # Errors
    /// As [`crate::crypto::sealed::Sealer::seal`].
    pub(super) fn seal(&self, app: &App, shown: &impl Serialize) -> Result<String, AuthError> {
        let text = serde_json::to_vec(&(app.now() + LIFETIME, shown));
        let text = text.map_err(|error| AuthError::Internal(error.to_string()))?;
        app.keys().sealer.seal(self.purpose, self.owner, &text, app.ports.entropy.bytes()?)
    }

    /// Request of a form that came back; `None` if it was not sealed for this, or too long ago.
    pub(super) fn open<T: DeserializeOwned>(&self, app: &App, sealed: &str) -> Option<T> {
        let opened = app.keys().sealer.open(self.purpose, self.owner, sealed)?;
        let (until, shown): (UnixTime, T) = serde_json::from_slice(&opened.plaintext).ok()?;
        (app.now() < until).then_some(shown)
    }
}
