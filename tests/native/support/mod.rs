//! Test world: one service with its database, clock, mails and log in view.

mod http;
mod key_value;
mod mailer;
mod sqlite;
mod world;

pub use http::TestHttp;
pub use key_value::MemoryKeyValue;
pub use mailer::TestMailer;
pub use sqlite::Sqlite;
pub use world::{Answer, TestClock, World};
