//! Mails that ask for something, and labels.

use crate::domain::Role;
use crate::mail::Remedy;
use crate::mail::copy::{Labels, Letters};

pub const LETTERS: Letters = Letters {
    link_and_code_validity: "The link is valid for {link_span}, the code for {code_span}. Never share this code.",
    link_validity: "The link is valid for {span} and works once.",
    address_code_label: "Or enter this code on the page that waits for it",
    code_label: "Or enter this code where you signed up",
    verify_title: "Confirm your email address",
    verify_opening: "An account was created with this email address. If it is yours, confirm it.",
    review_and_confirm: "Review and confirm",
    removed_title: "Your account was reset",
    removed_opening: "You confirmed this email address for the first time. Someone else could have set up the account before you did, so what was set up until then was removed:",
    removed_advice: "If you had set it up yourself, set it up again on your account page.",
    confirm_title: "Confirm this email address",
    confirm_opening: "This email address was entered for the account below. If the account is yours, confirm it.",
    change_title: "Approve a new email address",
    change_opening: "Someone signed in to your account asked to change its email address. Approve only if it was you.",
    review_and_decide: "Review and decide",
    change_advice: "If it was not you, refuse on the same page and change your password.",
    invitation_title: "Your invitation",
    invitation_opening: "You are invited to create an account with this email address.",
    accept_invitation: "Accept the invitation",
    invitation_advice: "If you did not expect it, ignore this email: no account is created without the link. Never share it.",
    disabled_title: "Your account is disabled",
    disabled_opening: "Someone, most likely you, asked for an email to sign in to your account. It is disabled, so there is no link or code in this one.",
    disabled_advice: "If you think this is a mistake, ask the people who run this service.",
    sign_in_title: "Your sign-in link",
    sign_in_opening: "Someone, most likely you, asked to sign in to your account.",
    sign_in: "Sign in",
    sign_in_code: "Or enter this code where you asked to sign in",
    sign_in_validity: "The link and the code are valid for {span}. Either one works, once.",
    sign_in_advice: "If it was not you, ignore this email: nobody can sign in without the link or the code. Never share them.",
    new_password_title: "Set a new password",
    new_password_opening: "Someone, most likely you, asked to set a new password for your account.",
    new_password: "Set a new password",
    new_password_advice: "If it was not you, ignore this email: your password stays as it is.",
    login_title: "Approve a sign-in",
    login_opening: "Someone is asking to sign in to your account. Approve only if you just started this yourself.",
    login_advice: "If it was not you, refuse on that page or ignore this email: nobody can sign in without your approval.",
    address_in_use_title: "You already have an account",
    address_in_use_opening: "Someone tried to create an account with this email address. It already belongs to your account, and nothing has changed.",
    address_in_use_advice: "If it was you, sign in or ask for a new password. If not, you can ignore this email.",
    not_your_account: "If the account is not yours, say so on the same page: it then loses this address.",
    by_hand: "Or copy this address into your browser:",
    refuse_recovery: "Refuse the recovery",
    recover_account: "Recover your account",
    keep_address: "Keep this address",
    remove_second_factor: "Remove two-step verification",
};

pub const LABELS: Labels = Labels {
    message: "Message",
    reason: "Reason",
    support: "Support",
    username: "Username",
    new_address: "New address",
    colon: ":",
    codes_left: "Codes left",
    passkeys_removed: "Passkeys removed",
    identities_removed: "Linked accounts removed",
    passkey: "Passkey",
    application: "Application",
    until: "Until",
    role: "Role",
    by: "By",
    another_system: "another system",
    command_line: "command line",
    place: "Place",
};

pub fn role(role: Role) -> &'static str {
    match role {
        Role::Reader => "reader",
        Role::Support => "support",
        Role::Operator => "operator",
    }
}

pub fn remedy(remedy: Remedy) -> &'static str {
    match remedy {
        Remedy::NewPassword => "Set a new password",
        Remedy::Passkeys => "Review your passkeys",
        Remedy::Identities => "Review your linked accounts",
        Remedy::SecondFactor => "Review two-step verification",
        Remedy::Devices => "Review your devices",
        Remedy::Applications => "Review your applications",
    }
}
