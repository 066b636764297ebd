//! Line of a record: an event with its device, place and time.

use super::{Badge, Text};
use crate::facts::{Fact, RelativeTime};

pub struct RecordLine {
    /// Name of the event, in our own words.
    pub title: Text,
    pub badge: Option<Badge>,
    /// Object of the event, such as the name of a passkey, in somebody else's words.
    pub quote: Option<String>,
    /// Device, place and the like, in somebody else's words.
    pub details: Vec<String>,
    pub time: RelativeTime,
    /// Details that need a label.
    pub facts: Vec<Fact>,
}
