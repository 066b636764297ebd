//! What goes wrong before any flow is asked: the manners of HTTP itself.

use ::http::StatusCode;

use super::dialect::Described;
use crate::domain::AuthError;

/// A request that no flow gets to see.
#[derive(Debug, PartialEq, Eq)]
pub enum ProtocolError {
    /// No route has this path.
    UnknownPath,
    /// The path exists, with these methods (RFC 9110 section 15.5.6).
    MethodNotAllowed(String),
    /// More than 64 KiB.
    PayloadTooLarge,
    /// Neither JSON nor a form.
    UnsupportedMediaType,
    /// Compressed (RFC 9110 section 8.4).
    UnsupportedCoding,
    /// Not what it says it is.
    Malformed,
    /// Cookies, from a page that has no business with them.
    ForeignOrigin,
    /// A browser that came by another name of this machine than that of `PUBLIC_URL`, where it has no cookies of ours.
    OtherLocalName {
        /// The address to open instead.
        public_url: String,
    },
    /// Fetched ahead of the person, from a route whose GET acts.
    Prefetched,
    /// The service is not set up.
    Misconfigured,
}

impl ProtocolError {
    /// How every dialect says it, each in its own shape.
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
            Self::UnsupportedCoding => {
                (StatusCode::UNSUPPORTED_MEDIA_TYPE, "UNSUPPORTED_MEDIA_TYPE", "The body must not be compressed")
            }
            Self::Malformed => (StatusCode::BAD_REQUEST, "INVALID_REQUEST", "The request is malformed"),
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
            // Browsers discard what is not a success, and ask again once the person comes.
            Self::Prefetched => {
                (StatusCode::SERVICE_UNAVAILABLE, "PREFETCH_REFUSED", "This address cannot be fetched ahead; open it")
            }
            Self::Misconfigured => {
                (StatusCode::SERVICE_UNAVAILABLE, "SERVICE_UNAVAILABLE", "The service is not available")
            }
        };
        Described { status, code, sentence: sentence.into() }
    }
}

/// Why a handler gave no response.
#[derive(Debug)]
pub enum Failure {
    /// The request itself.
    Protocol(ProtocolError),
    /// The flow.
    Auth(AuthError),
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
