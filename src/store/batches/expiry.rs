//! Removal of expired rows in bounded batches. Nothing depends on it: every read checks the stored expiry.

use crate::domain::time::DAY;
use crate::domain::{AuthError, UnixTime};
use crate::ports::{Database, Statement};
use crate::store::batch::Batch;
use crate::store::sql;
use crate::store::tables::events::delete_old;

/// Most rows that one batch removes.
pub const BATCH: i64 = 500;

macro_rules! tables {
    ($($table:ident => $name:literal,)*) => {
        /// Table whose rows expire.
        #[expect(missing_docs, reason = "each is the table of its name")]
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Table {
            $($table,)*
        }

        impl Table {
            pub const ALL: &[Self] = &[$(Self::$table),*];

            /// Name in the database.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$table => $name,)*
                }
            }
        }
    };
}

tables! {
    Events => "events",
    FormerRefreshTokens => "refresh_tokens",
    Sessions => "sessions",
    OneTimeTokens => "one_time_tokens",
    Authorizations => "authorizations",
    Attempts => "attempts",
    SecondFactorChallenges => "second_factor_challenges",
    WebauthnChallenges => "webauthn_challenges",
    FederationStates => "oauth_states",
    TotpOffers => "totp_offers",
    Invitations => "invitations",
    IdempotentRequests => "idempotent_requests",
    FormerAddresses => "former_addresses",
    RecoveryRequests => "recovery_requests",
    AuthorizationRequests => "authorization_requests",
    AuthorizationCodes => "authorization_codes",
    Grants => "grants",
    ClientAssertions => "client_assertions",
    SigningKeys => "signing_keys",
}

/// Ages beyond which rows are removed.
#[derive(Clone, Copy)]
pub struct Ages {
    /// Time up to which rows have expired.
    pub now: UnixTime,
    /// Time before which events are removed.
    pub events_since: UnixTime,
}

/// Removes rows of one table in a batch of its own; returns their number.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn delete_expired(db: &dyn Database, table: Table, ages: Ages) -> Result<usize, AuthError> {
    let mut batch = Batch::new();
    let gone: Vec<_> = statements(table, ages).into_iter().map(|statement| batch.push(statement)).collect();
    let mut done = batch.run(db).await?;
    gone.into_iter().map(|gone| Ok(done.take(gone)?.0.len())).sum()
}

fn statements(table: Table, Ages { now, events_since }: Ages) -> Vec<Statement> {
    macro_rules! expired {
        ($table:literal, $end:literal) => {
            expired!($table, $end, now)
        };
        ($table:literal, $end:literal, $up_to:expr) => {
            sql!(
                concat!(
                    "DELETE FROM ",
                    $table,
                    " WHERE rowid IN (SELECT rowid FROM ",
                    $table,
                    " WHERE ",
                    $end,
                    " <= ?1 LIMIT ?2) RETURNING 1 AS gone"
                ),
                $up_to,
                BATCH,
            )
        };
    }
    let expired = match table {
        Table::Events => return delete_old(events_since, BATCH).into(),
        Table::FormerRefreshTokens => sql!(
            "DELETE FROM refresh_tokens WHERE rowid IN (
               SELECT refresh_tokens.rowid FROM sessions CROSS JOIN refresh_tokens
               ON refresh_tokens.session_id = sessions.id WHERE sessions.ends_at <= ?1
               ORDER BY sessions.ends_at LIMIT ?2) RETURNING 1 AS gone",
            now,
            BATCH,
        ),
        // A session with former tokens waits until these are gone: deleting them with it would be unbounded.
        Table::Sessions => sql!(
            "DELETE FROM sessions WHERE rowid IN (
               SELECT rowid FROM (SELECT rowid, id FROM sessions WHERE ends_at <= ?1 ORDER BY ends_at LIMIT ?2) AS over
               WHERE NOT EXISTS (SELECT 1 FROM refresh_tokens WHERE session_id = over.id)) RETURNING 1 AS gone",
            now,
            BATCH,
        ),
        Table::OneTimeTokens => expired!("one_time_tokens", "expires_at"),
        Table::Authorizations => expired!("authorizations", "expires_at"),
        Table::Attempts => expired!("attempts", "resets_at"),
        Table::SecondFactorChallenges => expired!("second_factor_challenges", "expires_at"),
        Table::WebauthnChallenges => expired!("webauthn_challenges", "expires_at"),
        Table::FederationStates => expired!("oauth_states", "expires_at"),
        Table::TotpOffers => expired!("totp_offers", "expires_at"),
        Table::Invitations => expired!("invitations", "expires_at"),
        Table::IdempotentRequests => expired!("idempotent_requests", "expires_at"),
        Table::RecoveryRequests => expired!("recovery_requests", "expires_at"),
        Table::SigningKeys => expired!("signing_keys", "ends_at"),
        Table::FormerAddresses => expired!("former_addresses", "expires_at"),
        Table::AuthorizationRequests => expired!("authorization_requests", "expires_at"),
        // A code that is sent again within a day still ends its grant.
        Table::AuthorizationCodes => expired!("authorization_codes", "expires_at", now + -DAY),
        Table::Grants => expired!("grants", "ends_at"),
        Table::ClientAssertions => expired!("client_assertions", "expires_at"),
    };
    vec![expired]
}
