//! The ports, implemented.

#[cfg(target_arch = "wasm32")]
pub(crate) mod cloudflare;
pub mod no_mail;
pub mod resend;
