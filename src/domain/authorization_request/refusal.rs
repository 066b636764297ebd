//! Errors that a client is told at its redirect URI.

/// Error of an authorization request (RFC 6749 section 4.1.2.1, OpenID Connect Core section 3.1.2.6, RFC 8707, OpenID
/// Connect Core Unmet Authentication Requirements 1.0).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuthorizationError {
    InvalidRequest(&'static str),
    UnauthorizedClient,
    /// The person said no.
    AccessDenied,
    UnsupportedResponseType,
    InvalidScope,
    InvalidTarget,
    LoginRequired,
    ConsentRequired,
    UnmetAuthenticationRequirements,
    RequestNotSupported,
    RequestUriNotSupported,
}

impl AuthorizationError {
    /// `error`.
    pub fn code(self) -> &'static str {
        match self {
            Self::InvalidRequest(_) => "invalid_request",
            Self::UnauthorizedClient => "unauthorized_client",
            Self::AccessDenied => "access_denied",
            Self::UnsupportedResponseType => "unsupported_response_type",
            Self::InvalidScope => "invalid_scope",
            Self::InvalidTarget => "invalid_target",
            Self::LoginRequired => "login_required",
            Self::ConsentRequired => "consent_required",
            Self::UnmetAuthenticationRequirements => "unmet_authentication_requirements",
            Self::RequestNotSupported => "request_not_supported",
            Self::RequestUriNotSupported => "request_uri_not_supported",
        }
    }

    /// `error_description`, for the client's developer.
    pub fn description(self) -> &'static str {
        match self {
            Self::InvalidRequest(problem) => problem,
            Self::UnauthorizedClient => "The client may not use authorization codes",
            Self::AccessDenied => "The person refused",
            Self::UnsupportedResponseType => "response_type must be code",
            Self::InvalidScope => "The client may use none of these scopes",
            Self::InvalidTarget => "resource must be one registered resource",
            Self::LoginRequired => "The person must sign in",
            Self::ConsentRequired => "The person must consent",
            Self::UnmetAuthenticationRequirements => "The person did not show two factors",
            Self::RequestNotSupported => "request is not supported",
            Self::RequestUriNotSupported => "request_uri is not supported",
        }
    }
}
