//! Authentication of registered clients, and of resources, in the batch of what they ask for.
//!
//! Its statements share the bindings ?1 to ?9: client, method, SHA-256 of the secret, now, subject of failures, limit of
//! failures, version of the client, request, assertion.

use serde::Deserialize;

use crate::config::Limits;
use crate::domain::client::Network;
use crate::domain::client_metadata::ClientId;
use crate::domain::{ActorId, Fingerprint, UnixTime};
use crate::ports::{Statement, Value};
use crate::store::batch::{Batch, Handle};
use crate::store::subjects::Subject;
use crate::store::tables::clients::{ClientRow, RegisteredClient, client_columns};
use crate::store::tables::counting::count_one;

/// Client as a request shows it.
pub struct ShownClient<'a> {
    pub id: &'a ClientId,
    pub proof: &'a ShownProof,
    /// Network of the sender.
    pub network: &'a Network,
    pub limits: &'a Limits,
    pub now: UnixTime,
}

/// Proof that a request shows beside the client's id.
pub enum ShownProof {
    Nothing,
    /// Secret in the header `Authorization` (`client_secret_basic`).
    SecretInHeader(Fingerprint),
    /// Secret in the body (`client_secret_post`).
    SecretInBody(Fingerprint),
    /// Assertion that a key of the client verified (`private_key_jwt`).
    Assertion(ShownAssertion),
    /// Assertion that is not good.
    BadAssertion,
}

/// Verified assertion, which is good once.
pub struct ShownAssertion {
    pub id: Fingerprint,
    pub expires_at: UnixTime,
    /// Version of the client whose keys verified it.
    pub client_version: i64,
    /// Request that spends it.
    pub request: ActorId,
}

/// Outcome of an authentication.
pub enum Authentication<T> {
    Authenticated(T),
    Refused,
    /// Past the limit of failures.
    TooMany {
        /// Seconds until the next attempt, at least 1.
        retry_after: i64,
    },
}

/// Condition that the row of this table has the shown secret.
macro_rules! has_shown_secret {
    ($table:literal) => {
        concat!(
            "COALESCE(",
            $table,
            ".secret_hash = ?3 OR (",
            $table,
            ".former_secret_hash = ?3 AND ",
            $table,
            ".former_ends_at > ?4), false)"
        )
    };
}

pub(super) use has_shown_secret;

/// Condition that the proof shown is the one that the row `clients` is registered to authenticate by.
macro_rules! client_is_proven {
    () => {
        concat!(
            "(json_extract(clients.metadata, '$.token_endpoint_auth_method') = ?2 AND CASE ?2 WHEN 'none' THEN true
               WHEN 'private_key_jwt' THEN clients.version = ?7 AND EXISTS (
                 SELECT 1 FROM client_assertions WHERE client_assertions.id = ?9 AND client_assertions.spent_by = ?8)
               ELSE ",
            $crate::store::batches::client_authentication::has_shown_secret!("clients"),
            " END)"
        )
    };
}

pub(super) use client_is_proven;

/// Condition that the secret shown is that of the row `resources`.
macro_rules! resource_is_proven {
    () => {
        concat!("(?2 IN ('client_secret_basic', 'client_secret_post') AND ", has_shown_secret!("resources"), ")")
    };
}

/// Condition that the client ?1 authenticated, and is within the limit of failures.
macro_rules! is_authenticated {
    () => {
        concat!(
            "EXISTS (SELECT 1 FROM clients WHERE clients.id = ?1 AND ",
            $crate::store::batches::client_authentication::client_is_proven!(),
            ") AND COALESCE((SELECT count FROM attempts WHERE subject = ?5 AND resets_at > ?4), 0) < ?6"
        )
    };
}
pub(super) use is_authenticated;

/// Condition that the client ?1 is registered for a grant type.
macro_rules! uses_grant_type {
    ($grant_type:literal) => {
        concat!(
            "EXISTS (SELECT 1 FROM clients WHERE clients.id = ?1
               AND instr(json_extract(clients.metadata, '$.grant_types'), '\"",
            $grant_type,
            "\"') > 0)"
        )
    };
}
pub(super) use uses_grant_type;

#[derive(Deserialize)]
struct FailuresRow {
    failures: i64,
    resets_at: Option<UnixTime>,
}

#[derive(Deserialize)]
struct ShownClientRow {
    is_proven: i64,
    #[serde(flatten)]
    failures: FailuresRow,
    #[serde(flatten)]
    client: ClientRow,
}

#[derive(Deserialize)]
struct ShownResourceRow {
    is_proven: i64,
    #[serde(flatten)]
    failures: FailuresRow,
    identifier: String,
}

/// Columns of a [`FailuresRow`].
macro_rules! failures_columns {
    () => {
        "COALESCE((SELECT count FROM attempts WHERE subject = ?5 AND resets_at > ?4), 0) AS failures,
         (SELECT resets_at FROM attempts WHERE subject = ?5 AND resets_at > ?4) AS resets_at"
    };
}

impl ShownClient<'_> {
    /// Statement with the bindings ?1 to ?9 and its own, as far as it has parameters for them.
    pub(super) fn bind(&self, sql: &'static str, own: &[Value]) -> Statement {
        let (method, secret, assertion) = match self.proof {
            ShownProof::Nothing => ("none", None, None),
            ShownProof::SecretInHeader(hash) => ("client_secret_basic", Some(hash), None),
            ShownProof::SecretInBody(hash) => ("client_secret_post", Some(hash), None),
            ShownProof::Assertion(assertion) => ("private_key_jwt", None, Some(assertion)),
            ShownProof::BadAssertion => ("private_key_jwt", None, None),
        };
        let mut bindings: Vec<Value> = vec![
            self.id.into(),
            method.into(),
            secret.into(),
            self.now.into(),
            Subject::Applications.of(&format!("{}:{}", self.id.0, self.network.0)).into(),
            self.limits.address_failures.into(),
            assertion.map(|assertion| assertion.client_version).into(),
            assertion.map(|assertion| &assertion.request).into(),
            assertion.map(|assertion| &assertion.id).into(),
        ];
        bindings.extend_from_slice(own);
        bindings.truncate(highest_parameter(sql));
        Statement { sql: sql.into(), bindings }
    }

    /// Function from the result of the proof, the failures counted so far and the row to the outcome.
    fn outcome<T>(&self) -> impl FnOnce(i64, FailuresRow, T) -> Authentication<T> + use<T> {
        let (now, limit) = (self.now, self.limits.address_failures);
        move |is_proven, failures, found| {
            let earlier = failures.failures - i64::from(is_proven == 0);
            match failures.resets_at {
                Some(resets_at) if earlier >= limit => {
                    Authentication::TooMany { retry_after: (resets_at - now).max(1) }
                }
                _ if is_proven != 0 => Authentication::Authenticated(found),
                _ => Authentication::Refused,
            }
        }
    }
}

/// Highest number of a parameter `?N`.
fn highest_parameter(sql: &str) -> usize {
    let numbers = sql.split('?').skip(1).map(|behind| behind.split(|c: char| !c.is_ascii_digit()).next());
    numbers.flatten().filter_map(|digits| digits.parse().ok()).max().unwrap_or(0)
}

impl Batch {
    /// Authenticates a client. A failure is counted; what follows in this batch is conditional on [`is_authenticated`].
    pub fn authenticate_client(&mut self, shown: &ShownClient<'_>) -> Handle<Authentication<RegisteredClient>> {
        const SELECT: &str = concat!(
            "SELECT ",
            client_columns!(),
            ", ",
            client_is_proven!(),
            " AS is_proven, ",
            failures_columns!(),
            " FROM clients WHERE clients.id = ?1"
        );
        self.spend_assertion(shown);
        self.count_failure(shown);
        let outcome = shown.outcome();
        let row = self.push(shown.bind(SELECT, &[])).first::<ShownClientRow>();
        row.and_then(move |row| {
            let Some(ShownClientRow { is_proven, failures, client }) = row else {
                return Ok(Authentication::Refused);
            };
            Ok(outcome(is_proven, failures, client.read()?))
        })
    }

    /// Authenticates a resource by its secret, in a batch that [`Self::authenticate_client`] began with the same. The
    /// result is its identifier.
    pub fn authenticate_resource(&mut self, shown: &ShownClient<'_>) -> Handle<Authentication<String>> {
        const SELECT: &str = concat!(
            "SELECT resources.identifier, ",
            resource_is_proven!(),
            " AS is_proven, ",
            failures_columns!(),
            " FROM resources WHERE resources.id = ?1"
        );
        let outcome = shown.outcome();
        let row = self.push(shown.bind(SELECT, &[])).first::<ShownResourceRow>();
        row.map(move |row| match row {
            Some(ShownResourceRow { is_proven, failures, identifier }) => outcome(is_proven, failures, identifier),
            None => Authentication::Refused,
        })
    }

    fn spend_assertion(&mut self, shown: &ShownClient<'_>) {
        const SPEND: &str = "INSERT INTO client_assertions (id, spent_by, expires_at) SELECT ?9, ?8, ?10
            FROM clients WHERE clients.id = ?1 AND clients.version = ?7
            ON CONFLICT (id) DO UPDATE SET spent_by = excluded.spent_by, expires_at = excluded.expires_at
              WHERE client_assertions.expires_at <= ?4";
        if let ShownProof::Assertion(assertion) = shown.proof {
            self.push(shown.bind(SPEND, &[assertion.expires_at.into()]));
        }
    }

    /// Counts a failure of a client or a resource that exists, so that invented ids fill no table. Public clients have
    /// no count: they have no secret to guess, and a limit would lock one out for everybody behind an address.
    fn count_failure(&mut self, shown: &ShownClient<'_>) {
        const COUNT: &str = count_one!(
            "?5",
            concat!(
                "(EXISTS (SELECT 1 FROM clients WHERE clients.id = ?1
                   AND json_extract(clients.metadata, '$.token_endpoint_auth_method') <> 'none' AND NOT ",
                client_is_proven!(),
                ") OR EXISTS (SELECT 1 FROM resources WHERE resources.id = ?1 AND NOT ",
                resource_is_proven!(),
                "))"
            ),
            now: "?4",
            end: "?10"
        );
        self.push(shown.bind(COUNT, &[(shown.now + shown.limits.window).into()]));
    }
}
