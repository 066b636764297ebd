//! Ids and fingerprints as bindings of statements.

use crate::domain::{
    AuthorizationId, EventId, Fingerprint, IdentityId, InvitationId, PasskeyId, PasswordId, RecoveryRequestId,
};
use crate::ports::Value;

macro_rules! texts {
    ($($id:ty),* $(,)?) => {
        $(
            impl From<&$id> for Value {
                fn from(id: &$id) -> Self {
                    Self::Text(id.0.clone())
                }
            }
        )*
    };
}

texts!(AuthorizationId, EventId, Fingerprint, IdentityId, InvitationId, PasskeyId, PasswordId, RecoveryRequestId,);
