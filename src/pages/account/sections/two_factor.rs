//! The second factor.

use crate::facts::Fact;
use crate::pages::account::site::AccountSection;
use crate::pages::account::standing::AccountStanding;
use crate::pages::ui::{Badge, Button, Form, Section};

const THIS: AccountSection = AccountSection::TwoFactor;

pub fn section(of: &AccountStanding<'_>) -> Section {
    let copy = &of.copy.account.two_factor;
    let section = Section::new(THIS.id(), copy.title).lead(copy.lead);
    if !of.account.second_factor {
        let enable = Form::new("/account/two-factor/enable", Button::main(copy.enable)).returning(of.onward);
        let badge = Badge::plain(copy.off);
        return section.badge(badge).forms([of.sensitive(enable, THIS)]);
    }
    let left = of.overview.backup_codes.to_string();
    section.badge(Badge::good(copy.on)).facts([Fact::known(copy.codes_left, left)]).forms([renewal(of), disabling(of)])
}

fn renewal(of: &AccountStanding<'_>) -> Form {
    let copy = &of.copy.account.two_factor;
    let button = copy.renew;
    let form = Form::new("/account/two-factor/backup-codes", Button::main(button))
        .fold(copy.renew_fold)
        .lead(copy.renew_lead)
        .field(of.code());
    of.sensitive(form, THIS)
}

fn disabling(of: &AccountStanding<'_>) -> Form {
    let copy = &of.copy.account.two_factor;
    let form = Form::new("/account/two-factor/disable", Button::danger(copy.disable))
        .fold(copy.disable)
        .lead(copy.disable_lead)
        .field(of.code());
    of.sensitive(form, THIS)
}
