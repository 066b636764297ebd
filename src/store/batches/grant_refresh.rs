//! Refresh of a grant (RFC 6749 section 6), in one batch: generations as those of a session's refresh tokens.
//!
//! A request fits by its client, scope and resource, once the client authenticated. One that does not fit changes
//! nothing, whatever its token.

use serde::Deserialize;

use super::client_authentication::{Authentication, ShownClient, is_authenticated, uses_grant_type};
use super::resources::is_registered_resource;
use crate::crypto::refresh_token::ComputedToken;
use crate::domain::grant::{IDLE_LIFETIME, LONGEST_LIFETIME, REFRESH_GRACE};
use crate::domain::{AuthError, GrantId, Scopes, UnixTime};
use crate::ports::{Database, Value};
use crate::store::batch::Batch;
use crate::store::rows::and_not_disabled;
use crate::store::tables::clients::RegisteredClient;
use crate::store::tables::grants::{OpenGrant, OpenGrantRow, open_grant_columns};

/// Refresh token of a grant as a request shows it.
pub struct ShownGrantToken<'a> {
    pub token: &'a ComputedToken<GrantId>,
    /// Newest version of `DATA_SECRET`.
    pub newest_version: i64,
    /// Scopes that were asked for.
    pub scope: Option<&'a Scopes>,
    /// Spellings that count as the resource that was sent.
    pub resource: Option<&'a [String; 2]>,
}

/// Result of a shown refresh token.
pub enum Refreshing {
    Refreshed(Box<OpenGrant>),
    /// Shown after its successor was used: the grant is ended.
    Reused,
    /// Scope that was not granted.
    WrongScope,
    /// Resource that was not granted.
    WrongResource,
    /// No token of a grant to this client that has not ended.
    Unknown,
}

/// Condition that the row `grants` has the shown token's seed, and is the client's: ?10 grant, ?11 seed.
macro_rules! is_its_grant {
    () => {
        concat!(
            "grants.id = ?10 AND grants.refresh_seed = ?11 AND grants.client_id = ?1 AND grants.ends_at > ?4 AND ",
            is_authenticated!()
        )
    };
}

/// Condition that ?16, a JSON list of scopes or NULL, was granted.
macro_rules! has_scope {
    () => {
        "(?16 IS NULL OR NOT EXISTS (SELECT 1 FROM json_each(?16) AS asked
            WHERE instr(' ' || grants.scope || ' ', ' ' || asked.value || ' ') = 0))"
    };
}

/// Condition that its resource is registered still, and the one asked for: ?17 and ?18, or none asked for.
macro_rules! has_resource {
    () => {
        concat!(
            "((?17 IS NULL OR COALESCE(grants.resource IN (?17, ?18), false)) AND ",
            is_registered_resource!("grants.resource"),
            ")"
        )
    };
}

macro_rules! fits {
    () => {
        concat!(is_its_grant!(), " AND ", has_scope!(), " AND ", has_resource!())
    };
}

const FITTING: &str = concat!(
    "SELECT ",
    has_scope!(),
    " AS scope, ",
    has_resource!(),
    " AS resource FROM grants WHERE ",
    is_its_grant!()
);

/// Ends the grant of a token whose successor was used, or was given out before ?13: ?12 generation.
const END_REUSED: &str = concat!(
    "DELETE FROM grants WHERE ",
    fits!(),
    " AND (grants.refresh_generation > ?12 + 1
        OR (grants.refresh_generation = ?12 + 1 AND grants.refresh_turned_at <= ?13)) RETURNING id"
);

/// Advances the newest generation: ?14 version of the token's key, ?15 oldest version whose tokens are good from then on.
const ADVANCE: &str = concat!(
    "UPDATE grants SET refresh_generation = ?12 + 1, refresh_turned_at = ?4, refresh_key_version = ?15,
       last_used_at = ?4,
       ends_at = CASE WHEN session_id IS NULL THEN MIN(?19, created_at + ?20) ELSE ends_at END
     WHERE ",
    fits!(),
    " AND grants.refresh_generation = ?12 AND grants.refresh_key_version <= ?14 AND ",
    uses_grant_type!("refresh_token"),
    " AND EXISTS (SELECT 1 FROM accounts WHERE accounts.id = grants.account_id",
    and_not_disabled!("?4"),
    ")"
);

const REFRESHED: &str = concat!(
    "SELECT ",
    open_grant_columns!(),
    " FROM grants JOIN accounts ON accounts.id = grants.account_id WHERE ",
    fits!(),
    " AND grants.refresh_generation = ?12 + 1 AND grants.refresh_key_version <= ?14 AND ",
    uses_grant_type!("refresh_token"),
    and_not_disabled!("?4")
);

#[derive(Deserialize)]
struct FittingRow {
    scope: i64,
    resource: i64,
}

impl ShownGrantToken<'_> {
    /// Bindings ?10 to ?20.
    fn bindings(&self, now: UnixTime) -> Vec<Value> {
        let ComputedToken { generation, key_version } = self.token;
        let [bare, slashed] = self.resource.map_or([None, None], |[bare, slashed]| [Some(bare), Some(slashed)]);
        let scopes = self.scope.map(|scopes| serde_json::json!(scopes.iter().collect::<Vec<_>>()).to_string());
        vec![
            (&generation.holder).into(),
            generation.seed.to_stored().into(),
            generation.number.into(),
            (now + -REFRESH_GRACE).into(),
            (*key_version).into(),
            self.newest_version.min(*key_version).into(),
            scopes.into(),
            bare.map(String::as_str).into(),
            slashed.map(String::as_str).into(),
            (now + IDLE_LIFETIME).into(),
            LONGEST_LIFETIME.into(),
        ]
    }
}

/// Authenticates a client and takes its refresh token, in one round trip.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn refresh_grant(
    db: &dyn Database,
    client: &ShownClient<'_>,
    shown: &ShownGrantToken<'_>,
) -> Result<(Authentication<RegisteredClient>, Refreshing), AuthError> {
    let own = shown.bindings(client.now);
    let mut batch = Batch::new();
    let authentication = batch.authenticate_client(client);
    let fitting = batch.push(client.bind(FITTING, &own)).first::<FittingRow>();
    let is_reused = batch.push(client.bind(END_REUSED, &own)).found();
    batch.push(client.bind(ADVANCE, &own));
    let refreshed = batch.push(client.bind(REFRESHED, &own)).first::<OpenGrantRow>();
    let mut done = batch.run(db).await?;
    let refreshing = match (done.take(refreshed)?, done.take(fitting)?) {
        (Some(row), _) => Refreshing::Refreshed(Box::new(row.read()?)),
        (None, Some(FittingRow { scope: 0, .. })) => Refreshing::WrongScope,
        (None, Some(FittingRow { resource: 0, .. })) => Refreshing::WrongResource,
        (None, _) if done.take(is_reused)? => Refreshing::Reused,
        (None, _) => Refreshing::Unknown,
    };
    Ok((done.take(authentication)?, refreshing))
}
