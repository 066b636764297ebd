//! Section of identities at providers.

use url::form_urlencoded;

use crate::facts::{Fact, moment};
use crate::pages::account::notice::Notice;
use crate::pages::account::standing::Standing;
use crate::pages::ui::{Button, Form, Item, Link, Section};
use crate::pages::views::entrances::provider_name;
use crate::store::tables::identities::ListedIdentity;

const ID: &str = "identities";

pub fn section(of: &Standing<'_>) -> Section {
    let linked = &of.overview.identities;
    let missing: Vec<&str> =
        of.providers.iter().copied().filter(|name| linked.iter().all(|identity| identity.provider != *name)).collect();
    let lead = if linked.is_empty() && missing.is_empty() {
        of.pick(
            "This service offers no sign-in with other providers.",
            "Ce service ne propose pas de connexion avec un autre fournisseur.",
        )
    } else {
        of.pick("Sign in with an account you have elsewhere.", "Connectez-vous avec un compte que vous avez ailleurs.")
    };
    Section::new(ID, of.pick("Linked accounts", "Comptes associés"))
        .lead(lead)
        .items(linked.iter().map(|identity| item(of, identity)))
        .links(links(of, &missing))
}

fn item(of: &Standing<'_>, identity: &ListedIdentity) -> Item {
    let path = format!("/account/identities/{}/unlink", identity.id);
    let unlink = Form::new(path, Button::danger(of.pick("Unlink the account", "Dissocier le compte")))
        .fold(of.pick("Unlink", "Dissocier"))
        .lead(of.pick(
            "You can no longer sign in with it, and your other devices are signed out.",
            "Vous ne pourrez plus vous connecter avec lui, et vos autres appareils seront déconnectés.",
        ));
    let address = identity.email.as_ref().map(|email| Fact::address(of.pick("Address", "Adresse"), email));
    let linked_at = Fact::known(of.pick("Linked on", "Associé le"), moment(identity.created_at, of.copy.language));
    Item {
        title: provider_name(&identity.provider).to_owned(),
        badge: None,
        facts: address.into_iter().chain([linked_at]).collect(),
        forms: vec![of.sensitive(unlink, ID)],
    }
}

/// Links to further providers. Linking needs a fresh session; without one, the person signs in again first.
fn links(of: &Standing<'_>, missing: &[&str]) -> Vec<Link> {
    if !of.is_fresh && !missing.is_empty() {
        return vec![of.sign_in_again(ID, of.pick("Sign in again to link one", "Se reconnecter pour en associer un"))];
    }
    let back = format!("{}{}", of.public_url, Notice::IdentityLinked.url());
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("link", "true")
        .append_pair("redirectUrl", &back)
        .finish();
    let link = |provider: &&str| {
        let label = format!("{} {}", of.pick("Link", "Associer"), provider_name(provider));
        Link::new(format!("/api/auth/oauth/{provider}?{query}"), label)
    };
    missing.iter().map(link).collect()
}
