//! Notice of the setup that the first proof of the address removed, shown for a month.

use crate::domain::texts::filled;
use crate::domain::time::DAY;
use crate::facts::{moment, of_setup};
use crate::pages::account::site::AccountSection;
use crate::pages::account::standing::AccountStanding;
use crate::pages::ui::Section;

/// Seconds for which the notice is shown.
const SHOWN_FOR: i64 = 30 * DAY;

pub fn section(of: &AccountStanding<'_>) -> Option<Section> {
    let copy = &of.copy.account.removed;
    let removed = of.account.removed.as_ref().filter(|removed| of.now < removed.at + SHOWN_FOR)?;
    let at = moment(removed.at, of.copy.language);
    let section = Section::new(AccountSection::Removed.id(), copy.title).lead(filled(copy.lead, &[("at", &at)]));
    let setup = of.config.with_provider_labels(removed.setup.clone());
    Some(section.facts(of_setup(&setup, of.copy.language)))
}
