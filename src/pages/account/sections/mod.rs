//! The sections of the account page, each with its words in English and French side by side.

mod activity;
mod data;
mod devices;
mod email;
mod identities;
mod passkeys;
mod password;
mod profile;
mod removed;
mod two_factor;

use super::standing::Standing;
use super::view::Section;

/// Id of the form that sets a password, which a link to it ends in: browsers unfold what holds it.
pub(super) const CHANGE_PASSWORD: &str = "change-password";

/// All of them, in the order of the page. One more is a file here and its line.
pub(super) fn all(of: &Standing<'_>) -> Vec<Section> {
    let sections = [
        profile::section(of),
        email::section(of),
        password::section(of),
        passkeys::section(of),
        two_factor::section(of),
        identities::section(of),
        devices::section(of),
        activity::section(of),
        data::section(of),
    ];
    removed::section(of).into_iter().chain(sections).collect()
}
