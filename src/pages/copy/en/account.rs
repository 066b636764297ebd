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
    sign_out: "Sign out",
    title: "Your account",
    overview: "Overview",
    security: "Sign-in and security",
    devices: "Devices",
    applications: "Applications",
    activity: "Activity",
    data: "Your data",
};

const PROOF: Proof = Proof { sign_in_again: "Sign in again to do this", password: "Your password" };

const PROFILE: Profile = Profile {
    name: "Name",
    username: "Username",
    username_hint: "You can sign in with it. Letters, digits, dots, hyphens and underscores.",
    image: "Picture",
    image_hint: "The web address of a picture of you.",
    save: "Save",
    edit: "Edit your profile",
    made_at: "Account created",
    title: "Profile",
};

const EMAIL: Email = Email {
    title: "Email",
    confirmed: "Confirmed",
    not_confirmed: "Not confirmed",
    address: "Address",
    change: "Change the address",
    change_fold: "Use another address",
    none_lead: "You have no email address yet. With one, you can get back in if you lose every other way to sign in.",
    add: "Add the address",
    without_mail: "This service sends no email, so no address can be confirmed or changed.",
    awaits_approval: "New address, waiting for your approval by email",
    awaits_confirmation: "New address, waiting to be confirmed",
    confirm_title: "Confirm your email address",
    confirm_lead: "We emailed a code and a link to {email}. Either confirms that the address is yours, so that you can always get back in.",
    enter_code: "Enter the code",
    mail_again: "Send the email again",
    new_address: "New address",
    new_address_hint: "It takes effect once you confirm it with the email that we will send there.",
    password_hint: "Without it, you will first have to approve the change by email.",
    needs_approval: "You will first have to approve the change by email.",
};

const PASSWORD: Password = Password {
    set: "Set",
    none: "None",
    title: "Password",
    needs_address: "Confirm an email address first. We can then email you a link to set a password.",
    without_mail: "This service sends no email, so it cannot send you a link to set a password.",
    new: "New password",
    new_hint: "At least 8 characters.",
    change: "Change the password",
    change_lead: "Your other devices are signed out.",
    mail_link: "Email me a link",
    forgotten_fold: "I forgot it",
    forgotten_lead: "We will email you a link to set a new one. Every device is then signed out, including this one.",
    first_lead: "You have no password. We can email you a link to set one; every device is then signed out.",
};

const PROTECTION: Protection = Protection {
    title: "What protects your account",
    weak_lead: "Only a password or your email protects your account. Add a passkey or two-step verification to make it safer.",
    no_passkey: "None",
    change: "Sign-in and security",
};

const PASSKEYS: Passkeys = Passkeys {
    none_lead: "You have no passkey yet. With one, you sign in with your fingerprint, your face or your screen lock, and need no code.",
    lead: "Sign in with your fingerprint, your face or your screen lock. No code is needed.",
    title: "Passkeys",
    never: "Never",
    name: "Name",
    rename: "Rename",
    remove: "Remove the passkey",
    remove_fold: "Remove",
    remove_lead: "You can no longer sign in with it, and your other devices are signed out.",
    added_at: "Added",
    last_used: "Last used",
    name_hint: "A name to recognise it by, such as “My phone”.",
    create: "Create the passkey",
    create_fold: "Add a passkey",
    not_created: "No passkey was created. This device may already have one.",
    needs_script: "This needs JavaScript and a browser that supports passkeys.",
};

const TWO_FACTOR: TwoFactor = TwoFactor {
    title: "Two-step verification",
    lead: "Signing in also asks for a code from an authenticator app.",
    enable: "Set up",
    off: "Off",
    on: "On",
    codes_left: "Backup codes left",
    renew: "Create ten new codes",
    renew_fold: "New backup codes",
    renew_lead: "The old ones will no longer work.",
    disable: "Turn off",
    disable_lead: "Signing in will no longer ask for a code, and your other devices are signed out.",
};

const IDENTITIES: Identities = Identities {
    none_lead: "This service offers no sign-in with other providers.",
    lead: "Sign in with an account you have elsewhere.",
    title: "Linked accounts",
    unlink: "Unlink the account",
    unlink_fold: "Unlink",
    unlink_lead: "You can no longer sign in with it, and your other devices are signed out.",
    address: "Address",
    linked_at: "Linked",
    sign_in_again: "Sign in again to link one",
    link: "Link {provider}",
};

const DEVICES: Devices = Devices {
    end_others: "Sign out everywhere else",
    title: "Where you are signed in",
    lead: "Your account is signed in on these devices. If you do not recognise one, sign it out, then change your password.",
    pair: "Pair a device",
    this_device: "This device",
    paired: "Paired",
    end: "Sign out",
    unknown: "Unknown",
    place: "Place",
    signed_in_at: "Signed in",
    last_used: "Last used",
};

const APPLICATIONS: Applications = Applications {
    title: "Connected applications",
    none_lead: "No application is connected yet. Those that you sign in to with this account will be listed here.",
    lead: "You sign in to these with this account.",
    allowed_at: "Allowed",
    last_used: "Last used",
    remove: "Remove",
    remove_fold: "Remove this application",
    remove_lead: "It loses its access at once, and asks you again next time. What it already has stays with it.",
};

const ACTIVITY: Activity = Activity {
    title: "Recent activity",
    latest_title: "Latest activity",
    all: "See all activity",
    older: "Older activity",
    newest: "Back to the latest",
    end: "That is everything. Activity is kept for {span}.",
    none_lead: "Nothing has happened lately. Sign-ins and changes to your account will be listed here.",
    lead: "If you do not recognise something here, change your password and sign out everywhere else.",
    by: "By",
    another_system: "Another system",
    reason: "Reason",
    this_device: "This device",
};

const DATA: Data = Data {
    export_title: "A copy of your data",
    export_lead: "Your account, devices, passkeys, linked accounts and applications, in a file.",
    export: "Download your data (JSON)",
    delete_title: "Delete your account",
    delete_lead: "Your account and all its data are deleted at once and cannot be restored. Every device is signed out.",
    delete_consent: "Yes, delete my account and all its data",
    delete: "Delete permanently",
};

const REMOVED: Removed = Removed {
    title: "What was removed",
    lead: "Your email address was confirmed for the first time on {at}. What was set up before then was removed, because someone else could have done it. If it was yours, set it up again.",
};

const SECOND_FACTOR: SecondFactor = SecondFactor {
    new_codes_title: "Your new backup codes",
    code_hint: "The six digits that the app shows now.",
    enable: "Turn on",
    enable_lead: "Your other devices are signed out.",
    title: "Set up two\u{2011}step verification",
    scan: "Scan this code with your app",
    scan_lead: "Any authenticator app works. It shows a new code every 30 seconds.",
    qr_code: "QR code of the key below",
    open_app: "Open the app on this device",
    by_hand: "Or enter this key in the app:",
    codes: "Keep your backup codes",
    codes_lead: "Each code works once, when you cannot use your app. You will not see them again: copy, print or save them now.",
    save: "Save as a text file",
    file_name: "backup-codes.txt",
    last_step: "Enter a code from the app",
    enabled_title: "Two-step verification is on",
    continue_to: "Continue to {application}",
    back: "Back to your account",
};

fn notice(notice: AccountNotice) -> &'static str {
    match notice {
        AccountNotice::ProfileSaved => "Saved.",
        AccountNotice::VerificationSent => "We emailed you a link. Open it to confirm your address.",
        AccountNotice::AddressAsked => "Check your email. Your address changes once you have confirmed it.",
        AccountNotice::PasswordChanged => "Password changed. Your other devices were signed out.",
        AccountNotice::PasswordLinkSent => "We emailed you a link. It is valid for 1 hour.",
        AccountNotice::PasskeyAdded => "Passkey added.",
        AccountNotice::PasskeyRenamed => "Passkey renamed.",
        AccountNotice::PasskeyRemoved => "Passkey removed.",
        AccountNotice::TwoFactorEnabled => "Two-step verification is on.",
        AccountNotice::TwoFactorDisabled => "Two-step verification is off.",
        AccountNotice::IdentityLinked => "Account linked.",
        AccountNotice::IdentityUnlinked => "Account unlinked.",
        AccountNotice::ApplicationRemoved => "The application was removed.",
        AccountNotice::SessionEnded => "Device signed out.",
        AccountNotice::OtherSessionsEnded => "All other devices are signed out.",
    }
}
