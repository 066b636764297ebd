//! The time, as the runtime tells it.

use worker::Date;

use crate::domain::UnixTime;
use crate::ports::Clock;

pub struct RuntimeClock;

impl Clock for RuntimeClock {
    fn now(&self) -> UnixTime {
        UnixTime(i64::try_from(Date::now().as_millis() / 1000).unwrap_or(i64::MAX))
    }
}
