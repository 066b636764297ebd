//! Sesame: a complete authentication service in one Cloudflare Worker.
//!
//! Data comes in at the bottom of this list and goes up it; no module knows one below it, except that
//! `flows` and `store` use `ports`, and `adapters` implement them.

pub mod app;
pub mod config; // the settings, read once
pub mod crypto; // password hashes, session tokens, one-time tokens; the keys they are made with
pub mod domain; // what an account, a password, a session is: no I/O, not async
pub mod flows; // one file a use case: typed input to a typed outcome
pub mod http; // routes, dialects, bodies, cookies, origins
pub mod ports; // what the service needs from the world: database, clock, entropy, background, log
pub mod store; // the only SQL // a request in, a response out

#[cfg(target_arch = "wasm32")]
mod adapters; // the ports on Cloudflare
#[cfg(target_arch = "wasm32")]
mod entry; // the events of the worker
