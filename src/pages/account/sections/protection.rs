//! Section that tells in brief what protects the account.

use crate::facts::Fact;
use crate::pages::account::site::{AccountPage, AccountSection};
use crate::pages::account::standing::AccountStanding;
use crate::pages::ui::{Link, Section};

pub fn section(of: &AccountStanding<'_>) -> Section {
    let copy = &of.copy.account.protection;
    let section = Section::new(AccountSection::Protection.id(), copy.title)
        .facts(facts(of))
        .links([Link::new(AccountPage::Security.path(), copy.change)]);
    let is_weak = !of.account.second_factor && of.overview.passkeys.is_empty();
    if is_weak { section.lead(copy.weak_lead) } else { section }
}

fn facts(of: &AccountStanding<'_>) -> Vec<Fact> {
    let copy = &of.copy.account;
    let known = |label, text: &str| Fact::known(label, text.to_owned());
    let passkeys = of.overview.passkeys.len();
    let linked: Vec<String> =
        of.overview.identities.iter().map(|one| of.config.provider_label(&one.provider)).collect();
    let mut facts = vec![
        known(copy.password.title, if of.overview.has_password { copy.password.set } else { copy.password.none }),
        if passkeys == 0 {
            known(copy.passkeys.title, copy.protection.no_passkey)
        } else {
            Fact::known(copy.passkeys.title, passkeys.to_string())
        },
        known(copy.two_factor.title, if of.account.second_factor { copy.two_factor.on } else { copy.two_factor.off }),
    ];
    if !linked.is_empty() {
        facts.push(Fact::stated(copy.identities.title, &linked.join(", ")));
    }
    facts
}
