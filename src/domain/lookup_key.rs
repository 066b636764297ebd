//! Lookup keys: forms of addresses and usernames that are compared and found.

use serde::{Deserialize, Serialize};

macro_rules! keys {
    ($($(#[$doc:meta])* $name:ident,)*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
            #[serde(transparent)]
            pub struct $name(String);

            impl $name {
                pub(super) fn new(key: String) -> Self {
                    Self(key)
                }

                pub fn as_str(&self) -> &str {
                    &self.0
                }
            }
        )*
    };
}

keys! {
    /// Address in lower case, with its domain as an A-label (RFC 5891).
    EmailKey,
    /// Username in lower case.
    UsernameKey,
    /// Key of an address or of a username. The two never collide.
    IdentifierKey,
}
