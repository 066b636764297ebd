//! Section of passkeys.

use crate::domain::passkey::{MOST_PASSKEYS, Passkey};
use crate::facts::{Fact, one_line};
use crate::pages::account::site::AccountSection;
use crate::pages::account::standing::AccountStanding;
use crate::pages::ui::{Button, Ceremony, Field, Form, Input, Item, Problem, Section};
use crate::pages::views::passkey_creation;

const THIS: AccountSection = AccountSection::Passkeys;

pub fn section(of: &AccountStanding<'_>) -> Section {
    let copy = &of.copy.account.passkeys;
    let is_full = i64::try_from(of.overview.passkeys.len()).is_ok_and(|there| there >= MOST_PASSKEYS);
    let lead = match of.overview.passkeys.as_slice() {
        _ if is_full => (of.copy.problem)(Problem::TooManyPasskeys),
        [] => copy.none_lead,
        _ => copy.lead,
    };
    Section::new(THIS.id(), copy.title)
        .lead(lead)
        .items(of.overview.passkeys.iter().map(|passkey| item(of, passkey)))
        .forms((!is_full).then(|| creation(of)))
}

fn item(of: &AccountStanding<'_>, passkey: &Passkey) -> Item {
    let copy = &of.copy.account.passkeys;
    let never = || Fact::known(copy.last_used, copy.never.to_owned());
    let path = format!("/account/passkeys/{}", passkey.id);
    let name = Field::new("name", Input::Label, copy.name).value(&passkey.name);
    let rename = Form::new(format!("{path}/rename"), Button::quiet(copy.rename)).fold(copy.rename).field(name);
    let remove =
        Form::new(format!("{path}/remove"), Button::danger(copy.remove)).fold(copy.remove_fold).lead(copy.remove_lead);
    Item {
        title: one_line(&passkey.name),
        badge: None,
        facts: vec![
            Fact::ago(copy.added_at, of.ago(passkey.created_at)),
            passkey.last_used_at.map_or_else(never, |time| Fact::ago(copy.last_used, of.ago(time))),
        ],
        forms: vec![rename, of.sensitive(remove, THIS)],
    }
}

/// Form for a new passkey, the only one that needs a script.
fn creation(of: &AccountStanding<'_>) -> Form {
    let copy = &of.copy.account.passkeys;
    let name = Field::new("name", Input::Label, copy.name).optional().hint(copy.name_hint);
    let form = Form::new("/account/passkeys", Button::main(copy.create))
        .fold(copy.create_fold)
        .returning(of.onward)
        .field(name)
        .ceremony(ceremony(of));
    of.sensitive(form, THIS)
}

/// Ceremony of a form that may ask for the password.
fn ceremony(of: &AccountStanding<'_>) -> Ceremony {
    let mut ceremony = passkey_creation(of.copy, of.copy.account.passkeys.not_created);
    ceremony.refusals.push(("invalid_credentials", (of.copy.problem)(Problem::WrongPassword)));
    ceremony
}
