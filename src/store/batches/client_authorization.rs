//! Authorization of a client by a session: one trip to read everything that decides, one to write the code.

use crate::domain::authorization_request::AskedResource;
use crate::domain::client_metadata::ClientId;
use crate::domain::resource::spellings;
use crate::domain::{Account, AccountId, AuthError, EventKind, Fingerprint, Scopes, Session, SessionId, UnixTime};
use crate::ports::{Database, Statement};
use crate::store::batch::Batch;
use crate::store::rows::{HeldSessionRow, is_disabled};
use crate::store::sql;
use crate::store::tables::clients::RegisteredClient;
use crate::store::tables::consents::upsert_of_code;
use crate::store::tables::events::{Trace, insert_event, record};
use crate::store::tables::sessions::select_alive;

/// Seconds in which a code is redeemed.
pub const CODE_LIFETIME: i64 = 60;

/// Names in a request and its browser.
pub struct Named<'a> {
    pub client: &'a ClientId,
    /// As sent.
    pub resource: Option<&'a str>,
    /// Session and account of the browser's token.
    pub session: Option<&'a (SessionId, AccountId)>,
    pub now: UnixTime,
}

/// Rows that decide on a request.
pub struct AuthorizationRows {
    pub client: Option<RegisteredClient>,
    pub resource: Option<AskedResource>,
    pub session: Option<(Account, Session)>,
    /// Scopes that the account allowed the client for the resource.
    pub consented: Scopes,
}

/// Reads what decides on a request, in one round trip.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn find_named(db: &dyn Database, named: &Named<'_>) -> Result<AuthorizationRows, AuthError> {
    let spellings = named.resource.map_or_else(|| [String::new(), String::new()], spellings);
    let mut batch = Batch::new();
    let client = batch.registered_client(named.client);
    let resource = named.resource.map(|_| batch.asked_resource(&spellings));
    let of_session = named.session.map(|(id, account)| {
        let session = batch.push(select_alive(id, account, named.now)).first::<HeldSessionRow>();
        (session, batch.consents(account, named.client, &spellings))
    });
    let mut done = batch.run(db).await?;
    let resource = resource.map(|resource| done.take(resource)).transpose()?.flatten();
    let identifier = resource.as_ref().map_or("", |resource| resource.identifier.as_str());
    let (session, consented) = match of_session {
        None => (None, None),
        Some((session, consents)) => {
            let mut consents = done.take(consents)?.into_iter();
            (done.take(session)?.map(Into::into), consents.find(|consent| consent.resource == identifier))
        }
    };
    Ok(AuthorizationRows {
        client: done.take(client)?,
        resource,
        session,
        consented: consented.map(|consent| consent.scope).unwrap_or_default(),
    })
}

/// Consent of a person to a client, for one resource.
#[derive(Clone, Debug)]
pub struct Consent {
    /// Scopes that were allowed when the person was asked.
    pub seen: Scopes,
    /// Scopes that are allowed afterwards.
    pub agreed: Scopes,
}

/// Code to issue.
pub struct NewCode<'a> {
    /// Fingerprint of the code.
    pub id: &'a Fingerprint,
    pub account: &'a AccountId,
    pub session: &'a SessionId,
    pub client: &'a ClientId,
    /// Version of the client that the request was checked against.
    pub client_version: i64,
    /// As sent.
    pub redirect_uri: &'a str,
    /// PKCE, S256.
    pub challenge: Option<&'a str>,
    pub nonce: Option<&'a str>,
    pub scope: &'a Scopes,
    /// As registered.
    pub resource: Option<&'a str>,
    pub consent: &'a Consent,
    pub sid: &'a ClientSid,
}

/// `sid` of a session for the client.
pub struct ClientSid {
    /// Seed of the session, or one to give it if it has none.
    pub seed: String,
    /// `sid` by this seed.
    pub sid: String,
}

/// Event of the consent ?2 behind the code ?1, unless it is stored already.
const ALLOWED: &str = insert_event!(
    "authorization_codes.account_id",
    "COALESCE(clients.metadata ->> '$.client_name', clients.id)",
    "authorization_codes JOIN clients ON clients.id = authorization_codes.client_id
     WHERE authorization_codes.id = ?1 AND ?2 IS NOT (SELECT consents.scope FROM consents
       WHERE consents.account_id = authorization_codes.account_id
       AND consents.client_id = authorization_codes.client_id
       AND consents.resource = COALESCE(authorization_codes.resource, ''))"
);

/// Event of a session's first code for a client within a day, from the code ?1.
const SIGNED_IN: &str = insert_event!(
    "authorization_codes.account_id",
    "COALESCE(clients.metadata ->> '$.client_name', clients.id)",
    "authorization_codes JOIN clients ON clients.id = authorization_codes.client_id
     WHERE authorization_codes.id = ?1 AND NOT EXISTS (SELECT 1 FROM authorization_codes AS earlier
       WHERE earlier.session_id = authorization_codes.session_id
       AND earlier.client_id = authorization_codes.client_id AND earlier.id <> authorization_codes.id)"
);

/// Issues a code, if the session is alive, the client unchanged and the consent the one that the person saw. False
/// otherwise.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn insert_code(db: &dyn Database, new: &NewCode<'_>, trace: &Trace<'_>) -> Result<bool, AuthError> {
    let id = new.id.0.as_str();
    let mut batch = Batch::new();
    let issued = batch.push(insert(new, trace.at)).found();
    batch.push(record(ALLOWED, EventKind::ApplicationAllowed, trace, &[id, &new.consent.agreed.to_string()]));
    batch.push(upsert_of_code(new.id, &new.consent.agreed));
    batch.push(keep_sid(id, new.sid));
    batch.push(record(SIGNED_IN, EventKind::ApplicationSignIn, trace, &[id]));
    batch.run(db).await?.take(issued)
}

/// Statement that stores the `sid` that the client of the code ?1 is told of its session, unless the session has another
/// seed by now.
fn keep_sid(code: &str, ClientSid { seed, sid }: &ClientSid) -> Statement {
    sql!(
        "UPDATE sessions
         SET sid_seed = ?2,
           client_sids = json_patch(COALESCE(client_sids, '{}'), json_object(code.client_id, ?3))
         FROM authorization_codes AS code
         WHERE code.id = ?1 AND sessions.id = code.session_id AND COALESCE(sid_seed, ?2) = ?2
           AND NOT EXISTS (SELECT 1 FROM json_each(sessions.client_sids) AS told WHERE told.value = ?3)",
        code,
        seed.as_str(),
        sid.as_str(),
    )
}

fn insert(new: &NewCode<'_>, now: UnixTime) -> Statement {
    const INSERT: &str = concat!(
        "INSERT INTO authorization_codes (id, account_id, client_id, session_id, redirect_uri, challenge, nonce, scope,
           resource, offline, created_at, expires_at)
         SELECT ?1, sessions.account_id, clients.id, sessions.id, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13
         FROM sessions JOIN accounts ON accounts.id = sessions.account_id JOIN clients ON clients.id = ?4
         WHERE sessions.id = ?3 AND sessions.account_id = ?2 AND sessions.ends_at > ?12 AND clients.version = ?5
           AND NOT ",
        is_disabled!("accounts", "?12"),
        " AND COALESCE((SELECT scope FROM consents
             WHERE account_id = ?2 AND client_id = ?4 AND resource = COALESCE(?10, '')), '') IN (?14, ?15)
         RETURNING id"
    );
    sql!(
        INSERT,
        new.id,
        new.account.0.as_str(),
        new.session.0.as_str(),
        new.client.0.as_str(),
        new.client_version,
        new.redirect_uri,
        new.challenge,
        new.nonce,
        new.scope.to_string(),
        new.resource,
        i64::from(new.scope.contains("offline_access")),
        now,
        now + CODE_LIFETIME,
        new.consent.seen.to_string(),
        new.consent.agreed.to_string(),
    )
}
