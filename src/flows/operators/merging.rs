//! Merge of two accounts of one person.

use super::users::User;
use super::{RequestedAct, act_on_account};
use crate::app::App;
use crate::domain::{AccountId, ActError, AuthError, EventKind};
use crate::flows::account::delete::forget_requests;
use crate::mail;
use crate::store::batches::merging::Merged;
pub use crate::store::batches::merging::{KeptPassword, Merging};

/// Merges an account into another and tells both addresses: passkeys, identities, the external id, events and the
/// chosen password move; address, second factor, state and metadata are those of the account that is left. Both lose
/// their sessions.
///
/// # Errors
/// [`ActError::MergeConflict`], [`AuthError::InvalidRequest`] for an account with itself or without a choice of two
/// passwords, [`AuthError::NotFound`], [`AuthError::NotAllowed`], those of [`super::admit`].
pub async fn merge(
    app: &App,
    requested: &RequestedAct<'_>,
    id: &AccountId,
    merging: &Merging<'_>,
) -> Result<User, AuthError> {
    if merging.from == id {
        return Err(AuthError::InvalidRequest("from must be another account"));
    }
    let act = requested.act(app, EventKind::Merged, Some(id)).with_detail(Some(&merging.from.0));
    let (merged, user) = act_on_account(app, id, |batch| batch.merge(&act, merging)).await?;
    let former = match merged {
        Merged::Done { email, requests } => {
            forget_requests(app, requests);
            email
        }
        Merged::NotFound => return Err(AuthError::NotFound),
        Merged::Conflict => return Err(ActError::MergeConflict.into()),
        Merged::Undecided => {
            return Err(AuthError::InvalidRequest("keep must be target or from where both have a password"));
        }
    };
    for address in [user.email.as_deref(), former.as_deref()] {
        requested.tell(app, address, mail::ToldAct::Merged);
    }
    Ok(user)
}
