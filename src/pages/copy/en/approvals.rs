//! Pages that approve a client or a device.

use crate::pages::copy::rooms::Approvals;

pub const APPROVALS: Approvals = Approvals {
    username: "Username",
    approve_login: "Approve the sign-in",
    login_title: "Approve this sign-in?",
    login_lead: "A device or app is asking to sign in to your account.",
    first_login_lead: "A device or app is asking to sign in to an account created with your email address, which you have not confirmed yet.",
    the_login: "The sign-in",
    the_account: "The account",
    both_mine: "Both are mine: approve",
    account_not_mine: "The account is not mine",
    refuse_login: "Refuse the sign-in",
    code_hint: "Exactly as shown on the device.",
    pair_title: "Pair a device",
    pair_lead: "Enter the code shown on the device. You can check which device it is before you pair it.",
    pair_warning: "Never enter a code that someone sent you or read out to you: they would be signed in as you.",
    go_on: "Continue",
    waiting_for: "Waiting for",
    pair: "Pair the device",
    refuse: "Refuse",
    device_title: "Pair this device?",
    device_lead: "It will stay signed in to your account until you sign it out.",
    own_doing: "Approve only if you just started this yourself, on a device in front of you. If someone asked you to approve it, refuse.",
    second_factor_title: "One more step",
    second_factor_lead: "Enter the code from your authenticator app.",
};
