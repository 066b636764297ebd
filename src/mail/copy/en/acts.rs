//! Mails about acts of operators.

use crate::mail::copy::{Acts, NoticeCopy};

/// Advice about an act of somebody else.
const ASKED_FOR: &str = "If you did not ask for this, contact the people who run {app}.";

pub const ACTS: Acts = Acts {
    disabled: NoticeCopy {
        title: "Your account was disabled",
        opening: "You can no longer sign in to your account. Every device was signed out. Nothing in it was deleted.",
        advice: "If you think that this is a mistake, contact the people who run {app}.",
    },
    enabled: NoticeCopy {
        title: "Your account was enabled",
        opening: "You can sign in to your account again.",
        advice: ASKED_FOR,
    },
    second_factor_reset: NoticeCopy {
        title: "Two-step verification was reset",
        opening: "Signing in to your account no longer asks for a code. Every device was signed out.",
        advice: "Sign in and turn two-step verification on again. If you did not ask for this, change your password too and contact the people who run {app}.",
    },
    passkey_reset: NoticeCopy {
        title: "A passkey was removed",
        opening: "A passkey can no longer sign in to your account. Every device was signed out.",
        advice: "You can sign in another way and add a passkey again. If you did not ask for this, contact the people who run {app}.",
    },
    identity_reset: NoticeCopy {
        title: "A way to sign in was removed",
        opening: "An account at another provider can no longer sign in to your account. Every device was signed out.",
        advice: "You can sign in another way and link the account again. If you did not ask for this, contact the people who run {app}.",
    },
    password_reset: NoticeCopy {
        title: "Your password was removed",
        opening: "Your password no longer signs in to your account. Every device was signed out.",
        advice: "Set a new password through a link that we email you. If you did not ask for this, contact the people who run {app}.",
    },
    email_vouched: NoticeCopy {
        title: "Your email address was marked as confirmed",
        opening: "The email address of your account was marked as confirmed, without an email to confirm it.",
        advice: ASKED_FOR,
    },
    details_changed: NoticeCopy {
        title: "Details of your account were changed",
        opening: "An identifier or other data that this service keeps about your account was changed. How you sign in stays the same.",
        advice: ASKED_FOR,
    },
    profile_changed: NoticeCopy {
        title: "Your profile was changed",
        opening: "The name, picture or username of your account was changed.",
        advice: ASKED_FOR,
    },
    role_given: NoticeCopy {
        title: "You have a new role",
        opening: "Your account can now help to run this service.",
        advice: ASKED_FOR,
    },
    role_removed: NoticeCopy {
        title: "Your role was removed",
        opening: "Your account no longer helps to run this service. You can use it as before.",
        advice: ASKED_FOR,
    },
    merged: NoticeCopy {
        title: "Two accounts became one",
        opening: "Another account was merged with yours. What could sign in to either now signs in to the one that is left. Every device was signed out.",
        advice: ASKED_FOR,
    },
    recovery_link_made: NoticeCopy {
        title: "A recovery link was made for your account",
        opening: "Whoever has the link can set a new password or add a passkey. It works once, within an hour, and still asks for the code of two-step verification.",
        advice: "If you did not ask for this, contact the people who run {app} at once.",
    },
    recovery_asked: NoticeCopy {
        title: "Somebody asked to recover your account",
        opening: "Somebody says that they own your account and lost both this mailbox and two-step verification. One of the people who run this service asked to let them in. Nothing changes before a second one agrees and a day has passed.",
        advice: "If that is not you, refuse it: you need not sign in. Then contact the people who run {app}.",
    },
    recovery_shown: NoticeCopy {
        title: "A recovery link was shown for your account",
        opening: "Two operators recovered your account. Whoever has the link can set a new password or add a passkey, and two-step verification is removed. It works once, within an hour.",
        advice: "If you did not ask for this, contact the people who run {app} at once.",
    },
    recovery_link_mailed: NoticeCopy {
        title: "Recover your account",
        opening: "The people who run this service made a link for you. It sets a new password or adds a passkey, once and within an hour, and asks for the code of two-step verification if it is on.",
        advice: "Never share this link. If you did not ask for it, contact the people who run {app} at once.",
    },
    recovery_approved: NoticeCopy {
        title: "Somebody is about to recover your account",
        opening: "Somebody says that they own your account and lost both this mailbox and two-step verification. Two of the people who run this service agreed to let them in. A day from now, they get a link that sets a new password and turns two-step verification off.",
        advice: "If that is not you, refuse it: you need not sign in. Then contact the people who run {app}.",
    },
    session_ended: NoticeCopy {
        title: "A device was signed out",
        opening: "Your account was signed out on one device. You can sign in again.",
        advice: ASKED_FOR,
    },
    sessions_ended: NoticeCopy {
        title: "You were signed out",
        opening: "Your account was signed out on your devices. You can sign in again.",
        advice: ASKED_FOR,
    },
    deleted: NoticeCopy {
        title: "Your account was deleted",
        opening: "Your account and everything in it were deleted. This cannot be undone.",
        advice: ASKED_FOR,
    },
    address_entered: NoticeCopy {
        title: "Your email address is about to change",
        opening: "The people who run this service entered a new email address for your account. Once it is confirmed, emails about your account no longer come to this mailbox.",
        advice: "If you did not ask for this, keep this address: the link works once, for seven days, also after the change, and signs out every device. Then contact the people who run {app}.",
    },
    address_replaced: NoticeCopy {
        title: "Your email address is about to change",
        opening: "The people who run this service entered a new email address for your account. Once it is confirmed, emails about your account no longer come to this mailbox.",
        advice: ASKED_FOR,
    },
};
