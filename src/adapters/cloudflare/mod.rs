//! The ports on Cloudflare: D1, KV, the clock and randomness of the runtime, `fetch`, mail, `waitUntil`, the console.

mod background;
mod clock;
mod d1;
mod entropy;
mod fetch;
mod key_value;
mod log;
mod rate_limiter;
mod send_email;

use std::rc::Rc;

use worker::Env;

pub use background::{ScheduledWaitUntil, WaitUntil};
pub use log::ConsoleLog;

use crate::adapters::no_mail::NoMail;
use crate::adapters::resend::Resend;
use crate::config::MailConfig;
use crate::mailbox::Mailbox;
use crate::ports::{Background, Clock, KeyValue, Mailer, Ports, RateLimiter};

/// The name of the D1 binding.
const DATABASE: &str = "DB";
/// The name of the KV binding.
const KEY_VALUE: &str = "KV";
/// The name of the Rate Limiting binding, which need not be there.
const RATE_LIMITER: &str = "RATE_LIMITER";
/// The name of the `send_email` binding.
const EMAIL: &str = "EMAIL";

/// The ports of one event.
///
/// # Errors
/// If a binding is missing.
pub fn ports(env: &Env, background: Rc<dyn Background>, mail: &MailConfig) -> worker::Result<Ports> {
    let key_value: Rc<dyn KeyValue> = Rc::new(key_value::Kv(env.kv(KEY_VALUE)?));
    let clock: Rc<dyn Clock> = Rc::new(clock::RuntimeClock);
    Ok(Ports {
        database: Rc::new(d1::D1(env.d1(DATABASE)?)),
        mailer: mailer(env, mail, &key_value, &clock)?,
        rate_limiter: rate_limiter(env),
        key_value,
        clock,
        http: Rc::new(fetch::RuntimeFetch),
        entropy: Rc::new(entropy::RuntimeEntropy),
        background,
        log: Rc::new(ConsoleLog),
    })
}

fn rate_limiter(env: &Env) -> Option<Rc<dyn RateLimiter>> {
    let bound = env.rate_limiter(RATE_LIMITER).ok()?;
    Some(Rc::new(rate_limiter::BoundRateLimiter(bound)))
}

fn mailer(
    env: &Env,
    config: &MailConfig,
    key_value: &Rc<dyn KeyValue>,
    clock: &Rc<dyn Clock>,
) -> worker::Result<Rc<dyn Mailer>> {
    Ok(match config {
        MailConfig::Nowhere => Rc::new(NoMail),
        MailConfig::Mailbox => Rc::new(Mailbox { key_value: key_value.clone(), clock: clock.clone() }),
        MailConfig::SendEmail(from) => {
            Rc::new(send_email::BoundMail { binding: env.send_email(EMAIL)?, from: from.clone() })
        }
        MailConfig::Resend(config) => Rc::new(Resend { http: Rc::new(fetch::RuntimeFetch), config: config.clone() }),
    })
}
