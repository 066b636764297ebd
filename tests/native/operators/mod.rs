//! The operators' API.

mod callers;
mod states;
