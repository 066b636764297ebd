//! A world the tests can see through: one service, its database, its clock and its log.

mod sqlite;
mod world;

pub use sqlite::Sqlite;
pub use world::{Answer, World};
