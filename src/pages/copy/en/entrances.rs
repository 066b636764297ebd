//! Sign-in and sign-up pages.

use crate::pages::copy::rooms::Entrances;

pub const ENTRANCES: Entrances = Entrances {
    login: "Email address or username",
    password: "Password",
    sign_in_title: "Sign in to {app}",
    continue_title: "Sign in to continue to {application}",
    sign_in: "Sign in",
    no_account: "No account yet?",
    sign_up_link: "Sign up",
    email: "Email address",
    sign_up_title: "Create an account",
    sign_up: "Create account",
    name: "Name",
    optional: "(optional)",
    has_account: "Already have an account?",
    or: "or",
    mail_link: "Email me a sign-in link",
    mail_verification: "Send the confirmation email again",
    use_passkey: "Use a passkey",
    no_passkey: "No passkey was used. Try again, or sign in another way.",
    forgot_password: "Forgot your password?",
    continue_with: "Continue with {provider}",
};
