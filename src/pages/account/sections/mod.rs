//! Sections of the account site.

mod activity;
mod applications;
mod data;
mod devices;
mod email;
mod identities;
mod passkeys;
mod password;
mod profile;
mod protection;
mod removed;
mod two_factor;

pub(super) use self::activity::activity_before;
use super::site::AccountPage;
use super::standing::AccountStanding;
use crate::pages::ui::Section;

/// Id of the form that sets a password, for links: browsers open the fold around a link's target.
pub(super) const CHANGE_PASSWORD: &str = "change-password";

/// Sections of a page, in its order. A new one is a file here, a variant of `AccountSection` and a place in this list.
pub(super) fn of_page(page: AccountPage, of: &AccountStanding<'_>) -> Vec<Section> {
    match page {
        AccountPage::Overview => {
            let banners = removed::section(of).into_iter().chain(email::confirmation(of));
            let sections = [email::section(of), profile::section(of), protection::section(of), activity::latest(of)];
            banners.chain(sections).collect()
        }
        AccountPage::Security => {
            vec![password::section(of), passkeys::section(of), two_factor::section(of), identities::section(of)]
        }
        AccountPage::Devices => vec![devices::section(of)],
        AccountPage::Applications => vec![applications::section(of)],
        AccountPage::Activity => vec![activity::section(of)],
        AccountPage::Data => vec![data::export(of), data::deletion(of)],
    }
}
