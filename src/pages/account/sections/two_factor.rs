//! The second factor.

use crate::facts::Fact;
use crate::pages::account::standing::Standing;
use crate::pages::account::view::{Badge, Form, Section, Weight};

const ID: &str = "two-factor";

pub fn section(of: &Standing<'_>) -> Section {
    let title = of.pick("Two-step verification", "Validation en deux étapes");
    let lead = of.pick(
        "Signing in also asks for a code from an authenticator app.",
        "La connexion demande aussi un code d’une application d’authentification.",
    );
    let section = Section { id: ID, title, lead: Some(lead.to_owned()), ..Section::default() };
    if !of.account.second_factor {
        let enable = Form::new("/account/two-factor/enable", of.pick("Set up", "Configurer"), Weight::Main);
        let badge = Badge { text: of.pick("Off", "Désactivée"), good: false };
        return Section { badge: Some(badge), forms: vec![of.sensitive(enable, ID)], ..section };
    }
    let left = of.overview.backup_codes.to_string();
    Section {
        badge: Some(Badge { text: of.pick("On", "Activée"), good: true }),
        facts: vec![Fact::known(of.pick("Backup codes left", "Codes de secours restants"), left)],
        forms: vec![renewal(of), disabling(of)],
        ..section
    }
}

fn renewal(of: &Standing<'_>) -> Form {
    let button = of.pick("Create ten new codes", "Créer dix nouveaux codes");
    let form = Form::new("/account/two-factor/backup-codes", button, Weight::Main)
        .folded(of.pick("New backup codes", "Nouveaux codes de secours"))
        .saying(of.pick("The old ones will no longer work.", "Les anciens ne fonctionneront plus."))
        .with(of.code());
    of.sensitive(form, ID)
}

fn disabling(of: &Standing<'_>) -> Form {
    let form = Form::new("/account/two-factor/disable", of.pick("Turn off", "Désactiver"), Weight::Danger)
        .folded(of.pick("Turn off", "Désactiver"))
        .saying(of.pick(
            "Signing in will no longer ask for a code, and your other devices are signed out.",
            "La connexion ne demandera plus de code, et vos autres appareils seront déconnectés.",
        ))
        .with(of.code());
    of.sensitive(form, ID)
}
