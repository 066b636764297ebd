//! Sesame: a complete authentication service in one Cloudflare Worker.
//!
//! Data comes in at the top of this list and goes one way down; no module knows one above it.
//!
//! | module | what is in it |
//! | --- | --- |
//! | `entry` | the events of the worker (on Cloudflare only) |
//! | [`http`], [`pages`] | routes, dialects, bodies, cookies, origins; the pages people see |
//! | [`flows`] | a file a use case: typed input to a typed outcome |
//! | [`app`] | what is made once, and what each request adds to it |
//! | [`mail`], [`delivery`], [`mailbox`] | mails: their words, their way out, where they stay in development |
//! | [`look`] | what pages and mails look like |
//! | [`store`] | the only SQL |
//! | [`crypto`] | everything made with a key |
//! | [`config`] | the settings, read once |
//! | [`federation`] | identity providers that people sign in by: a data file each, and a cache of what they publish |
//! | [`ports`] | what the service needs from the world; [`adapters`] implement it |
//! | [`domain`] | what an account, a password, a session is: no input or output, not async |

pub mod adapters;
pub mod api;
pub mod app;
pub mod config;
pub mod crypto;
pub mod delivery;
pub mod domain;
#[cfg(target_arch = "wasm32")]
mod entry;
mod facts;
pub mod federation;
pub mod flows;
pub mod http;
pub mod look;
pub mod mail;
pub mod mailbox;
mod markup;
pub mod pages;
mod picture;
pub mod ports;
pub mod routes;
pub mod store;
