//! Accounts as operators see them, each with its factors, passkeys and identities.

use serde::Deserialize;
use serde_json::Map;

use crate::domain::metadata::Metadata;
use crate::domain::{AccountId, AuthError, IdentityId, PasskeyId, Role, UnixTime};
use crate::store::batch::{Batch, Handle};
use crate::store::rows::parse_json;
use crate::store::sql;

/// Account with what operators may know of it: never a hash, a token or a secret.
#[derive(Clone, Debug)]
pub struct User {
    pub id: AccountId,
    /// Address as typed; not shown if another account has it.
    pub email: Option<String>,
    /// True if the person proved the address, or an operator vouched for it.
    pub email_verified: bool,
    pub username: Option<String>,
    pub name: Option<String>,
    /// URL of a picture.
    pub image: Option<String>,
    pub created_at: UnixTime,
    pub state: UserState,
    pub role: Option<Role>,
    /// Operator's own id of the person.
    pub external_id: Option<String>,
    pub metadata: Metadata,
    pub has_password: bool,
    /// True if sign-in asks for a second factor.
    pub second_factor: bool,
    pub passkeys: Vec<UserPasskey>,
    pub identities: Vec<UserIdentity>,
    pub last_sign_in_at: Option<UnixTime>,
    /// Counts changes of the profile.
    pub version: i64,
}

/// State of an account at the time it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UserState {
    Active,
    Disabled {
        /// End; `None`: until it is enabled.
        until: Option<UnixTime>,
        reason: Option<String>,
    },
}

#[derive(Clone, Debug, Deserialize)]
pub struct UserPasskey {
    pub id: PasskeyId,
    pub name: String,
    pub created_at: UnixTime,
    pub last_used_at: Option<UnixTime>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct UserIdentity {
    pub id: IdentityId,
    pub provider: String,
    /// Address at the provider.
    pub email: Option<String>,
}

/// Columns of a [`UserRow`]; ?1 is now.
macro_rules! user_columns {
    () => {
        concat!(
            "accounts.id AS id, ",
            $crate::store::rows::email_column!(),
            ", (accounts.email_verified_at IS NOT NULL OR accounts.email_vouched_at IS NOT NULL) AS email_verified,
             accounts.username, accounts.name, accounts.image, accounts.created_at,
             ",
            $crate::store::rows::is_disabled!("accounts", "?1"),
            " AS disabled,
             accounts.disabled_until, accounts.disabled_reason, accounts.role, accounts.external_id,
             accounts.metadata_public, accounts.metadata_private, accounts.last_sign_in_at, accounts.version,
             EXISTS (SELECT 1 FROM passwords WHERE passwords.account_id = accounts.id) AS has_password,
             EXISTS (SELECT 1 FROM totp WHERE totp.account_id = accounts.id AND totp.enabled_at IS NOT NULL)
               AS second_factor,
             (SELECT json_group_array(json_object('id', passkeys.id, 'name', passkeys.name,
                'created_at', passkeys.created_at, 'last_used_at', passkeys.last_used_at))
              FROM passkeys WHERE passkeys.account_id = accounts.id) AS passkeys,
             (SELECT json_group_array(json_object('id', identities.id, 'provider', identities.provider,
                'email', identities.email)) FROM identities WHERE identities.account_id = accounts.id) AS identities"
        )
    };
}

pub(super) use user_columns;

#[derive(Deserialize)]
pub(super) struct UserRow {
    id: AccountId,
    email: Option<String>,
    email_verified: i64,
    username: Option<String>,
    name: Option<String>,
    image: Option<String>,
    created_at: UnixTime,
    disabled: i64,
    disabled_until: Option<UnixTime>,
    disabled_reason: Option<String>,
    role: Option<String>,
    external_id: Option<String>,
    metadata_public: Option<String>,
    metadata_private: Option<String>,
    last_sign_in_at: Option<UnixTime>,
    version: i64,
    has_password: i64,
    second_factor: i64,
    passkeys: String,
    identities: String,
}

impl UserRow {
    pub(super) fn read(self) -> Result<User, AuthError> {
        let state = if self.disabled == 0 {
            UserState::Active
        } else {
            UserState::Disabled { until: self.disabled_until, reason: self.disabled_reason }
        };
        let object = |json: Option<String>| json.as_deref().map_or(Ok(Map::new()), parse_json);
        Ok(User {
            id: self.id,
            email: self.email,
            email_verified: self.email_verified != 0,
            username: self.username,
            name: self.name,
            image: self.image,
            created_at: self.created_at,
            state,
            role: self.role.as_deref().and_then(Role::parse),
            external_id: self.external_id,
            metadata: Metadata { public: object(self.metadata_public)?, private: object(self.metadata_private)? },
            has_password: self.has_password != 0,
            second_factor: self.second_factor != 0,
            passkeys: parse_json(&self.passkeys)?,
            identities: parse_json(&self.identities)?,
            last_sign_in_at: self.last_sign_in_at,
            version: self.version,
        })
    }
}

impl Batch {
    /// Account as operators see it, at `now`; `None` if there is none.
    pub fn user(&mut self, id: &AccountId, now: UnixTime) -> Handle<Option<User>> {
        self.push(sql!(concat!("SELECT ", user_columns!(), " FROM accounts WHERE accounts.id = ?2"), now, id))
            .first::<UserRow>()
            .and_then(|row| row.map(UserRow::read).transpose())
    }
}
