//! The APIs. A dialect is a folder, with its routes, bodies, handlers and errors, and one line in `routes`.

pub mod admin;
pub mod bearer;
pub mod cookie;
pub mod oauth;
pub mod passwordless;
pub mod service;
pub mod session;
pub mod shared;
