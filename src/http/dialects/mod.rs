//! The dialects, each with its routes, its shapes, its handlers and its words for errors.

pub mod bearer;
pub mod cookie;
pub mod passwordless;
pub mod session;
