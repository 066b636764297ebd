//! Steps after a sign-up.

use crate::pages::copy::rooms::Welcome;

pub const WELCOME: Welcome = Welcome {
    code_lead: "We emailed you a six-digit code. Enter it here, or open the link in the email.",
    first_code_lead: "One step left: confirm your address. We emailed you a six-digit code. Enter it here, or open the link in the email and sign in.",
    again_lead: "A new email is on its way. Enter its code here, or open its link.",
    go_on: "Continue",
    skip: "Skip for now",
    resend: "Send a new email",
    change_fold: "Use another address",
    new_address: "New address",
    new_address_hint: "We will email a code and a link to it.",
    change: "Send the code",
    new_lead: "We emailed a six-digit code to your new address. Enter it here, or open the link in the email.",
    proven_title: "Email address confirmed",
    proven_lead: "Thank you. You are all set.",
    passkey_title: "Sign in faster next time",
    passkey_lead: "A passkey signs you in with your fingerprint, your face or your screen lock, without a password.",
    create: "Create a passkey",
    later: "Not now",
    not_created: "No passkey was created. Try again, or skip this step.",
};
