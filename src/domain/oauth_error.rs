//! Errors of OAuth: of the token, introspection and revocation endpoints (RFC 6749 section 5.2, RFC 8707 section 2), and
//! of what takes an access token (RFC 6750 section 3.1).

use thiserror::Error;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum OAuthError {
    /// Parameter that is missing, or that does not parse.
    #[error("invalid request: {0}")]
    InvalidRequest(&'static str),
    /// Unknown client, or one that did not authenticate as it is registered to.
    #[error("invalid client")]
    InvalidClient(CredentialPlace),
    /// Code or refresh token that is unknown, over, another client's, or meant for another request.
    #[error("invalid grant: {0}")]
    InvalidGrant(&'static str),
    /// Grant type that the client is not registered for.
    #[error("unauthorized client")]
    UnauthorizedClient,
    #[error("unsupported grant type")]
    UnsupportedGrantType,
    /// Scope that does not parse, or that was not granted.
    #[error("invalid scope")]
    InvalidScope,
    /// Resource that is unknown, or that was not granted; or more than one.
    #[error("invalid target")]
    InvalidTarget,
    #[error("no access token")]
    NoAccessToken,
    /// Access token in the header and in the form (RFC 6750 section 2).
    #[error("several access tokens")]
    SeveralAccessTokens,
    /// Access token that is no such token, over, or of a grant that ended.
    #[error("invalid access token")]
    InvalidAccessToken,
    /// Access token without the scope `openid`.
    #[error("insufficient scope")]
    InsufficientScope,
}

/// Place of the credentials by which a client tried to authenticate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CredentialPlace {
    /// The header `Authorization`.
    Header,
    /// The body, or none.
    Body,
}

impl OAuthError {
    /// Value of `error`.
    pub fn code(self) -> &'static str {
        match self {
            Self::InvalidRequest(_) | Self::SeveralAccessTokens => "invalid_request",
            Self::InvalidClient(_) => "invalid_client",
            Self::InvalidGrant(_) => "invalid_grant",
            Self::UnauthorizedClient => "unauthorized_client",
            Self::UnsupportedGrantType => "unsupported_grant_type",
            Self::InvalidScope => "invalid_scope",
            Self::InvalidTarget => "invalid_target",
            Self::NoAccessToken | Self::InvalidAccessToken => "invalid_token",
            Self::InsufficientScope => "insufficient_scope",
        }
    }

    /// Sentence for the developer of the client, of the characters that RFC 6749 section 5.2 permits.
    pub fn description(self) -> &'static str {
        match self {
            Self::InvalidRequest(problem) | Self::InvalidGrant(problem) => problem,
            Self::InvalidClient(_) => "The client is unknown, or does not authenticate as it is registered to",
            Self::UnauthorizedClient => "The client is not registered for this grant type",
            Self::UnsupportedGrantType => "grant_type must be authorization_code or refresh_token",
            Self::InvalidScope => "scope must name scopes that were granted",
            Self::InvalidTarget => "resource must be the one that was granted",
            Self::NoAccessToken => "An access token is required",
            Self::SeveralAccessTokens => "An access token must be sent in one way",
            Self::InvalidAccessToken => "The access token is invalid, expired or revoked",
            Self::InsufficientScope => "The access token lacks the scope openid",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn descriptions_are_of_permitted_characters() {
        for error in [
            OAuthError::InvalidClient(CredentialPlace::Header),
            OAuthError::UnauthorizedClient,
            OAuthError::UnsupportedGrantType,
            OAuthError::InvalidScope,
            OAuthError::InvalidTarget,
            OAuthError::NoAccessToken,
            OAuthError::SeveralAccessTokens,
            OAuthError::InvalidAccessToken,
            OAuthError::InsufficientScope,
        ] {
            let is_permitted = |byte: u8| (0x20..=0x7e).contains(&byte) && byte != b'"' && byte != b'\\';
            assert!(error.description().bytes().all(is_permitted), "{error}");
        }
    }
}
