//! Test world: one service with its database, clock, mails and log in view.

pub mod acts;
mod answer;
pub mod applications;
pub mod authenticator;
pub mod client_signer;
pub mod federation;
mod http;
mod key_value;
pub mod mail_requests;
pub mod mailed;
mod mailer;
pub mod openid;
pub mod operators;
pub mod passkeys;
pub mod second_factor;
pub mod sessions;
mod signatures;
mod sqlite;
pub mod upgraded;
pub mod visit;
mod world;

pub use answer::Answer;
pub use http::TestHttp;
pub use key_value::MemoryKeyValue;
pub use mailer::TestMailer;
pub use signatures::TestSignatures;
pub use sqlite::Sqlite;
pub use world::{TestClock, World};
