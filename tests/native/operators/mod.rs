//! The operators' API.

mod callers;
mod events;
mod keys;
mod lists;
mod on_behalf;
mod states;
