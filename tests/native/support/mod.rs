//! A world the tests can see through: one service, its database, its clock, its mails and its log.

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
