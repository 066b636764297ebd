//! Changes by people to their own account.

pub mod address;
pub mod delete;
pub mod overview;
pub mod password;
pub mod profile;
pub mod sessions;
