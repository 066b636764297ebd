//! The Workers runtime: the events of the worker, and the ports on Cloudflare. Nothing outside knows the `worker` crate.

mod adapters;
mod entry;
