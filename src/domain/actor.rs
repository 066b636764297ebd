//! In whose name something is done once.

use super::SessionId;

/// The id of a session, or of a request, in whose name a row is spent: once, and by one alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActorId(pub String);

impl From<&SessionId> for ActorId {
    fn from(session: &SessionId) -> Self {
        Self(session.0.clone())
    }
}
