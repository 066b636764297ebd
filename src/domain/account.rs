//! Accounts and the identifiers people sign in with.

use serde::{Deserialize, Serialize};

use super::first_proof::RemovedSetup;
use super::{Client, EmailAddress, IdentifierKey, UnixTime, Username};

/// UUID of an account, never reused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AccountId(pub String);

#[derive(Clone, Debug)]
pub struct Account {
    pub id: AccountId,
    /// Address as typed; `None` for an account without one.
    pub email: Option<String>,
    /// True once the owner has proven that they read the address's mailbox. Decides every question of security.
    pub email_proven: bool,
    /// True for an address that is proven, or that an operator or a service key vouches for: what clients are told.
    pub email_verified: bool,
    /// Address as typed at sign-up that already belonged to another account. Shown to this account's owner in place of
    /// an address; it never matches a lookup, and no mail is sent to it for this account.
    pub unattached_email: Option<String>,
    /// Username as typed.
    pub username: Option<String>,
    pub name: Option<String>,
    /// URL of a picture.
    pub image: Option<String>,
    /// Platform label of the client that signed up.
    pub made_by: String,
    /// City and country of that client.
    pub made_from: Option<String>,
    pub created_at: UnixTime,
    /// True if it opens no session until its address is proven, and keeps to the domains of `SIGN_UP_DOMAINS`.
    pub domain_bound: bool,
    /// True if sign-in asks for a second factor.
    pub second_factor: bool,
    /// Disabling by an operator, which may be over.
    pub disabling: Option<AccountDisabling>,
    /// Setup that the first proof of the address removed; `None` if it removed nothing.
    pub removed: Option<RemovedSetup>,
}

/// Disabling of an account by an operator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountDisabling {
    /// `None`: until it is enabled.
    pub until: Option<UnixTime>,
    /// Shown to the person.
    pub reason: Option<String>,
}

/// Description of an account for a mail, whose reader may not be the person who signed up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountOrigin {
    pub made_at: UnixTime,
    /// Platform label of the client that signed up.
    pub platform: String,
    /// City and country of that client.
    pub place: Option<String>,
    pub username: Option<String>,
    /// Display name.
    pub name: Option<String>,
}

impl Account {
    /// New account without a name, an address or anything else.
    pub fn begin(id: AccountId, client: &Client, now: UnixTime) -> Self {
        Self {
            id,
            email: None,
            email_proven: false,
            email_verified: false,
            unattached_email: None,
            username: None,
            name: None,
            image: None,
            made_by: client.platform.clone(),
            made_from: client.place.clone(),
            created_at: now,
            domain_bound: false,
            second_factor: false,
            disabling: None,
            removed: None,
        }
    }

    /// Address to show to the account's owner, who cannot tell whether it is attached.
    pub fn shown_email(&self) -> Option<&str> {
        self.email.as_deref().or(self.unattached_email.as_deref())
    }

    /// Disabling that lasts at this time.
    pub fn disabling_at(&self, now: UnixTime) -> Option<&AccountDisabling> {
        self.disabling.as_ref().filter(|disabling| disabling.until.is_none_or(|until| until > now))
    }

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

/// Identifier typed at sign-in.
#[derive(Clone, Debug)]
pub enum Identifier {
    Email(EmailAddress),
    Username(Username),
}

impl Identifier {
    /// Parses an email address if the text contains an `@`, a username otherwise; surrounding white space is ignored.
    /// `None` if it is neither.
    pub fn parse(typed: &str) -> Option<Self> {
        let typed = typed.trim();
        if typed.contains('@') {
            EmailAddress::parse(typed).map(Self::Email)
        } else {
            Username::parse(typed).map(Self::Username)
        }
    }

    pub fn key(&self) -> IdentifierKey {
        IdentifierKey::new(match self {
            Self::Email(address) => address.key().as_str().to_owned(),
            Self::Username(username) => username.key().as_str().to_owned(),
        })
    }
}
