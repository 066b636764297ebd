//! Section of identities at providers.

use url::form_urlencoded;

use crate::config::IdentityProvider;
use crate::domain::texts::filled;
use crate::facts::Fact;
use crate::pages::account::notice::AccountNotice;
use crate::pages::account::site::AccountSection;
use crate::pages::account::standing::AccountStanding;
use crate::pages::ui::{Button, Form, Item, Link, Section};
use crate::store::tables::identities::ListedIdentity;

const THIS: AccountSection = AccountSection::Identities;

pub fn section(of: &AccountStanding<'_>) -> Section {
    let copy = &of.copy.account.identities;
    let linked = &of.overview.identities;
    let is_missing = |provider: &&IdentityProvider| linked.iter().all(|one| one.provider != provider.name);
    let missing: Vec<_> = of.config.identity_providers.iter().filter(is_missing).collect();
    let lead = if linked.is_empty() && missing.is_empty() { copy.none_lead } else { copy.lead };
    Section::new(THIS.id(), copy.title)
        .lead(lead)
        .items(linked.iter().map(|identity| item(of, identity)))
        .links(links(of, &missing))
}

fn item(of: &AccountStanding<'_>, identity: &ListedIdentity) -> Item {
    let copy = &of.copy.account.identities;
    let path = format!("/account/identities/{}/unlink", identity.id);
    let unlink = Form::new(path, Button::danger(copy.unlink)).fold(copy.unlink_fold).lead(copy.unlink_lead);
    let address = identity.email.as_ref().map(|email| Fact::address(copy.address, email));
    let linked_at = Fact::ago(copy.linked_at, of.ago(identity.created_at));
    Item {
        title: of.config.provider_label(&identity.provider),
        badge: None,
        facts: address.into_iter().chain([linked_at]).collect(),
        forms: vec![of.sensitive(unlink, THIS)],
    }
}

/// Links to further providers. Linking needs a fresh session; without one, the person signs in again first.
fn links(of: &AccountStanding<'_>, missing: &[&IdentityProvider]) -> Vec<Link> {
    let copy = &of.copy.account.identities;
    if !of.is_fresh && !missing.is_empty() {
        return vec![of.sign_in_again(THIS, copy.sign_in_again)];
    }
    let back = format!("{}{}", of.config.public_url, AccountNotice::IdentityLinked.url());
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("link", "true")
        .append_pair("redirectUrl", &back)
        .finish();
    let link = |provider: &&IdentityProvider| {
        let label = filled(copy.link, &[("provider", &provider.label)]);
        Link::new(format!("/api/auth/oauth/{}?{query}", provider.name), label)
    };
    missing.iter().map(link).collect()
}
