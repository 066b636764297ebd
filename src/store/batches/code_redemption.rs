//! Redemption of an authorization code (RFC 6749 section 4.1.3), in one batch.
//!
//! A request fits a code by its client, redirect URI, PKCE verifier and resource, once the client authenticated. One that
//! does not fit changes nothing; the first that fits spends the code and makes its grant; any later one ends that grant.

use serde::Deserialize;

use super::client_authentication::{Authentication, ShownClient, is_authenticated, uses_grant_type};
use super::resources::is_registered_resource;
use crate::domain::grant::{IDLE_LIFETIME, MAX_GRANTS, MAX_GRANTS_TO_CLIENT};
use crate::domain::{AuthError, Fingerprint, GrantId, UnixTime};
use crate::ports::{Database, Value};
use crate::store::batch::Batch;
use crate::store::rows::is_disabled;
use crate::store::tables::clients::RegisteredClient;
use crate::store::tables::generations::NewChain;
use crate::store::tables::grants::{OpenGrant, OpenGrantRow, open_grant_columns};

/// Code as a request shows it, and the grant that it is to become.
pub struct ShownCode<'a> {
    /// SHA-256 of the code.
    pub id: &'a Fingerprint,
    pub grant: &'a GrantId,
    pub redirect_uri: Option<&'a str>,
    /// Challenge of the verifier that was sent.
    pub challenge: Option<&'a str>,
    /// Spellings that count as the resource that was sent.
    pub resource: Option<&'a [String; 2]>,
    /// Start of the refresh tokens, for a client that refreshes.
    pub chain: &'a NewChain,
}

/// Result of a shown code.
pub enum Redemption {
    Redeemed(Box<RedeemedCode>),
    /// The code had been redeemed, and its grant is ended.
    Replayed,
    /// Fits but for the resource.
    WrongResource,
    /// No such code of this client, or one that is over or does not fit.
    Unfit,
}

pub struct RedeemedCode {
    pub grant: OpenGrant,
    pub nonce: Option<String>,
}

#[derive(Deserialize)]
struct RedeemedRow {
    nonce: Option<String>,
    #[serde(flatten)]
    grant: OpenGrantRow,
}

/// Condition that the row `authorization_codes` is the shown one and fits, but for its resource: ?10 code, ?12 redirect
/// URI, ?13 challenge.
macro_rules! fits_but_for_resource {
    () => {
        concat!(
            "authorization_codes.id = ?10 AND authorization_codes.client_id = ?1
             AND CASE WHEN ?12 IS NULL THEN authorization_codes.challenge IS NOT NULL
                   ELSE authorization_codes.redirect_uri = ?12 END
             AND authorization_codes.challenge IS ?13 AND ",
            is_authenticated!()
        )
    };
}

/// Condition that its resource is registered still, and the one asked for: ?14 and ?15, or none asked for.
macro_rules! has_resource {
    () => {
        concat!(
            "((?14 IS NULL OR COALESCE(authorization_codes.resource IN (?14, ?15), false)) AND ",
            is_registered_resource!("authorization_codes.resource"),
            ")"
        )
    };
}

macro_rules! fits {
    () => {
        concat!(fits_but_for_resource!(), " AND ", has_resource!())
    };
}

const WRONG_RESOURCE: &str = concat!(
    "SELECT 1 AS found FROM authorization_codes WHERE ",
    fits_but_for_resource!(),
    " AND NOT ",
    has_resource!()
);

const END_REPLAYED: &str = concat!(
    "DELETE FROM grants WHERE id = (SELECT spent_by FROM authorization_codes WHERE ",
    fits!(),
    " AND spent_by IS NOT NULL) RETURNING id"
);

/// Spends the code for the grant ?11.
const SPEND: &str = concat!(
    "UPDATE authorization_codes SET spent_by = ?11 WHERE ",
    fits!(),
    " AND spent_by IS NULL AND expires_at > ?4 AND ",
    uses_grant_type!("authorization_code"),
    " AND EXISTS (SELECT 1 FROM sessions WHERE sessions.id = authorization_codes.session_id AND sessions.ends_at > ?4)
      AND EXISTS (SELECT 1 FROM accounts WHERE accounts.id = authorization_codes.account_id AND NOT ",
    is_disabled!("accounts", "?4"),
    ")"
);

/// Makes the grant: ?16 and ?17 seed and key version of its refresh tokens, ?18 its end if it outlives its session.
const GRANT: &str = concat!(
    "INSERT INTO grants (id, account_id, client_id, session_id, opened_by, scope, resource, sid_seed, method, aal,
       authenticated_at, refresh_seed, refresh_key_version, refresh_generation, refresh_turned_at, created_at,
       last_used_at, ends_at)
     SELECT ?11, code.account_id, code.client_id, CASE WHEN code.offline THEN NULL ELSE code.session_id END,
       code.session_id, code.scope, code.resource, sessions.sid_seed, sessions.method, sessions.aal,
       sessions.authenticated_at, CASE WHEN ",
    uses_grant_type!("refresh_token"),
    " THEN ?16 END, ?17, 1, ?4, ?4, ?4, CASE WHEN code.offline THEN ?18 ELSE sessions.ends_at END
     FROM authorization_codes AS code JOIN sessions ON sessions.id = code.session_id
     WHERE code.id = ?10 AND code.spent_by = ?11"
);

/// Ends the grants of the new one's account that were unused for longest, past ?19 of those that the condition names.
macro_rules! end_unused {
    ($condition:literal) => {
        concat!(
            "DELETE FROM grants WHERE id IN (
               SELECT other.id FROM grants AS new JOIN grants AS other ON other.account_id = new.account_id",
            $condition,
            " WHERE new.id = ?11
               ORDER BY other.id = ?11 DESC, other.last_used_at DESC, other.created_at DESC, other.id
               LIMIT -1 OFFSET ?19)"
        )
    };
}

const REDEEMED: &str = concat!(
    "SELECT ",
    open_grant_columns!(),
    ", code.nonce FROM grants JOIN accounts ON accounts.id = grants.account_id
       JOIN authorization_codes AS code ON code.id = ?10
     WHERE grants.id = ?11 AND code.spent_by = ?11"
);

impl ShownCode<'_> {
    /// Bindings ?10 to ?18.
    fn bindings(&self, now: UnixTime) -> Vec<Value> {
        let [bare, slashed] = self.resource.map_or([None, None], |[bare, slashed]| [Some(bare), Some(slashed)]);
        vec![
            self.id.into(),
            self.grant.into(),
            self.redirect_uri.into(),
            self.challenge.into(),
            bare.map(String::as_str).into(),
            slashed.map(String::as_str).into(),
            self.chain.seed.to_stored().into(),
            self.chain.key_version.into(),
            (now + IDLE_LIFETIME).into(),
        ]
    }
}

/// Authenticates a client and redeems its code, in one round trip.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn redeem_code(
    db: &dyn Database,
    client: &ShownClient<'_>,
    code: &ShownCode<'_>,
) -> Result<(Authentication<RegisteredClient>, Redemption), AuthError> {
    let own = code.bindings(client.now);
    let within = |most: i64| [own.as_slice(), &[most.into()]].concat();
    let mut batch = Batch::new();
    let authentication = batch.authenticate_client(client);
    let is_wrong_resource = batch.push(client.bind(WRONG_RESOURCE, &own)).found();
    let is_replayed = batch.push(client.bind(END_REPLAYED, &own)).found();
    batch.push(client.bind(SPEND, &own));
    batch.push(client.bind(GRANT, &own));
    let to_client = end_unused!(" AND other.client_id = new.client_id");
    batch.push(client.bind(to_client, &within(MAX_GRANTS_TO_CLIENT)));
    batch.push(client.bind(end_unused!(""), &within(MAX_GRANTS)));
    let redeemed = batch.push(client.bind(REDEEMED, &own)).first::<RedeemedRow>();
    let mut done = batch.run(db).await?;
    let redemption = match done.take(redeemed)? {
        Some(row) => Redemption::Redeemed(Box::new(RedeemedCode { grant: row.grant.read()?, nonce: row.nonce })),
        None if done.take(is_replayed)? => Redemption::Replayed,
        None if done.take(is_wrong_resource)? => Redemption::WrongResource,
        None => Redemption::Unfit,
    };
    Ok((done.take(authentication)?, redemption))
}
