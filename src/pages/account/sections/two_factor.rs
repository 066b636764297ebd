//! The second factor.

use crate::facts::Fact;
use crate::pages::account::standing::Standing;
use crate::pages::ui::{Badge, Button, Form, Section};

const ID: &str = "two-factor";

pub fn section(of: &Standing<'_>) -> Section {
    let section = Section::new(ID, of.pick("Two-step verification", "Validation en deux étapes")).lead(of.pick(
        "Signing in also asks for a code from an authenticator app.",
        "La connexion demande aussi un code d’une application d’authentification.",
    ));
    if !of.account.second_factor {
        let enable = Form::new("/account/two-factor/enable", Button::main(of.pick("Set up", "Configurer")));
        let badge = Badge::plain(of.pick("Off", "Désactivée"));
        return section.badge(badge).forms([of.sensitive(enable, ID)]);
    }
    let left = of.overview.backup_codes.to_string();
    section
        .badge(Badge::good(of.pick("On", "Activée")))
        .facts([Fact::known(of.pick("Backup codes left", "Codes de secours restants"), left)])
        .forms([renewal(of), disabling(of)])
}

fn renewal(of: &Standing<'_>) -> Form {
    let button = of.pick("Create ten new codes", "Créer dix nouveaux codes");
    let form = Form::new("/account/two-factor/backup-codes", Button::main(button))
        .fold(of.pick("New backup codes", "Nouveaux codes de secours"))
        .lead(of.pick("The old ones will no longer work.", "Les anciens ne fonctionneront plus."))
        .field(of.code());
    of.sensitive(form, ID)
}

fn disabling(of: &Standing<'_>) -> Form {
    let form = Form::new("/account/two-factor/disable", Button::danger(of.pick("Turn off", "Désactiver")))
        .fold(of.pick("Turn off", "Désactiver"))
        .lead(of.pick(
            "Signing in will no longer ask for a code, and your other devices are signed out.",
            "La connexion ne demandera plus de code, et vos autres appareils seront déconnectés.",
        ))
        .field(of.code());
    of.sensitive(form, ID)
}
