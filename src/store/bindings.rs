//! Ids, keys and fingerprints as bindings of statements.

use crate::domain::client_metadata::ClientId;
use crate::domain::{
    AuthorizationId, CredentialId, EmailKey, EventId, Fingerprint, GrantId, IdempotentRequestId, IdentifierKey,
    IdentityId, InvitationId, PasskeyId, PasswordId, RecoveryRequestId, ResourceId, UsernameKey,
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

macro_rules! keys {
    ($($key:ty),* $(,)?) => {
        $(
            impl From<&$key> for Value {
                fn from(key: &$key) -> Self {
                    Self::Text(key.as_str().to_owned())
                }
            }
        )*
    };
}

keys!(EmailKey, IdentifierKey, UsernameKey);

texts!(
    AuthorizationId,
    ClientId,
    CredentialId,
    EventId,
    Fingerprint,
    GrantId,
    IdempotentRequestId,
    IdentityId,
    InvitationId,
    PasskeyId,
    PasswordId,
    RecoveryRequestId,
    ResourceId,
);
