//! Parts that pages are made of: forms, sections, links, and what is said about an error.

pub mod button;
pub mod captcha;
pub mod emblem;
pub mod field;
pub mod form;
pub mod frame;
pub mod icon;
pub mod line;
pub mod link;
pub mod listed;
pub mod paths;
pub mod problem;
pub mod refusal;
pub mod section;
#[cfg(test)]
mod tests;
pub mod told;
pub mod wait;

use std::borrow::Cow;

pub use button::{Button, Weight};
pub use captcha::Captcha;
pub use emblem::Emblem;
pub use field::{Field, Input};
pub use form::{Ceremony, Form, Stance};
pub use frame::{Frame, Switch};
pub use icon::Icon;
pub use line::RecordLine;
pub use link::Link;
pub use problem::Problem;
pub use refusal::Refusal;
pub use section::{Badge, Item, Section};
pub use told::{FailurePage, told};
pub use wait::Wait;

/// Text of a page: fixed, or with values filled in. Escaped when it is written.
pub type Text = Cow<'static, str>;
