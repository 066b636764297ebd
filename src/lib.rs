//! Sesame: a complete authentication service in one Cloudflare Worker.
//!
//! Data goes one way down this list; no module knows one above its own. `docs/architecture.md` shows the layers whole.
//!
//! | module | what is in it |
//! | --- | --- |
//! | `worker` | the events of the worker and the adapters of its ports (on Cloudflare only) |
//! | [`routes`] | every route |
//! | [`api`], [`pages`] | the dialects; the pages people see |
//! | [`http`] | the mechanism between a request and its handler |
//! | [`flows`] | a file a use case: typed input to a typed outcome |
//! | [`outbound`] | services that are called |
//! | [`app`] | what is made once, and what each request adds to it |
//! | [`store`] | the only SQL |
//! | [`mail`], [`look`] | the copy of mails; the theme of pages and mails |
//! | [`config`] | the settings, read once |
//! | [`federation`] | identity providers that people sign in by: a data file each, and a cache of what they publish |
//! | [`crypto`] | everything made with a key |
//! | [`ports`] | interfaces to the outside |
//! | [`domain`] | what an account, a password, a session is: no input or output, not async |

pub mod api;
pub mod app;
pub mod config;
pub mod crypto;
pub mod domain;
mod facts;
pub mod federation;
pub mod flows;
pub mod http;
pub mod look;
pub mod mail;
mod markup;
pub mod outbound;
pub mod pages;
mod picture;
pub mod ports;
pub mod routes;
pub mod store;
#[cfg(target_arch = "wasm32")]
mod worker;
