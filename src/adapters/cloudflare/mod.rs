//! The ports on Cloudflare: D1, the clock and randomness of the runtime, `waitUntil`, the console.

mod background;
mod clock;
mod d1;
mod entropy;
mod log;

use std::rc::Rc;

use worker::{Context, Env};

pub use log::ConsoleLog;

use crate::ports::Ports;

/// The name of the D1 binding.
const DATABASE: &str = "DB";

/// The ports of one request.
///
/// # Errors
/// If a binding is missing.
pub fn ports(env: &Env, context: Context) -> worker::Result<Ports> {
    Ok(Ports {
        database: Rc::new(d1::D1(env.d1(DATABASE)?)),
        clock: Rc::new(clock::RuntimeClock),
        entropy: Rc::new(entropy::RuntimeEntropy),
        background: Rc::new(background::WaitUntil(context)),
        log: Rc::new(ConsoleLog),
    })
}
