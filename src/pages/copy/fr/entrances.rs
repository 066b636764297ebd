//! Sign-in and sign-up pages.

use crate::pages::copy::rooms::Entrances;

pub const ENTRANCES: Entrances = Entrances {
    login: "Adresse e\u{2011}mail ou identifiant",
    password: "Mot de passe",
    sign_in_title: "Connexion à {app}",
    continue_title: "Connectez-vous pour continuer vers {application}",
    sign_in: "Se connecter",
    no_account: "Pas encore de compte\u{a0}?",
    sign_up_link: "S’inscrire",
    email: "Adresse e\u{2011}mail",
    sign_up_title: "Créer un compte",
    sign_up: "Créer le compte",
    name: "Nom",
    optional: "(facultatif)",
    has_account: "Vous avez déjà un compte\u{a0}?",
    or: "ou",
    mail_link: "M’envoyer un lien de connexion",
    mail_verification: "Renvoyer l’e\u{2011}mail de confirmation",
    use_passkey: "Utiliser une clé d’accès",
    no_passkey: "Aucune clé d’accès n’a été utilisée. Réessayez, ou connectez-vous autrement.",
    forgot_password: "Mot de passe oublié\u{a0}?",
    continue_with: "Continuer avec {provider}",
};
