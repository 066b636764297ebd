//! Work after the answer, by `waitUntil`.

use std::cell::RefCell;
use std::time::Duration;

use futures_util::future::{LocalBoxFuture, join_all};
use worker::{Context, Delay, ScheduleContext};

use crate::ports::Background;

/// How long after an answer is ready what was left for later begins. The answer has left by then, so that its time says
/// nothing of what there was to do.
const PAUSE: Duration = Duration::from_millis(20);

/// Of a request. The runtime begins what it is handed at once, so that an answer would wait for a hash that is made
/// after it: work is kept until the answer is ready, and begins behind it.
pub struct WaitUntil {
    context: Context,
    /// What was left, until the answer is ready.
    left: RefCell<Option<Vec<LocalBoxFuture<'static, ()>>>>,
}

impl WaitUntil {
    /// Nothing is left yet.
    pub fn new(context: Context) -> Self {
        Self { context, left: RefCell::new(Some(Vec::new())) }
    }

    /// The answer is ready: what was left may begin, and what is left from now on at once.
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

/// Of a scheduled event.
pub struct ScheduledWaitUntil(pub ScheduleContext);

impl Background for ScheduledWaitUntil {
    fn run_after_answer(&self, work: LocalBoxFuture<'static, ()>) {
        self.0.wait_until(work);
    }
}
