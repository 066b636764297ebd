//! Sections of the account page, each with its text in English and French.

mod activity;
mod applications;
mod data;
mod devices;
mod email;
mod identities;
mod passkeys;
mod password;
mod profile;
mod removed;
mod two_factor;

use super::standing::AccountStanding;
use crate::pages::ui::Section;

/// Id of the form that sets a password, for links: browsers open the fold around a link's target.
pub(super) const CHANGE_PASSWORD: &str = "change-password";

/// Every section, in the order of the page. A new one is a file here and a line.
pub(super) fn all(of: &AccountStanding<'_>) -> Vec<Section> {
    let sections = [
        profile::section(of),
        email::section(of),
        password::section(of),
        passkeys::section(of),
        two_factor::section(of),
        identities::section(of),
        devices::section(of),
        applications::section(of),
        activity::section(of),
        data::section(of),
    ];
    removed::section(of).into_iter().chain(sections).collect()
}
