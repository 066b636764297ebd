//! Section of the email address: its state, and a change.

use crate::domain::texts::filled;
use crate::facts::{Fact, one_line};
use crate::flows::account::overview::PendingAddress;
use crate::pages::account::site::AccountSection;
use crate::pages::account::standing::AccountStanding;
use crate::pages::ui::paths::CHECK_EMAIL;
use crate::pages::ui::{Badge, Button, Field, Form, Input, Link, Section};
use crate::pages::welcome::new_address_url;

pub fn section(of: &AccountStanding<'_>) -> Section {
    let copy = &of.copy.account.email;
    let account = of.account;
    let section = Section::new(AccountSection::Email.id(), copy.title);
    let Some(email) = account.shown_email() else {
        let section = section.facts(pending(of)).links(code(of));
        return if of.config.sends_mail() { with_none(of, section) } else { without_mail(of, section) };
    };
    let badge = if account.email_verified { Badge::good(copy.confirmed) } else { Badge::plain(copy.not_confirmed) };
    let address = Fact::address(copy.address, email);
    let section = section.badge(badge).facts([address]).facts(pending(of)).links(code(of));
    if !of.config.sends_mail() {
        return without_mail(of, section);
    }
    let change = change(of, Button::quiet(copy.change));
    section.forms([change.fold(copy.change_fold)])
}

/// Banner of an address that is not confirmed yet.
pub fn confirmation(of: &AccountStanding<'_>) -> Option<Section> {
    let copy = &of.copy.account.email;
    let email = of.account.shown_email().filter(|_| of.config.sends_mail() && !of.account.email_proven)?;
    let section = Section::new(AccountSection::Confirm.id(), copy.confirm_title);
    let section = section.lead(filled(copy.confirm_lead, &[("email", &one_line(email))]));
    Some(section.next(Link::new(format!("/{CHECK_EMAIL}"), copy.enter_code)).forms([verification(of)]))
}

/// Section of an account without an address.
fn with_none(of: &AccountStanding<'_>, section: Section) -> Section {
    let copy = &of.copy.account.email;
    section.lead(copy.none_lead).forms([change(of, Button::main(copy.add))])
}

fn without_mail(of: &AccountStanding<'_>, section: Section) -> Section {
    let copy = &of.copy.account.email;
    section.lead(copy.without_mail)
}

/// New address that waits for its mailbox.
fn pending(of: &AccountStanding<'_>) -> Option<Fact> {
    let copy = &of.copy.account.email;
    let PendingAddress { address, awaits_approval, .. } = of.overview.pending_address.as_ref()?;
    let label = if *awaits_approval { copy.awaits_approval } else { copy.awaits_confirmation };
    Some(Fact::address(label, address))
}

/// Link to the page for the code of a new address.
fn code(of: &AccountStanding<'_>) -> Option<Link> {
    let waits = of.overview.pending_address.as_ref().is_some_and(|pending| pending.has_code);
    waits.then(|| Link::new(new_address_url(), of.copy.account.email.enter_code))
}

fn verification(of: &AccountStanding<'_>) -> Form {
    let copy = &of.copy.account.email;
    Form::new("/account/email/verification", Button::quiet(copy.mail_again))
}

/// Form for a new address. Without a credential, a proven address is replaced with the approval of its mailbox.
fn change(of: &AccountStanding<'_>, button: Button) -> Form {
    let copy = &of.copy.account.email;
    let field = Field::new("email", Input::Email, copy.new_address);
    let field = field.hint(copy.new_address_hint);
    let form = Form::new("/account/email", button).field(field);
    match (of.is_fresh || !of.account.email_proven, of.overview.has_password) {
        (true, _) => form,
        (false, true) => form.field(of.password().optional().hint(copy.password_hint)),
        (false, false) => form.lead(copy.needs_approval),
    }
}
