//! Pages on the way of an application's sign-in, and of its sign-out.

use crate::domain::Scopes;

/// One of these pages.
#[derive(Clone, Debug)]
pub enum AuthorizationPage {
    /// Allow an application: `allow`, `cancel` or `other`, with `request`.
    Consent(ConsentPage),
    /// Show a second factor: set one up and go on, or sign in again with one.
    Factor { application: String, onward: String, again: String },
    /// The person signed in by a link in another browser than the application's.
    Elsewhere { application: String },
    /// Form that the browser posts to the application.
    Onward { action: String, fields: Vec<(&'static str, String)> },
    /// Sign out: `confirm`, with `request`.
    SignOut { request: String, shown_by: Option<String> },
}

/// Consent to ask for.
#[derive(Clone, Debug)]
pub struct ConsentPage {
    /// Request, sealed for the session.
    pub request: String,
    /// Name of the application.
    pub application: String,
    /// Host that it returns to, or scheme.
    pub returns_to: String,
    /// Address or name of the account.
    pub account: String,
    /// Scopes to allow.
    pub scope: Scopes,
    /// Name of the API that scopes are for.
    pub api: Option<String>,
    /// True if any program on this computer may be asking.
    pub is_anybody_here: bool,
    /// Path and query that show the page again, if they are short enough.
    pub shown_by: Option<String>,
}

impl AuthorizationPage {
    /// Path and query that show the page again.
    pub fn shown_by(&self) -> Option<&String> {
        match self {
            Self::Consent(consent) => consent.shown_by.as_ref(),
            Self::Factor { onward, .. } => Some(onward),
            Self::SignOut { shown_by, .. } => shown_by.as_ref(),
            Self::Elsewhere { .. } | Self::Onward { .. } => None,
        }
    }
}
