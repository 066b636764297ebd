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
mod web_crypto;

use std::rc::Rc;

use worker::Env;

pub use background::{ScheduledWaitUntil, WaitUntil};
pub use d1::Bookmark;
pub use log::ConsoleLog;

use crate::config::{Config, MailConfig};
use crate::outbound::mailbox::Mailbox;
use crate::outbound::no_mail::NoMail;
use crate::outbound::resend::Resend;
use crate::ports::{Background, Clock, Database, KeyValue, Mailer, Ports, RateLimiter};

/// The name of the D1 binding.
const DATABASE: &str = "DB";
/// The name of the KV binding.
const KEY_VALUE: &str = "KV";
/// The name of the Rate Limiting binding, which need not be there.
const RATE_LIMITER: &str = "RATE_LIMITER";
/// The name of the `send_email` binding.
const EMAIL: &str = "EMAIL";

/// Bookmarks of one event.
#[derive(Default)]
pub struct Followed {
    /// Shown by the client.
    pub shown: Option<String>,
    /// Returned to the client.
    pub seen: Bookmark,
}

/// The ports of one event.
///
/// # Errors
/// If a binding is missing.
pub fn ports(env: &Env, background: Rc<dyn Background>, config: &Config, followed: &Followed) -> worker::Result<Ports> {
    let [database, nearest] = databases(env, config, followed)?;
    let key_value: Rc<dyn KeyValue> = Rc::new(key_value::Kv(env.kv(KEY_VALUE)?));
    let clock: Rc<dyn Clock> = Rc::new(clock::RuntimeClock);
    Ok(Ports {
        database,
        nearest,
        mailer: mailer(env, &config.mail, &key_value, &clock)?,
        rate_limiter: rate_limiter(env),
        key_value,
        clock,
        http: Rc::new(fetch::RuntimeFetch),
        signatures: Rc::new(web_crypto::WebCrypto),
        entropy: Rc::new(entropy::RuntimeEntropy),
        background,
        log: Rc::new(ConsoleLog),
    })
}

/// The primary, and the database that session checks read.
fn databases(env: &Env, config: &Config, followed: &Followed) -> worker::Result<[Rc<dyn Database>; 2]> {
    let bound = || env.d1(DATABASE);
    if config.read_replicas {
        let copies = d1::D1::with_copies(bound, followed.shown.as_deref(), &followed.seen)?;
        return Ok(copies.map(|copy| Rc::new(copy) as Rc<dyn Database>));
    }
    let primary: Rc<dyn Database> = Rc::new(d1::D1::new(bound()?));
    Ok([primary.clone(), primary])
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
