//! HTTP: from a request to a flow and from its outcome to a response, in the words of four dialects.

pub mod authentication;
pub mod body;
pub mod bookmark;
pub mod cookies;
pub mod dialect;
pub mod dialects;
pub mod edge_limit;
pub mod exchange;
pub mod health;
pub mod origin;
pub(crate) mod press;
pub mod protocol_error;
pub mod reply;
pub mod request;
pub mod router;
pub mod serve;

pub use dialect::Dialect;
pub use exchange::Exchange;
pub use protocol_error::{Failure, ProtocolError};
pub use reply::Response;
pub use request::{Body, Request};
pub use router::Route;
pub use serve::{serve, serve_misconfigured};
