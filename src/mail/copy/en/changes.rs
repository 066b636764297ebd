//! Mails about changes.

use crate::mail::copy::{Changes, NoticeCopy};

/// Advice where a new password ends what was done.
const SET_NEW_PASSWORD: &str =
    "If it was not you, set a new password through a link that we email you. That signs out every device.";

/// Advice where only the people who run the service can help.
const CONTACT: &str = "If it was not you, contact the people who run {app} at once.";

pub const CHANGES: Changes = Changes {
    password_changed: NoticeCopy {
        title: "Your password was changed",
        opening: "The password of your account was changed, and your other devices were signed out.",
        advice: SET_NEW_PASSWORD,
    },
    two_factor_enabled: NoticeCopy {
        title: "Two-step verification is on",
        opening: "Signing in to your account now also asks for a code. Your other devices were signed out.",
        advice: CONTACT,
    },
    two_factor_undoable: NoticeCopy {
        title: "Two-step verification is on",
        opening: "Signing in to your account now also asks for a code. Your other devices were signed out.",
        advice: "If it was not you, remove it by the link, with your password. It works for 7 days, and signs out every device.",
    },
    two_factor_disabled: NoticeCopy {
        title: "Two-step verification is off",
        opening: "Signing in to your account no longer asks for a code. Your other devices were signed out.",
        advice: "If it was not you, set a new password through a link that we email you, which signs out every device. Then turn two-step verification on again.",
    },
    backup_codes_renewed: NoticeCopy {
        title: "You have new backup codes",
        opening: "Ten new backup codes were created for your account. The old ones no longer work.",
        advice: "If it was not you, sign in with your authenticator app and create new backup codes: those that you did not see stop working, and other devices are signed out.",
    },
    backup_code_used: NoticeCopy {
        title: "A backup code was used",
        opening: "A backup code of your account was used. It does not work a second time.",
        advice: "If it was not you, somebody knows your backup codes. Set a new password through a link that we email you, which signs out every device. Then create new backup codes.",
    },
    passkey_added: NoticeCopy {
        title: "A passkey was added",
        opening: "A new passkey can now sign in to your account.",
        advice: "If it was not you, sign in and remove it: that signs out your other devices too. Then change your password.",
    },
    passkey_removed: NoticeCopy {
        title: "A passkey was removed",
        opening: "A passkey can no longer sign in to your account. Your other devices were signed out.",
        advice: "If it was not you, sign in, change your password, which signs out your other devices, and add the passkey again.",
    },
    identity_linked: NoticeCopy {
        title: "Another way to sign in was added",
        opening: "An account at another provider can now sign in to your account.",
        advice: "If it was not you, sign in the way you did before and unlink it: that signs out your other devices too. Then change your password.",
    },
    identity_unlinked: NoticeCopy {
        title: "A way to sign in was removed",
        opening: "An account at another provider can no longer sign in to your account. Your other devices were signed out.",
        advice: "If it was not you, sign in, change your password, which signs out your other devices, and link the account again.",
    },
    device_paired: NoticeCopy {
        title: "A device was paired with your account",
        opening: "Someone signed in to your account approved the code of this device. It is now signed in as you.",
        advice: "If it was not you, sign in, sign that device out, and change your password.",
    },
    application_allowed: NoticeCopy {
        title: "An application was allowed",
        opening: "An application may now sign you in and see what you agreed to.",
        advice: "If it was not you, sign in and remove it: it then loses its access. Then change your password.",
    },
    new_device: NoticeCopy {
        title: "New sign-in to your account",
        opening: "Your account was used to sign in on a device that it has not been used on before.",
        advice: SET_NEW_PASSWORD,
    },
    two_factor_undone: NoticeCopy {
        title: "Two-step verification is off",
        opening: "Signing in to your account no longer asks for a code. The passkeys and linked accounts that were added after it was turned on were removed with it, and every device was signed out.",
        advice: "Add what was yours again. If it was not you, set a new password.",
    },
    address_undoable: NoticeCopy {
        title: "Your email address was changed",
        opening: "Your account has a new email address. Emails about it no longer come to this mailbox.",
        advice: "If it was not you, take this address back: the link works once, for 7 days, and signs out every device. Then set a new password.",
    },
    address_changed: NoticeCopy {
        title: "Your email address was changed",
        opening: "Your account has a new email address. Emails about it no longer come to this mailbox.",
        advice: CONTACT,
    },
    account_deleted: NoticeCopy {
        title: "Your account was deleted",
        opening: "Your account and everything in it were deleted. This cannot be undone.",
        advice: CONTACT,
    },
    recovery_link_used: NoticeCopy {
        title: "A recovery link was used",
        opening: "Your account was recovered with a link that the people who run this service made. Every device was signed out.",
        advice: CONTACT,
    },
};
