//! Section of the email address: its state, and a change.

use crate::facts::Fact;
use crate::flows::account::overview::PendingAddress;
use crate::pages::account::standing::AccountStanding;
use crate::pages::ui::{Badge, Button, Field, Form, Input, Section};

pub fn section(of: &AccountStanding<'_>) -> Section {
    let copy = &of.copy.account.email;
    let account = of.account;
    let section = Section::new("email", copy.title);
    let Some(email) = account.shown_email() else {
        let section = section.facts(pending(of));
        return if of.sends_mail { with_none(of, section) } else { without_mail(of, section) };
    };
    let badge = if account.email_verified { Badge::good(copy.confirmed) } else { Badge::plain(copy.not_confirmed) };
    let address = Fact::address(copy.address, email);
    let section = section.badge(badge).facts([address]).facts(pending(of));
    if !of.sends_mail {
        return without_mail(of, section);
    }
    let change = change(of, Button::quiet(copy.change));
    section.forms((!account.email_proven).then(|| verification(of))).forms([change.fold(copy.change_fold)])
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
    let PendingAddress { address, awaits_approval } = of.overview.pending_address.as_ref()?;
    let label = if *awaits_approval { copy.awaits_approval } else { copy.awaits_confirmation };
    Some(Fact::address(label, address))
}

fn verification(of: &AccountStanding<'_>) -> Form {
    let copy = &of.copy.account.email;
    let button = copy.mail_again;
    Form::new("/account/email/verification", Button::main(button)).lead(copy.mail_again_lead)
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
