//! Batches over several tables: a use case a file, one round trip a function.

pub mod account_deletion;
pub mod account_overview;
pub mod account_states;
pub mod acts;
pub mod browser_sessions;
pub mod event_feed;
pub mod expiry;
pub mod first_proof;
pub mod identities;
pub mod logins;
pub mod mailbox_proof;
pub mod mailed_code;
pub mod opening;
pub mod operated_sessions;
pub mod pairing;
pub mod passkey_ceremonies;
pub mod presses;
pub mod resets;
pub mod second_factor;
pub mod service_keys;
pub mod sign_up;
pub mod token_requests;
pub mod user_changes;
pub mod user_lists;
pub mod users;
