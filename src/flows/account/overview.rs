//! Overview of an account, for its owner to view and export. Hashes and tokens are excluded.

use crate::app::App;
use crate::domain::AuthError;
use crate::flows::SignedIn;
use crate::store::batches::account_overview::find_overview;
pub use crate::store::batches::account_overview::{AccountOverview, EventRange, OverviewPart, PendingAddress};

/// Parts of the overview that an export has.
pub const EXPORTED: &[OverviewPart<'static>] =
    &[OverviewPart::Sessions, OverviewPart::Passkeys, OverviewPart::Identities, OverviewPart::Applications];

/// Reads these parts of the overview in one round trip.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn overview(app: &App, of: &SignedIn, parts: &[OverviewPart<'_>]) -> Result<AccountOverview, AuthError> {
    find_overview(&*app.ports.database, (&of.account.id, &of.session.id), app.now(), parts).await
}
