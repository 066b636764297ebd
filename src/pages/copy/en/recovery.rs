//! Pages of links that give an account or an address back.

use crate::pages::copy::rooms::Recovery;

pub const RECOVERY: Recovery = Recovery {
    title: "Recover your account",
    lead: "Set a new password or add a passkey. You will be signed out on every device.",
    account: "Account",
    add_passkey: "Add a passkey",
    no_passkey: "No passkey was created. Try again, or set a password.",
    keep_title: "Keep your email address?",
    keep_lead: "Another email address was entered for your account. If that was not you, your account keeps this one.",
    keep_warning: "Every device is signed out. Then sign in, and check the ways to sign in to your account.",
    keep: "Keep this address",
    refuse_title: "Is somebody else recovering your account?",
    refuse_lead: "Somebody says that they own your account and lost both this mailbox and two-step verification. The people who run this service were asked to let them in.",
    refuse_note: "If that is you, do nothing: close this page.",
    refuse: "Refuse the recovery",
};
