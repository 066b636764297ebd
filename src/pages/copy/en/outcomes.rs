//! Pages that report what was done.

use crate::pages::DonePage;
use crate::pages::copy::MessagePage;
use crate::pages::copy::rooms::Outcomes;
use crate::pages::ui::FailurePage;

pub const OUTCOMES: Outcomes = Outcomes {
    email: "Email address",
    reset_mailed: "If this address has an account, a link to set a new password is on its way.",
    verification_mailed: "If this address has an account and is not confirmed yet, a new link is on its way.",
    link_mailed: "If this address has an account, an email is on its way. Enter its code here, or open its link.",
    send_again: "Send another email",
    use_another: "Use another email address",
    no_mail: "Nothing after a few minutes? Check your spam folder, and that the address is right.",
    mailed_title: "Check your email",
    other_address_title: "Wrong address",
    other_address_lead: "You opened this page under another name of this computer. You can sign in only at this address:",
    reason: "Reason",
    contact: "Support",
    ask_for_help: "Ask for help",
    address: "Address",
    open_there: "Open the page there",
    can_close: "You can close this page.",
};

pub fn done(done: DonePage) -> MessagePage {
    let (title, lead) = match done {
        DonePage::EmailVerified => ("Address confirmed", "Your email address is confirmed."),
        DonePage::AddressConfirmed => ("Address confirmed", "It is now the email address of your account."),
        DonePage::ChangeApproved => {
            ("Change approved", "One step left: open the link that we emailed to the new address.")
        }
        DonePage::ChangeRefused => (
            "Change refused",
            "Your email address stays as it is. If you did not ask for the change, set a new password.",
        ),
        DonePage::NotMine => (
            "Thank you for telling us",
            "That account no longer has your address, and sessions opened with it were ended.",
        ),
        DonePage::SecondFactorRemoved => (
            "Two\u{2011}step verification was removed",
            "Every device was signed out. Sign in, and change your password if somebody else knows it.",
        ),
        DonePage::PasswordReset => ("Password set", "Every device was signed out. Sign in with your new password."),
        DonePage::Recovered => ("Account recovered", "Every device was signed out. Sign in with what you just set up."),
        DonePage::RecoveryRefused => {
            ("Recovery refused", "Nobody gets into your account this way. Tell the people who run this service.")
        }
        DonePage::AddressKept => {
            ("Address kept", "It is the email address of your account. Every device was signed out.")
        }
        DonePage::LoginApproved => ("Sign-in approved", "Go back to where you started signing in."),
        DonePage::LoginRefused => ("Sign-in refused", "Nobody was signed in."),
        DonePage::DevicePaired => ("Device paired", "It will be signed in within a few seconds."),
        DonePage::DeviceRefused => ("Device refused", "It was not signed in."),
        DonePage::SignedOut => ("You are signed out", "See you soon."),
        DonePage::AccountDeleted => {
            ("Account deleted", "Your account and its data are gone, and every device is signed out.")
        }
    };
    MessagePage { title, lead }
}

pub fn failed(failed: FailurePage) -> MessagePage {
    let (title, lead) = match failed {
        FailurePage::LinkInvalid => {
            ("This link no longer works", "It has expired, been used, or been replaced. Ask for a new one.")
        }
        FailurePage::CodeUnknown => {
            ("No device is showing this code", "It has expired or been used. Get a new one on the device.")
        }
        FailurePage::AccountDisabled => ("This account is disabled", "Ask the people who run this service."),
        FailurePage::SignUpClosed => {
            ("Sign-up is closed", "New accounts cannot be created here. Already have one? Sign in.")
        }
        FailurePage::SignUpByInvitation => {
            ("Sign-up is by invitation", "Open the link in your invitation email. Already have an account? Sign in.")
        }
        FailurePage::UnknownApplication => (
            "This link does not work",
            "The application that sent you here is unknown, or gave a wrong address to return to. Tell the people who run it.",
        ),
        FailurePage::ApplicationRequestOver => {
            ("This sign-in has expired", "Go back to the application and start again.")
        }
        FailurePage::TooManyAttempts(_) => ("Too many attempts", "Try again in {wait}."),
        FailurePage::BadRequest => ("This page has expired", "Go back and start again."),
        FailurePage::ForeignOrigin => (
            "Request blocked",
            "The form was sent from another site, so nothing was done. Open our page and try again.",
        ),
        FailurePage::NotFound => ("Page not found", "There is nothing at this address."),
        FailurePage::NotAllowed => ("Not allowed", "Your role does not permit this, or not for this account."),
        FailurePage::NeedsSecondFactor => {
            ("Two steps needed", "Turn on two-step verification or add a passkey, then sign in with it.")
        }
        FailurePage::MailNotConfigured => (
            "This service sends no email",
            "No link can be emailed to you. Sign in with your password, or another way.",
        ),
        FailurePage::NotTaken => {
            ("That did not work", "This page cannot use what your browser sent. Go back and start again.")
        }
        FailurePage::Unavailable => {
            ("Temporarily unavailable", "The service cannot answer right now. Try again in a moment.")
        }
        FailurePage::WentWrong => {
            ("Something went wrong", "It is our fault, and it has been logged. Try again in a moment.")
        }
    };
    MessagePage { title, lead }
}
