//! Accounts: a person, as the service knows them.

use serde::{Deserialize, Serialize};

use super::first_proof::RemovedSetup;
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
    /// The address as typed that another account had when this one was registered: shown to its person in place of
    /// one of its own, found by nobody and never written to on this account's behalf.
    pub unattached_email: Option<String>,
    /// The username as typed, if there is one.
    pub username: Option<String>,
    /// Display name.
    pub name: Option<String>,
    /// Address of a picture.
    pub image: Option<String>,
    /// What the client that made it called itself.
    pub made_by: String,
    /// Where that client was.
    pub made_from: Option<String>,
    /// When it was made.
    pub created_at: UnixTime,
    /// Whether a second factor is asked for.
    pub second_factor: bool,
    /// What the first proof of its address removed, if it removed anything.
    pub removed: Option<RemovedSetup>,
}

/// Which account this is, told to whoever owns a mailbox and did not perhaps make it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountOrigin {
    /// When it was made.
    pub made_at: UnixTime,
    /// What the client that made it called itself.
    pub platform: String,
    /// Where that client was.
    pub place: Option<String>,
    /// Its username, if it has one.
    pub username: Option<String>,
    /// Its display name, if it has one.
    pub name: Option<String>,
}

impl Account {
    /// Address to show to the account's person, who cannot tell whether it is attached.
    pub fn shown_email(&self) -> Option<&str> {
        self.email.as_deref().or(self.unattached_email.as_deref())
    }

    /// Which account this is.
    pub fn origin(&self) -> AccountOrigin {
        AccountOrigin {
            made_at: self.created_at,
            platform: self.made_by.clone(),
            place: self.made_from.clone(),
            username: self.username.clone(),
            name: self.name.clone(),
        }
    }
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
    /// Reads either kind, white space around it aside: what has an `@` is an address. `None` if it is neither.
    pub fn parse(typed: &str) -> Option<Self> {
        let typed = typed.trim();
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
