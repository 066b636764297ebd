//! Section of identities at providers.

use url::form_urlencoded;

use crate::facts::{Fact, moment};
use crate::pages::account::notice::Notice;
use crate::pages::account::standing::Standing;
use crate::pages::account::view::{Form, Item, Link, Section, Weight};
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
    Section {
        id: ID,
        title: of.pick("Linked accounts", "Comptes associés"),
        lead: Some(lead.to_owned()),
        items: linked.iter().map(|identity| item(of, identity)).collect(),
        links: links(of, &missing),
        ..Section::default()
    }
}

fn item(of: &Standing<'_>, identity: &ListedIdentity) -> Item {
    let path = format!("/account/identities/{}/unlink", identity.id);
    let unlink = Form::new(path, of.pick("Unlink the account", "Dissocier le compte"), Weight::Danger)
        .folded(of.pick("Unlink", "Dissocier"))
        .saying(of.pick(
            "You can no longer sign in with it, and your other devices are signed out.",
            "Vous ne pourrez plus vous connecter avec lui, et vos autres appareils seront déconnectés.",
        ));
    let address = identity.email.as_ref().map(|email| Fact::address(of.pick("Address", "Adresse"), email));
    let linked_at = Fact::known(of.pick("Linked on", "Associé le"), moment(identity.created_at, of.language));
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
        let label = of.pick("Sign in again to link one", "Se reconnecter pour en associer un");
        return vec![Link { label: label.to_owned(), ..of.sign_in_again(ID) }];
    }
    let back = format!("{}{}", of.public_url, Notice::IdentityLinked.url());
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("link", "true")
        .append_pair("redirectUrl", &back)
        .finish();
    let link = |provider: &&str| Link {
        href: format!("/api/auth/oauth/{provider}?{query}"),
        label: format!("{} {}", of.pick("Link", "Associer"), provider_name(provider)),
    };
    missing.iter().map(link).collect()
}

/// Name of a provider for people.
fn provider_name(provider: &str) -> &str {
    match provider {
        "github" => "GitHub",
        "google" => "Google",
        other => other,
    }
}
