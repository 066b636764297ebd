//! Ids of rows. None is a secret.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident,)*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
            #[serde(transparent)]
            pub struct $name(pub String);

            impl fmt::Display for $name {
                fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                    formatter.write_str(&self.0)
                }
            }
        )*
    };
}

ids! {
    /// Id that an authenticator chose for a passkey, in base64url.
    CredentialId,
    /// 128 random bits in base64url. An act's event is named before it is written.
    EventId,
    /// SHA-256 of the sender, method, path and key of a request with an `Idempotency-Key`, in base64url.
    IdempotentRequestId,
    /// UUID of an identity at a provider.
    IdentityId,
    /// UUID of an invitation.
    InvitationId,
    /// UUID of a passkey, which is not its [`CredentialId`].
    PasskeyId,
    /// UUID of a password. It changes with the password, but not when that is only hashed again.
    PasswordId,
    /// UUID of a recovery request.
    RecoveryRequestId,
    /// UUID of a resource. Its tokens name its identifier.
    ResourceId,
}
