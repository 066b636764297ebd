//! Grants: redemptions of authorization codes, on which access and refresh tokens hang.

use serde::Deserialize;

use crate::crypto::refresh_token::{Generation, RefreshSeed};
use crate::domain::client_metadata::ClientId;
use crate::domain::grant::REFRESH_GRACE;
use crate::domain::session::{Aal, SessionProofs};
use crate::domain::{Account, AccountId, AuthError, GrantId, Scopes, SessionMethod, UnixTime};
use crate::store::batch::{Batch, Handle};
use crate::store::rows::{AccountRow, and_not_disabled};
use crate::store::sql;

/// Grant that tokens may be made of, with its account.
pub struct OpenGrant {
    pub id: GrantId,
    pub owner: GrantOwner,
    pub scope: Scopes,
    /// Registered identifier; `None` for tokens of the userinfo endpoint alone.
    pub resource: Option<String>,
    pub authentication: GrantAuthentication,
    /// Newest generation of its refresh tokens; `None` for a client that does not refresh.
    pub generation: Option<Generation<GrantId>>,
}

/// Account of a grant.
pub struct GrantOwner {
    pub account: Account,
    /// Last change of its name, picture or username.
    pub profile_changed_at: UnixTime,
}

/// Authentication of the person, as their session had it when the code was redeemed.
pub struct GrantAuthentication {
    /// Seed of `sid`.
    pub sid_seed: Option<String>,
    pub proofs: SessionProofs,
    pub at: UnixTime,
}

#[derive(Deserialize)]
struct OwnerRow {
    #[serde(flatten)]
    account: AccountRow,
    grant_profile_changed_at: UnixTime,
}

impl From<OwnerRow> for GrantOwner {
    fn from(row: OwnerRow) -> Self {
        Self { account: row.account.into(), profile_changed_at: row.grant_profile_changed_at }
    }
}

/// Columns of an [`OwnerRow`], of `accounts`.
macro_rules! owner_columns {
    () => {
        concat!(
            $crate::store::rows::account_columns!(),
            ", COALESCE(accounts.profile_changed_at, accounts.created_at) AS grant_profile_changed_at"
        )
    };
}
pub(in crate::store) use owner_columns;

#[derive(Deserialize)]
pub(in crate::store) struct OpenGrantRow {
    #[serde(flatten)]
    owner: OwnerRow,
    grant_id: GrantId,
    scope: String,
    resource: Option<String>,
    sid_seed: Option<String>,
    method: SessionMethod,
    aal: Aal,
    grant_authenticated_at: UnixTime,
    has_password: i64,
    refresh_seed: Option<String>,
    refresh_generation: i64,
}

/// Columns of an [`OpenGrantRow`], of `grants` and `accounts`.
macro_rules! open_grant_columns {
    () => {
        concat!(
            $crate::store::tables::grants::owner_columns!(),
            ", grants.id AS grant_id, grants.scope, grants.resource, grants.sid_seed, grants.method, grants.aal,
             grants.authenticated_at AS grant_authenticated_at, grants.refresh_seed, grants.refresh_generation,
             EXISTS (SELECT 1 FROM passwords WHERE passwords.account_id = accounts.id) AS has_password"
        )
    };
}
pub(in crate::store) use open_grant_columns;

impl OpenGrantRow {
    pub fn read(self) -> Result<OpenGrant, AuthError> {
        let broken = |what: &str| AuthError::Internal(format!("{what} of a grant does not fit"));
        let scope = Scopes::parse(&self.scope).ok_or_else(|| broken("the scope"))?;
        let seed = self.refresh_seed.as_deref().map(|seed| RefreshSeed::parse(seed).ok_or_else(|| broken("the seed")));
        let (holder, number) = (self.grant_id.clone(), self.refresh_generation);
        let generation = seed.transpose()?.map(|seed| Generation { holder, number, seed });
        let authentication = GrantAuthentication {
            sid_seed: self.sid_seed,
            proofs: SessionProofs {
                method: self.method,
                aal: self.aal,
                is_bare_sign_up: self.method == SessionMethod::SignUp && self.has_password == 0,
            },
            at: self.grant_authenticated_at,
        };
        let (id, owner, resource) = (self.grant_id, self.owner.into(), self.resource);
        Ok(OpenGrant { id, owner, scope, resource, authentication, generation })
    }
}

/// Grant as an access token names it.
pub struct NamedGrant<'a> {
    pub id: &'a GrantId,
    pub account: &'a AccountId,
    pub client: &'a ClientId,
}

/// Facts about a grant for who introspects its refresh token.
#[derive(Deserialize)]
pub struct IntrospectedGrant {
    pub account_id: AccountId,
    pub client_id: ClientId,
    pub scope: String,
    pub ends_at: UnixTime,
}

impl Batch {
    /// Account of a grant that has not ended.
    pub fn owner_of_grant(&mut self, grant: &NamedGrant<'_>, now: UnixTime) -> Handle<Option<GrantOwner>> {
        const SELECT: &str = concat!(
            "SELECT ",
            owner_columns!(),
            " FROM grants JOIN accounts ON accounts.id = grants.account_id
              WHERE grants.id = ?1 AND grants.account_id = ?2 AND grants.client_id = ?3 AND grants.ends_at > ?4",
            and_not_disabled!("?4")
        );
        let row = self.push(sql!(SELECT, grant.id, grant.account, grant.client, now)).first::<OwnerRow>();
        row.map(|row| row.map(Into::into))
    }

    /// Grant whose newest or previous refresh token this generation is.
    pub fn refreshable_grant(
        &mut self,
        generation: &Generation<GrantId>,
        now: UnixTime,
    ) -> Handle<Option<IntrospectedGrant>> {
        const SELECT: &str = concat!(
            "SELECT grants.account_id, grants.client_id, grants.scope, grants.ends_at
             FROM grants JOIN accounts ON accounts.id = grants.account_id
             WHERE grants.id = ?1 AND grants.refresh_seed = ?2 AND grants.ends_at > ?4
             AND (grants.refresh_generation = ?3
               OR (grants.refresh_generation = ?3 + 1 AND grants.refresh_turned_at > ?5))",
            and_not_disabled!("?4")
        );
        let grace_began = now + -REFRESH_GRACE;
        let (id, seed, number) = (&generation.holder, generation.seed.to_stored(), generation.number);
        self.push(sql!(SELECT, id, seed, number, now, grace_began)).first()
    }
}
