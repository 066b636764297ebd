//! Templates, written out.

use askama::Template;

/// The text of a template with its values in place.
#[expect(clippy::expect_used, reason = "a string takes all that is written to it, and no value of ours fails to print")]
pub fn write_out(template: &impl Template) -> String {
    template.render().expect("written to a string")
}
