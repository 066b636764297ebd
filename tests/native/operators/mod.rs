//! The operators' API.

mod callers;
mod events;
mod lists;
mod states;
