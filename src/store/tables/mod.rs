//! Tables: a file knows the rows of one, its statements, and the trips that concern it alone.

pub mod accounts;
pub mod attempts;
pub mod authorization_requests;
pub mod authorizations;
pub mod challenges;
pub mod clients;
pub mod consents;
pub mod counting;
pub mod events;
pub mod federation_states;
mod former_refresh_tokens;
pub mod generations;
pub mod grants;
pub mod idempotent_requests;
pub mod identities;
pub mod invitations;
pub mod mail_budgets;
pub mod one_time_tokens;
pub mod passkeys;
pub mod passwords;
pub mod refresh_tokens;
pub mod resources;
pub mod schema;
pub mod second_factors;
pub mod sessions;
pub mod signing_keys;
