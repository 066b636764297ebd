//! Section of export and deletion.

use crate::pages::account::standing::AccountStanding;
use crate::pages::ui::{Button, Field, Form, Input, Link, Section};

const ID: &str = "data";

pub fn section(of: &AccountStanding<'_>) -> Section {
    let copy = &of.copy.account.data;
    let export = copy.export;
    Section::new(ID, copy.title).forms([deletion(of)]).links([Link::new("/account/export", export)])
}

fn deletion(of: &AccountStanding<'_>) -> Form {
    let copy = &of.copy.account.data;
    let consent = Field::new("confirm", Input::Consent, copy.delete_consent);
    let form = Form::new("/account/delete", Button::danger(copy.delete))
        .fold(copy.delete_fold)
        .lead(copy.delete_lead)
        .field(consent);
    of.sensitive(form, ID)
}
