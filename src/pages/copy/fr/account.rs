//! Texts of the account page.

use crate::pages::account::AccountNotice;
use crate::pages::copy::account::{
    AccountCopy, Activity, Applications, Data, Devices, Email, Identities, Pages, Passkeys, Password, Profile, Proof,
    Protection, Removed, SecondFactor, TwoFactor,
};

pub const ACCOUNT: AccountCopy = AccountCopy {
    pages: PAGES,
    proof: PROOF,
    profile: PROFILE,
    email: EMAIL,
    password: PASSWORD,
    protection: PROTECTION,
    passkeys: PASSKEYS,
    two_factor: TWO_FACTOR,
    identities: IDENTITIES,
    devices: DEVICES,
    applications: APPLICATIONS,
    activity: ACTIVITY,
    data: DATA,
    removed: REMOVED,
    second_factor: SECOND_FACTOR,
    notice,
};

const PAGES: Pages = Pages {
    sign_out: "Se déconnecter",
    title: "Votre compte",
    overview: "Vue d’ensemble",
    security: "Connexion et sécurité",
    devices: "Appareils",
    applications: "Applications",
    activity: "Activité",
    data: "Vos données",
};

const PROOF: Proof = Proof { sign_in_again: "Reconnectez-vous pour cette action", password: "Votre mot de passe" };

const PROFILE: Profile = Profile {
    name: "Nom",
    username: "Identifiant",
    username_hint: "Il permet de se connecter. Lettres, chiffres, points, tirets et tirets bas.",
    image: "Photo",
    image_hint: "L’adresse web d’une photo de vous.",
    save: "Enregistrer",
    edit: "Modifier votre profil",
    made_at: "Création du compte",
    title: "Profil",
};

const EMAIL: Email = Email {
    title: "E\u{2011}mail",
    confirmed: "Confirmée",
    not_confirmed: "Non confirmée",
    address: "Adresse",
    change: "Changer l’adresse",
    change_fold: "Utiliser une autre adresse",
    none_lead: "Vous n’avez pas encore d’adresse e\u{2011}mail. Elle vous permettra de retrouver l’accès à votre compte si vous perdez vos autres moyens de connexion.",
    add: "Ajouter l’adresse",
    without_mail: "Ce service n’envoie pas d’e\u{2011}mails\u{a0}: aucune adresse ne peut être confirmée ni changée.",
    awaits_approval: "Nouvelle adresse, en attente de votre accord par e\u{2011}mail",
    awaits_confirmation: "Nouvelle adresse, en attente de confirmation",
    confirm_title: "Confirmez votre adresse e\u{2011}mail",
    confirm_lead: "Nous avons envoyé un code et un lien à {email}. L’un ou l’autre confirme que cette adresse est la vôtre\u{a0}: vous pourrez ainsi toujours retrouver votre compte.",
    enter_code: "Saisir le code",
    mail_again: "Renvoyer l’e\u{2011}mail",
    new_address: "Nouvelle adresse",
    new_address_hint: "Elle prendra effet une fois confirmée grâce à l’e\u{2011}mail que nous y enverrons.",
    password_hint: "Sans lui, vous devrez d’abord approuver le changement par e\u{2011}mail.",
    needs_approval: "Vous devrez d’abord approuver le changement par e\u{2011}mail.",
};

const PASSWORD: Password = Password {
    set: "Défini",
    none: "Aucun",
    title: "Mot de passe",
    needs_address: "Confirmez d’abord une adresse e\u{2011}mail. Nous pourrons ensuite vous envoyer un lien pour définir un mot de passe.",
    without_mail: "Ce service n’envoie pas d’e\u{2011}mails\u{a0}: il ne peut pas vous envoyer de lien pour définir un mot de passe.",
    new: "Nouveau mot de passe",
    new_hint: "Au moins 8 caractères.",
    change: "Changer le mot de passe",
    change_lead: "Vos autres appareils seront déconnectés.",
    mail_link: "M’envoyer un lien",
    forgotten_fold: "Je l’ai oublié",
    forgotten_lead: "Nous vous enverrons un lien pour en définir un nouveau. Tous vos appareils seront alors déconnectés, y compris celui-ci.",
    first_lead: "Vous n’avez pas de mot de passe. Nous pouvons vous envoyer un lien pour en définir un\u{a0}; tous vos appareils seront alors déconnectés.",
};

const PROTECTION: Protection = Protection {
    title: "Ce qui protège votre compte",
    weak_lead: "Seul un mot de passe ou votre messagerie protège votre compte. Ajoutez une clé d’accès ou la validation en deux étapes pour plus de sécurité.",
    no_passkey: "Aucune",
    change: "Connexion et sécurité",
};

const PASSKEYS: Passkeys = Passkeys {
    none_lead: "Vous n’avez pas encore de clé d’accès. Avec elle, votre empreinte, votre visage ou le verrouillage de votre appareil suffit pour vous connecter, sans code.",
    lead: "Connectez-vous avec votre empreinte, votre visage ou le verrouillage de votre appareil. Aucun code n’est demandé.",
    title: "Clés d’accès",
    never: "Jamais",
    name: "Nom",
    rename: "Renommer",
    remove: "Supprimer la clé d’accès",
    remove_fold: "Supprimer",
    remove_lead: "Vous ne pourrez plus vous connecter avec elle, et vos autres appareils seront déconnectés.",
    added_at: "Ajout",
    last_used: "Dernière utilisation",
    name_hint: "Un nom pour la reconnaître, par exemple «\u{a0}Mon téléphone\u{a0}».",
    create: "Créer la clé d’accès",
    create_fold: "Ajouter une clé d’accès",
    not_created: "Aucune clé d’accès n’a été créée. Cet appareil en a peut-être déjà une.",
    needs_script: "Il faut activer JavaScript et un navigateur compatible avec les clés d’accès.",
};

const TWO_FACTOR: TwoFactor = TwoFactor {
    title: "Validation en deux étapes",
    lead: "La connexion demande aussi un code d’une application d’authentification.",
    enable: "Configurer",
    off: "Désactivée",
    on: "Activée",
    codes_left: "Codes de secours restants",
    renew: "Créer dix nouveaux codes",
    renew_fold: "Nouveaux codes de secours",
    renew_lead: "Les anciens ne fonctionneront plus.",
    disable: "Désactiver",
    disable_lead: "La connexion ne demandera plus de code, et vos autres appareils seront déconnectés.",
};

const IDENTITIES: Identities = Identities {
    none_lead: "Ce service ne propose pas de connexion avec un autre fournisseur.",
    lead: "Connectez-vous avec un compte que vous avez ailleurs.",
    title: "Comptes associés",
    unlink: "Dissocier le compte",
    unlink_fold: "Dissocier",
    unlink_lead: "Vous ne pourrez plus vous connecter avec lui, et vos autres appareils seront déconnectés.",
    address: "Adresse",
    linked_at: "Association",
    sign_in_again: "Se reconnecter pour en associer un",
    link: "Associer {provider}",
};

const DEVICES: Devices = Devices {
    end_others: "Se déconnecter partout ailleurs",
    title: "Appareils connectés",
    lead: "Votre compte est connecté sur ces appareils. Si vous n’en reconnaissez pas un, déconnectez-le, puis changez de mot de passe.",
    pair: "Associer un appareil",
    this_device: "Cet appareil",
    paired: "Associé",
    end: "Déconnecter",
    unknown: "Inconnu",
    place: "Lieu",
    signed_in_at: "Connexion",
    last_used: "Dernière utilisation",
};

const APPLICATIONS: Applications = Applications {
    title: "Applications connectées",
    none_lead: "Aucune application n’est encore connectée. Celles auxquelles vous vous connecterez avec ce compte apparaîtront ici.",
    lead: "Vous vous connectez à ces applications avec ce compte.",
    allowed_at: "Autorisation",
    last_used: "Dernière utilisation",
    remove: "Retirer",
    remove_fold: "Retirer cette application",
    remove_lead: "Elle perd aussitôt son accès et vous demandera de nouveau votre accord. Ce qu’elle a déjà reçu lui reste.",
};

const ACTIVITY: Activity = Activity {
    title: "Activité récente",
    latest_title: "Dernière activité",
    all: "Voir toute l’activité",
    older: "Activité plus ancienne",
    newest: "Revenir à la plus récente",
    end: "Vous avez tout vu. L’activité est conservée pendant {span}.",
    none_lead: "Rien de récent. Les connexions et les modifications de votre compte apparaîtront ici.",
    lead: "Si vous ne reconnaissez pas quelque chose ici, changez de mot de passe et déconnectez-vous partout ailleurs.",
    by: "Par",
    another_system: "Un autre système",
    reason: "Motif",
    this_device: "Cet appareil",
};

const DATA: Data = Data {
    export_title: "Une copie de vos données",
    export_lead: "Votre compte, vos appareils, vos clés d’accès, vos comptes associés et vos applications, dans un fichier.",
    export: "Télécharger vos données (JSON)",
    delete_title: "Supprimer votre compte",
    delete_lead: "Votre compte et toutes ses données sont supprimés immédiatement, sans retour possible. Tous vos appareils sont déconnectés.",
    delete_consent: "Oui, supprimer mon compte et toutes ses données",
    delete: "Supprimer définitivement",
};

const REMOVED: Removed = Removed {
    title: "Ce qui a été supprimé",
    lead: "Votre adresse e\u{2011}mail a été confirmée pour la première fois le {at}. Ce qui avait été configuré avant a été supprimé, car quelqu’un d’autre pouvait l’avoir fait. Si c’était vous, refaites-le.",
};

const SECOND_FACTOR: SecondFactor = SecondFactor {
    new_codes_title: "Vos nouveaux codes de secours",
    code_hint: "Les six chiffres que l’application affiche.",
    enable: "Activer",
    enable_lead: "Vos autres appareils seront déconnectés.",
    title: "Configurer la validation en deux étapes",
    scan: "Scannez ce code avec votre application",
    scan_lead: "N’importe quelle application d’authentification convient. Elle affiche un nouveau code toutes les 30 secondes.",
    qr_code: "Code QR de la clé ci-dessous",
    open_app: "Ouvrir l’application sur cet appareil",
    by_hand: "Ou saisissez cette clé dans l’application\u{a0}:",
    codes: "Conservez vos codes de secours",
    codes_lead: "Chaque code sert une seule fois, quand vous n’avez pas accès à l’application. Ils ne seront plus affichés\u{a0}: copiez-les, imprimez-les ou enregistrez-les maintenant.",
    save: "Enregistrer en fichier texte",
    file_name: "codes-de-secours.txt",
    last_step: "Saisissez un code de l’application",
    enabled_title: "La validation en deux étapes est activée",
    continue_to: "Continuer vers {application}",
    back: "Retour à votre compte",
};

fn notice(notice: AccountNotice) -> &'static str {
    match notice {
        AccountNotice::ProfileSaved => "Enregistré.",
        AccountNotice::VerificationSent => "Nous vous avons envoyé un lien. Ouvrez-le pour confirmer votre adresse.",
        AccountNotice::AddressAsked => "Consultez votre boîte de réception. Votre adresse changera une fois confirmée.",
        AccountNotice::PasswordChanged => "Mot de passe modifié. Vos autres appareils ont été déconnectés.",
        AccountNotice::PasswordLinkSent => "Nous vous avons envoyé un lien. Il est valable 1 heure.",
        AccountNotice::PasskeyAdded => "Clé d’accès ajoutée.",
        AccountNotice::PasskeyRenamed => "Clé d’accès renommée.",
        AccountNotice::PasskeyRemoved => "Clé d’accès supprimée.",
        AccountNotice::TwoFactorEnabled => "La validation en deux étapes est activée.",
        AccountNotice::TwoFactorDisabled => "La validation en deux étapes est désactivée.",
        AccountNotice::IdentityLinked => "Compte associé.",
        AccountNotice::IdentityUnlinked => "Compte dissocié.",
        AccountNotice::ApplicationRemoved => "L’application a été retirée.",
        AccountNotice::SessionEnded => "Appareil déconnecté.",
        AccountNotice::OtherSessionsEnded => "Tous les autres appareils sont déconnectés.",
    }
}
