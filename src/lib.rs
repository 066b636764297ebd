//! Sesame: a complete authentication service in one Cloudflare Worker.
//!
//! Data flows down this list; no module depends on one above its own. `docs/architecture.md` shows the layers.
//!
//! | module | what is in it |
//! | --- | --- |
//! | `worker` | the events of the worker and the adapters of its ports (on Cloudflare only) |
//! | [`routes`] | every route |
//! | [`api`], [`pages`] | the dialects; the pages people see |
//! | [`http`] | the mechanism between a request and its handler |
//! | [`flows`] | use cases, one file each: typed input to a typed outcome |
//! | [`outbound`] | calls to other services |
//! | [`app`] | the part created once, and its view by one request |
//! | [`store`] | the only SQL |
//! | [`mail`], [`look`] | the copy of mails; the theme of pages and mails |
//! | [`config`] | the settings, read once |
//! | [`federation`] | identity providers that people sign in by: a data file each, and a cache of their metadata |
//! | [`crypto`] | cryptography with the service's keys |
//! | [`ports`] | interfaces to the outside |
//! | [`domain`] | accounts, passwords, sessions as types: no input or output, not async |

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
