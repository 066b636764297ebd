//! Section of the profile.

use crate::facts::Fact;
use crate::pages::account::site::AccountSection;
use crate::pages::account::standing::AccountStanding;
use crate::pages::ui::{Button, Field, Form, Input, Section};

pub fn section(of: &AccountStanding<'_>) -> Section {
    let copy = &of.copy.account.profile;
    let account = of.account;
    let name = Field::new("name", Input::Name, copy.name).optional().value(account.name.as_deref().unwrap_or_default());
    let username = Field::new("username", Input::Username, copy.username)
        .optional()
        .value(account.username.as_deref().unwrap_or_default())
        .hint(copy.username_hint);
    let image = Field::new("image", Input::Image, copy.image)
        .optional()
        .value(account.image.as_deref().unwrap_or_default())
        .hint(copy.image_hint);
    let form = Form::new("/account/profile", Button::main(copy.save)).fold(copy.edit);
    let stated = |label, text: Option<&str>| text.map(|text| Fact::stated(label, text));
    let facts = [
        stated(copy.name, account.name.as_deref()),
        stated(copy.username, account.username.as_deref()),
        Some(Fact::ago(copy.made_at, of.ago(account.created_at))),
    ];
    Section::new(AccountSection::Profile.id(), copy.title)
        .facts(facts.into_iter().flatten())
        .forms([form.field(name).field(username).field(image)])
}
