//! Errors of HTTP itself, found before any flow runs.

use ::http::StatusCode;

use super::dialect::Described;
use crate::domain::{ActError, AuthError};

/// Refusal of a request before any flow.
#[derive(Debug, PartialEq, Eq)]
pub enum ProtocolError {
    UnknownPath,
    /// Other methods exist for this path, listed here (RFC 9110 section 15.5.6).
    MethodNotAllowed(String),
    /// Body of more than 64 KiB.
    PayloadTooLarge,
    /// Body that is neither JSON nor a form.
    UnsupportedMediaType,
    /// Body that is no form, on a route that reads forms alone.
    NoForm,
    /// Compressed body (RFC 9110 section 8.4).
    UnsupportedCoding,
    /// Body or query that does not parse.
    Malformed,
    /// Form with several resources (RFC 8707 section 2).
    SeveralResources,
    /// Cookies from a page of an untrusted origin.
    ForeignOrigin,
    /// Browser under another name of this machine than that of `PUBLIC_URL`, where it has none of our cookies.
    OtherLocalName {
        /// URL to open instead.
        public_url: String,
    },
    /// Prefetch of a route whose GET acts.
    Prefetched,
    /// Invalid settings.
    Misconfigured,
}

impl ProtocolError {
    /// Status and text, which each dialect shapes.
    pub fn describe(&self) -> Described {
        let (status, code, sentence) = match self {
            Self::UnknownPath => (StatusCode::NOT_FOUND, "NOT_FOUND", "There is nothing here"),
            Self::MethodNotAllowed(_) => {
                (StatusCode::METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED", "This method is not allowed here")
            }
            Self::PayloadTooLarge => {
                (StatusCode::PAYLOAD_TOO_LARGE, "PAYLOAD_TOO_LARGE", "The body is larger than 64 KiB")
            }
            Self::UnsupportedMediaType => (
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "UNSUPPORTED_MEDIA_TYPE",
                "The body must be application/json or application/x-www-form-urlencoded",
            ),
            Self::NoForm => (
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "UNSUPPORTED_MEDIA_TYPE",
                "The body must be application/x-www-form-urlencoded",
            ),
            Self::UnsupportedCoding => {
                (StatusCode::UNSUPPORTED_MEDIA_TYPE, "UNSUPPORTED_MEDIA_TYPE", "The body must not be compressed")
            }
            Self::Malformed => (StatusCode::BAD_REQUEST, "INVALID_REQUEST", "The request is malformed"),
            Self::SeveralResources => (StatusCode::BAD_REQUEST, "INVALID_TARGET", "A request must be for one resource"),
            Self::ForeignOrigin => {
                (StatusCode::FORBIDDEN, "FOREIGN_ORIGIN", "Requests with cookies are not accepted from this origin")
            }
            Self::OtherLocalName { public_url } => {
                return Described {
                    status: StatusCode::FORBIDDEN,
                    code: "FOREIGN_ORIGIN",
                    sentence: format!("Open {public_url} instead: cookies belong to that name of this machine").into(),
                };
            }
            // Browsers discard a failed prefetch, and request the page again once the person opens it.
            Self::Prefetched => {
                (StatusCode::SERVICE_UNAVAILABLE, "PREFETCH_REFUSED", "This page cannot be prefetched; open it")
            }
            Self::Misconfigured => {
                (StatusCode::SERVICE_UNAVAILABLE, "SERVICE_UNAVAILABLE", "The service is not available")
            }
        };
        Described { status, code, sentence: sentence.into() }
    }
}

/// Error of a handler.
#[derive(Debug)]
pub enum Failure {
    /// Error of the request itself.
    Protocol(ProtocolError),
    /// Error of a flow.
    Auth(AuthError),
}

impl Failure {
    /// True for an error that a handler finds in the request itself, before anything is looked up.
    pub fn is_of_request(&self) -> bool {
        match self {
            Self::Protocol(_) => true,
            Self::Auth(error) => matches!(
                error,
                AuthError::InvalidRequest(_)
                    | AuthError::InvalidEmail
                    | AuthError::InvalidName
                    | AuthError::InvalidImage
                    | AuthError::InvalidUsername
                    | AuthError::PasswordTooShort
                    | AuthError::PasswordTooLong
                    | AuthError::PasswordTooCommon
                    | AuthError::PasswordBreached
                    | AuthError::MailNotConfigured
                    | AuthError::Act(ActError::InvalidClientMetadata { .. } | ActError::InvalidRedirectUri(_))
            ),
        }
    }
}

impl From<ProtocolError> for Failure {
    fn from(error: ProtocolError) -> Self {
        Self::Protocol(error)
    }
}

impl From<AuthError> for Failure {
    fn from(error: AuthError) -> Self {
        Self::Auth(error)
    }
}
