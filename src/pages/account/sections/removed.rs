//! Notice of the setup that the first proof of the address removed, shown for a month.

use crate::domain::time::DAY;
use crate::facts::{moment, of_setup};
use crate::pages::account::standing::Standing;
use crate::pages::ui::Section;

/// Seconds for which the notice is shown.
const SHOWN_FOR: i64 = 30 * DAY;

pub fn section(of: &Standing<'_>) -> Option<Section> {
    let removed = of.account.removed.as_ref().filter(|removed| of.now < removed.at + SHOWN_FOR)?;
    let at = moment(removed.at, of.copy.language);
    let section = Section::new("removed", of.pick("What was removed", "Ce qui a été supprimé")).lead(of.pick(
        format!(
            "Your email address was confirmed for the first time on {at}. What was set up before then was removed, because someone else could have done it. If it was yours, set it up again below."
        ),
        format!(
            "Votre adresse e-mail a été confirmée pour la première fois le {at}. Ce qui avait été configuré avant a été supprimé, car quelqu’un d’autre pouvait l’avoir fait. Si c’était vous, refaites-le ci-dessous."
        ),
    ));
    Some(section.facts(of_setup(&removed.setup, of.copy.language)))
}
