//! Everything an account is known by, for its person to take along.

use super::{SignedIn, sessions};
use crate::app::App;
use crate::domain::{AuthError, Session};

/// What is kept beside the account itself. Hashes and tokens are not the person's and stay out.
pub struct Export {
    /// The living sessions.
    pub sessions: Vec<Session>,
}

/// Collects it.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn export(app: &App, of: &SignedIn) -> Result<Export, AuthError> {
    Ok(Export { sessions: sessions::list(app, of).await? })
}
