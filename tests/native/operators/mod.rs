//! The operators' API.

mod addresses;
mod advisories;
mod callers;
mod clients;
mod console;
mod console_changes;
mod disabled;
mod events;
mod idempotency;
mod keys;
mod lists;
mod merging;
mod notices;
mod on_behalf;
mod pages;
mod profile;
mod recovery_links;
mod recovery_requests;
mod recycled;
mod resets;
mod resources;
mod signing_keys;
mod states;
mod trips;
