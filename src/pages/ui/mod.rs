//! What all pages are made of, and those below them know.

pub mod paths;
