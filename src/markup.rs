//! Rendering of templates.

use askama::Template;

/// Text of a template with its values filled in.
#[expect(clippy::expect_used, reason = "a string takes all that is written to it, and no value of ours fails to print")]
pub fn write_out(template: &impl Template) -> String {
    template.render().expect("written to a string")
}
