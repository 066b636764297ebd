//! Work after the answer, by `waitUntil`.

use futures_util::future::LocalBoxFuture;
use worker::{Context, ScheduleContext};

use crate::ports::Background;

/// Of a request.
pub struct WaitUntil(pub Context);

impl Background for WaitUntil {
    fn run_after_answer(&self, work: LocalBoxFuture<'static, ()>) {
        self.0.wait_until(work);
    }
}

/// Of a scheduled event.
pub struct ScheduledWaitUntil(pub ScheduleContext);

impl Background for ScheduledWaitUntil {
    fn run_after_answer(&self, work: LocalBoxFuture<'static, ()>) {
        self.0.wait_until(work);
    }
}
