//! Sections of export and deletion.

use crate::pages::account::site::AccountSection;
use crate::pages::account::standing::AccountStanding;
use crate::pages::ui::{Button, Field, Form, Input, Link, Section};

const DELETION: AccountSection = AccountSection::Deletion;

pub fn export(of: &AccountStanding<'_>) -> Section {
    let copy = &of.copy.account.data;
    Section::new(AccountSection::Export.id(), copy.export_title)
        .lead(copy.export_lead)
        .links([Link::new("/account/export", copy.export)])
}

pub fn deletion(of: &AccountStanding<'_>) -> Section {
    let copy = &of.copy.account.data;
    let consent = Field::new("confirm", Input::Consent, copy.delete_consent);
    let form = Form::new("/account/delete", Button::danger(copy.delete)).field(consent);
    Section::new(DELETION.id(), copy.delete_title).lead(copy.delete_lead).forms([of.sensitive(form, DELETION)])
}
