//! Pages of mailed links.

use crate::pages::copy::rooms::Links;

pub const LINKS: Links = Links {
    sign_in_title: "Sign in?",
    sign_in_lead: "Press the button to sign in with this browser. Nothing happens until you do.",
    sign_in: "Sign in",
    set_up_before: "Already set up",
    first_sign_in_title: "Did you create this account?",
    first_sign_in_lead: "It uses your email address, which nobody has confirmed yet. Either button confirms it and signs you in, in this browser.",
    first_sign_in_warning: "If you created it, everything stays as it is and other devices are signed out. If you did not, what somebody else set up is removed.",
    mine: "Yes, it is mine",
    not_mine: "No, it is not mine",
    verify_title: "Is this account yours?",
    verify_lead: "It was created with your email address. Tell us whether you created it.",
    confirm_title: "Use this address?",
    confirm_lead: "Your email address was entered for the account below. Tell us whether that account is yours.",
    whose_warning: "Whoever created the account can use it. If you do not recognise it, it is not yours.",
    change_title: "Change your email address?",
    change_lead: "Someone asked to replace the email address of your account with the one below.",
    change_warning: "Approve only if you asked for this yourself: whoever has the new address can take over your account.",
    new_address: "New address",
    approve: "Approve",
    refuse: "Refuse",
    save_password: "Save the password",
    new_password: "New password",
    reset_title: "Set a new password",
    reset_lead: "You will be signed out on every device.",
    email: "Email address",
    mail_link: "Email me a link",
    forgot_title: "Forgot your password?",
    forgot_lead: "Enter the email address of your account. We will email you a link to set a new password.",
};
