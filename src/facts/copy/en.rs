//! English.

use super::{Copy, Labels, Times};

pub static COPY: Copy = Copy {
    labels: Labels {
        when: "When",
        username: "Username",
        name: "Name",
        made_at: "Account created on",
        made_from: "From",
        made_with: "With",
        password: "Password",
        password_set: "set",
        passkeys: "Passkeys",
        second_factor: "Two-step verification",
        second_factor_on: "on",
        identities: "Linked accounts",
        sessions: "Signed-in devices",
        asked_at: "Requested on",
        client: "Device or app",
        place: "Place",
        address: "IP address",
        unknown: "unknown",
    },
    times: Times {
        moment: "{day} {month} {year}, {time} UTC",
        less_than_a_minute: "less than a minute",
        minute: "minute",
        minutes: "minutes",
        hour: "hour",
        hours: "hours",
    },
    months: [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
};
