//! Ids and fingerprints as bindings of statements.

use crate::domain::client_metadata::ClientId;
use crate::domain::{
    AuthorizationId, EventId, Fingerprint, GrantId, IdentityId, InvitationId, PasskeyId, PasswordId, RecoveryRequestId,
    ResourceId,
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

texts!(
    AuthorizationId,
    ClientId,
    EventId,
    Fingerprint,
    GrantId,
    IdentityId,
    InvitationId,
    PasskeyId,
    PasswordId,
    RecoveryRequestId,
    ResourceId,
);
