//! Work after the answer, by `waitUntil`.

use std::cell::RefCell;
use std::time::Duration;

use futures_util::future::{LocalBoxFuture, join_all};
use worker::{Context, Delay, ScheduleContext};

use crate::ports::Background;

/// Delay before deferred work begins. The answer has left by then, so its timing tells nothing about the work.
const PAUSE: Duration = Duration::from_millis(20);

/// Deferred work of a request. The runtime starts at once what it is handed, and an answer would wait for a hash made
/// after it; so work is kept until the answer is ready.
pub struct WaitUntil {
    context: Context,
    /// Deferred work, until the answer is ready.
    left: RefCell<Option<Vec<LocalBoxFuture<'static, ()>>>>,
}

impl WaitUntil {
    pub fn new(context: Context) -> Self {
        Self { context, left: RefCell::new(Some(Vec::new())) }
    }

    /// Starts what was deferred; from now on work starts at once.
    pub fn answered(&self) {
        let left = self.left.borrow_mut().take().unwrap_or_default();
        if !left.is_empty() {
            self.context.wait_until(async move {
                Delay::from(PAUSE).await;
                join_all(left).await;
            });
        }
    }
}

impl Background for WaitUntil {
    fn run_after_answer(&self, work: LocalBoxFuture<'static, ()>) {
        let mut left = self.left.borrow_mut();
        match left.as_mut() {
            Some(left) => left.push(work),
            None => self.context.wait_until(work),
        }
    }
}

/// Deferred work of a scheduled event.
pub struct ScheduledWaitUntil(pub ScheduleContext);

impl Background for ScheduledWaitUntil {
    fn run_after_answer(&self, work: LocalBoxFuture<'static, ()>) {
        self.0.wait_until(work);
    }
}
