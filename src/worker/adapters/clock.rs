//! The time, as the runtime tells it.

use std::time::Duration;

use async_trait::async_trait;
use worker::{Date, Delay};

use crate::ports::Clock;

pub struct RuntimeClock;

#[async_trait(?Send)]
impl Clock for RuntimeClock {
    fn milliseconds(&self) -> i64 {
        i64::try_from(Date::now().as_millis()).unwrap_or(i64::MAX)
    }

    async fn pause(&self, milliseconds: u64) {
        Delay::from(Duration::from_millis(milliseconds)).await;
    }
}
