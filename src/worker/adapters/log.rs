//! The log, on the console.

use worker::{console_error, console_log, console_warn};

use crate::ports::{Level, Log};

pub struct ConsoleLog;

impl Log for ConsoleLog {
    fn write(&self, level: Level, line: &str) {
        match level {
            Level::Error => console_error!("{line}"),
            Level::Warning => console_warn!("{line}"),
            Level::Info => console_log!("{line}"),
        }
    }
}
