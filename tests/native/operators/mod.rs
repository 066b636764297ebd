//! The operators' API.

mod callers;
mod events;
mod keys;
mod lists;
mod notices;
mod on_behalf;
mod states;
