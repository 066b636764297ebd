//! Line of a record: what happened, by what, where and when.

use super::{Badge, Text};
use crate::facts::{Fact, RelativeTime};

pub struct RecordLine {
    /// What happened, in our own words.
    pub title: Text,
    pub badge: Option<Badge>,
    /// What it happened to, in somebody else's words.
    pub quote: Option<String>,
    /// Device, place and the like, in somebody else's words.
    pub details: Vec<String>,
    pub time: RelativeTime,
    /// Details that need a label.
    pub facts: Vec<Fact>,
}
