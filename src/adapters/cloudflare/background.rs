//! Work after the answer, by `waitUntil`.

use futures_util::future::LocalBoxFuture;
use worker::Context;

use crate::ports::Background;

pub struct WaitUntil(pub Context);

impl Background for WaitUntil {
    fn run_after_answer(&self, work: LocalBoxFuture<'static, ()>) {
        self.0.wait_until(work);
    }
}
