//! All SQL of the service. A function is one statement or one batch, and its verb is its guarantee: `find_` reads,
//! `insert_` adds, `reserve_` counts before the fact, `rotate_` happens once, `revoke_` ends.

pub mod account_overview;
pub mod accounts;
pub mod attempts;
pub mod authorizations;
pub mod batch;
pub mod browser_sessions;
pub mod challenges;
pub mod counting;
pub mod events;
pub mod expiry;
pub mod federation_states;
pub mod first_proof;
mod former_refresh_tokens;
pub mod generations;
pub mod identities;
pub mod identity_claims;
pub mod logins;
pub mod mail_budgets;
pub mod mailbox_proof;
pub mod mailed_code;
pub mod one_time_tokens;
pub mod opening;
pub mod pairing;
pub mod passkey_ceremonies;
pub mod passkeys;
pub mod passwords;
pub mod presses;
pub mod refresh_tokens;
pub mod revocation;
pub mod rows;
pub mod schema;
pub mod second_factors;
pub mod sessions;
pub mod subjects;
pub mod ways_in;

/// Most rows in a list of an account, even for accounts older than the limits.
const LISTED: i64 = 100;

/// Statement with its bindings in order, starting at `?1`.
macro_rules! sql {
    ($sql:expr $(, $binding:expr)* $(,)?) => {
        crate::ports::Statement { sql: crate::ports::Sql::from($sql), bindings: vec![$(crate::ports::Value::from($binding)),*] }
    };
}
use sql;
