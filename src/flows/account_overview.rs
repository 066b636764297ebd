//! An account with all it has, for its person to look at and to take along. Hashes and tokens stay out.

use super::SignedIn;
use crate::app::App;
use crate::domain::AuthError;
use crate::store::account_overview::find_overview;
pub use crate::store::account_overview::{AccountOverview, PendingAddress};

/// Collects it. One round trip.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn overview(app: &App, of: &SignedIn) -> Result<AccountOverview, AuthError> {
    find_overview(&*app.ports.database, &of.account.id, app.now()).await
}
