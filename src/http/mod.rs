//! HTTP: the mechanism between a request and its handler. It knows no dialect and no page; those point to it.

pub mod authentication;
pub mod body;
pub mod bookmark;
mod challenge;
pub mod conditional;
pub mod cookies;
pub mod dialect;
pub mod edge_limit;
pub mod exchange;
mod idempotency;
mod on_behalf;
pub mod origin;
pub(crate) mod press;
pub mod protocol_error;
pub mod reply;
pub mod request;
pub mod route;
pub mod router;
pub mod second_step;
pub mod serve;
pub mod visitor;

pub use dialect::Dialect;
pub use exchange::Exchange;
pub use protocol_error::{Failure, ProtocolError};
pub use reply::Response;
pub use request::{Body, Request};
pub use route::Route;
pub(crate) use route::route;
pub use serve::{serve, serve_misconfigured};
