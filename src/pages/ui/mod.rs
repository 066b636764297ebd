//! Parts of every page that lower layers use too.

pub mod paths;
