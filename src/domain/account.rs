//! Accounts: a person, as the service knows them.

use serde::{Deserialize, Serialize};

use super::{EmailAddress, UnixTime, Username};

/// The id of an account: a UUID, never given out twice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AccountId(pub String);

/// An account.
#[derive(Clone, Debug)]
pub struct Account {
    /// Its id.
    pub id: AccountId,
    /// The address as typed, if there is one.
    pub email: Option<String>,
    /// Whether the mailbox behind the address has been proven.
    pub email_verified: bool,
    /// The username as typed, if there is one.
    pub username: Option<String>,
    /// Display name.
    pub name: Option<String>,
    /// Address of a picture.
    pub image: Option<String>,
    /// When it was made.
    pub created_at: UnixTime,
}

/// What a person names their account by when signing in.
#[derive(Clone, Debug)]
pub enum Identifier {
    /// An e-mail address.
    Email(EmailAddress),
    /// A username.
    Username(Username),
}

impl Identifier {
    /// Reads either kind: what has an `@` is an address. `None` if it is neither.
    pub fn parse(typed: &str) -> Option<Self> {
        if typed.contains('@') {
            EmailAddress::parse(typed).map(Self::Email)
        } else {
            Username::parse(typed).map(Self::Username)
        }
    }

    /// What accounts are looked up by: an e-mail key or a username key, which never meet.
    pub fn key(&self) -> String {
        match self {
            Self::Email(address) => address.key().to_owned(),
            Self::Username(username) => username.key(),
        }
    }
}
