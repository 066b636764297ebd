//! Steps after a sign-up.

use crate::pages::copy::rooms::Welcome;

pub const WELCOME: Welcome = Welcome {
    code_lead: "Nous vous avons envoyé un code à six chiffres. Saisissez-le ici, ou ouvrez le lien de l’e\u{2011}mail.",
    first_code_lead: "Il ne reste qu’à confirmer votre adresse. Nous vous avons envoyé un code à six chiffres\u{a0}: saisissez-le ici, ou ouvrez le lien de l’e\u{2011}mail puis connectez-vous.",
    again_lead: "Un nouvel e\u{2011}mail est en route. Saisissez son code ici, ou ouvrez son lien.",
    go_on: "Continuer",
    skip: "Plus tard",
    resend: "Renvoyer un e\u{2011}mail",
    change_fold: "Utiliser une autre adresse",
    new_address: "Nouvelle adresse",
    new_address_hint: "Nous y enverrons un code et un lien.",
    change: "Envoyer le code",
    new_lead: "Nous avons envoyé un code à six chiffres à votre nouvelle adresse. Saisissez-le ici, ou ouvrez le lien de l’e\u{2011}mail.",
    proven_title: "Adresse confirmée",
    proven_lead: "Merci. Tout est prêt.",
    passkey_title: "Plus rapide la prochaine fois",
    passkey_lead: "Avec une clé d’accès, votre empreinte, votre visage ou le verrouillage de votre appareil remplace le mot de passe.",
    create: "Créer une clé d’accès",
    later: "Pas maintenant",
    not_created: "Aucune clé d’accès n’a été créée. Réessayez, ou passez cette étape.",
};
