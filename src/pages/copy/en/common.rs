//! Texts of several pages, and of those for developers.

use crate::pages::copy::rooms::{Common, Mailbox, Reference, Scripted};

pub const COMMON: Common = Common {
    code: "Code",
    second_factor_hint: "Six digits, or a backup code.",
    to_sign_in: "Go to sign-in",
    to_account: "Go to your account",
    password_rule: "At least 8 characters.",
    captcha_needs_script: "Enable JavaScript to pass the anti-bot check.",
    too_often: "Too many attempts. Wait a few minutes, then try again.",
};

pub const SCRIPTED: Scripted = Scripted {
    show_password: "Show password",
    password_too_short: "Too short: at least 8 characters.",
    password_too_long: "Too long: at most 256 characters.",
    password_own_name: "Too easy to guess: it is a name of yours.",
    password_weak: "Easy to guess. Try several unrelated words.",
    password_fair: "Good. Longer is safer.",
    password_strong: "Strong password.",
};

pub const MAILBOX: Mailbox = Mailbox {
    title: "Development mailbox",
    lead: "Mail that this service would have sent, newest first. It is gone after a day.",
    empty: "No mail yet.",
    to: "To",
    address: "Address",
    filter: "Show its mail",
    all: "Show all mail",
    html_part: "HTML part",
    code_hint: "Where to enter this code",
};

pub const REFERENCE: Reference = Reference {
    title: "API reference",
    contents: "Contents",
    document: "OpenAPI document",
    session: "Needs a session token",
    refresh_cookie: "Needs the refresh cookie",
    request: "Fields",
    required: "required",
    answers: "Responses",
    search: "Search",
    samples: "Samples in",
    copy: "Copy",
    copied: "Copied",
    example: "Example",
};
