//! French.

use super::{Copy, Labels, Times};

pub static COPY: Copy = Copy {
    labels: Labels {
        when: "Quand",
        username: "Identifiant",
        name: "Nom",
        made_at: "Compte créé le",
        made_from: "Depuis",
        made_with: "Avec",
        password: "Mot de passe",
        password_set: "défini",
        passkeys: "Clés d’accès",
        second_factor: "Validation en deux étapes",
        second_factor_on: "activée",
        identities: "Comptes associés",
        sessions: "Appareils connectés",
        asked_at: "Demandé le",
        client: "Appareil ou application",
        place: "Lieu",
        address: "Adresse IP",
        unknown: "inconnu",
    },
    times: Times {
        moment: "{day} {month} {year}, {time} UTC",
        less_than_a_minute: "moins d’une minute",
        minute: "minute",
        minutes: "minutes",
        hour: "heure",
        hours: "heures",
    },
    months: [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ],
};
