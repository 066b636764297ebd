//! Content of the page.

use crate::samples::Sample;

/// Operations with the same tag.
pub struct ReferenceSection<'a> {
    pub name: &'a str,
    pub description: &'a str,
    pub operations: Vec<Operation<'a>>,
}

/// Method and path.
pub struct Operation<'a> {
    /// Its anchor; empty where the operation was shown in a section before.
    pub id: &'a str,
    /// Upper case.
    pub method: String,
    pub path: &'a str,
    /// One line.
    pub summary: &'a str,
    /// Further details.
    pub description: &'a str,
    /// True if it needs a session.
    pub takes_session: bool,
    /// True if it needs a refresh token.
    pub takes_refresh_cookie: bool,
    pub fields: Vec<ReferenceField<'a>>,
    pub samples: Vec<Sample>,
    pub answers: Vec<ReferenceAnswer<'a>>,
}

/// Field of a body, or parameter.
pub struct ReferenceField<'a> {
    pub name: &'a str,
    /// Type, in some lines if it is an object.
    pub kind: String,
    pub is_required: bool,
    pub description: &'a str,
}

/// Response of an operation.
pub struct ReferenceAnswer<'a> {
    pub status: &'a str,
    pub description: &'a str,
    /// Members of its body, such as `{user, session}`, for each alternative.
    pub shapes: Vec<String>,
    /// Type of a success's body; empty if there is none.
    pub notation: String,
    /// Example of a success's body in JSON; empty if there is none.
    pub example: String,
}
