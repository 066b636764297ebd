//! Section of the password, or of setting a first one.

use super::CHANGE_PASSWORD;
use crate::pages::account::site::AccountSection;
use crate::pages::account::standing::AccountStanding;
use crate::pages::ui::{Badge, Button, Field, Form, Input, Section};

pub fn section(of: &AccountStanding<'_>) -> Section {
    let copy = &of.copy.account.password;
    let has_password = of.overview.has_password;
    let badge = if has_password { Badge::good(copy.set) } else { Badge::plain(copy.none) };
    let section =
        Section::new(AccountSection::Password.id(), copy.title).badge(badge).forms(has_password.then(|| change(of)));
    if of.config.sends_mail() && of.account.email_proven {
        return section.forms([by_mail(of)]);
    }
    if has_password { section } else { section.lead(needs_mail(of)) }
}

/// Condition of a first password.
fn needs_mail(of: &AccountStanding<'_>) -> &'static str {
    let copy = &of.copy.account.password;
    if of.config.sends_mail() { copy.needs_address } else { copy.without_mail }
}

fn change(of: &AccountStanding<'_>) -> Form {
    let copy = &of.copy.account.password;
    let new = Field::new("newPassword", Input::NewPassword, copy.new).hint(copy.new_hint);
    Form::new("/account/password", Button::main(copy.change))
        .anchor(CHANGE_PASSWORD)
        .fold(copy.change)
        .lead(copy.change_lead)
        .field(of.password())
        .field(new)
}

/// Form that mails a link, for a proven address only: for another, the link would be its first proof and remove the
/// passkeys.
fn by_mail(of: &AccountStanding<'_>) -> Form {
    let copy = &of.copy.account.password;
    let button = copy.mail_link;
    let form = Form::new("/account/password/link", Button::quiet(button));
    if of.overview.has_password {
        form.fold(copy.forgotten_fold).lead(copy.forgotten_lead)
    } else {
        form.anchor(CHANGE_PASSWORD).lead(copy.first_lead)
    }
}
