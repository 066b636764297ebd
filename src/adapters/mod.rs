//! The ports, implemented.

pub mod cloudflare;
