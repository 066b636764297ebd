//! Credentials of applications in a request (RFC 6749 section 2.3, RFC 7523 section 2.2).

use ::http::header::AUTHORIZATION;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::percent_decode_str;

use crate::domain::client_metadata::ClientId;
use crate::domain::{AuthError, CredentialPlace, OAuthError, Secret};
use crate::flows::oidc::client_authentication::{ClientRequest, PresentedClient, PresentedProof, claimed_client};
use crate::http::{Exchange, Request};

/// Value of `client_assertion_type` (RFC 7523 section 2.2).
const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

const SEVERAL: OAuthError = OAuthError::InvalidRequest("A client must authenticate in one way");

/// Field of a form. An empty one counts as absent.
pub(super) fn field<'a>(exchange: &'a Exchange, name: &str) -> Option<&'a str> {
    exchange.fields.get(name)?.as_str().filter(|text| !text.is_empty())
}

/// As [`field`], for one that must be there.
///
/// # Errors
/// [`OAuthError::InvalidRequest`].
pub(super) fn required<'a>(exchange: &'a Exchange, name: &str, problem: &'static str) -> Result<&'a str, OAuthError> {
    field(exchange, name).ok_or(OAuthError::InvalidRequest(problem))
}

/// Client of a request, ready to be authenticated.
///
/// # Errors
/// [`OAuthError::InvalidRequest`], [`OAuthError::InvalidClient`], [`AuthError::Unavailable`].
pub(super) async fn client(exchange: &Exchange) -> Result<ClientRequest<'_>, AuthError> {
    ClientRequest::new(&exchange.app, presented(exchange)?, &exchange.client()).await
}

fn presented(exchange: &Exchange) -> Result<PresentedClient, OAuthError> {
    let (id, secret) = (field(exchange, "client_id"), field(exchange, "client_secret"));
    let (kind, assertion) = (field(exchange, "client_assertion_type"), field(exchange, "client_assertion"));
    if exchange.request.headers.contains_key(AUTHORIZATION) {
        let shown = basic(&exchange.request).ok_or(OAuthError::InvalidClient(CredentialPlace::Header))?;
        let is_only = secret.is_none() && kind.is_none() && assertion.is_none();
        return if is_only && id.is_none_or(|id| id == shown.id.0) { Ok(shown) } else { Err(SEVERAL) };
    }
    match (secret, kind, assertion) {
        (None, Some(JWT_BEARER), Some(assertion)) => {
            let claimed = claimed_client(assertion).ok_or(OAuthError::InvalidClient(CredentialPlace::Body))?;
            let is_one = id.is_none_or(|id| id == claimed.0);
            let proof = PresentedProof::Assertion(Secret::new(assertion.to_owned()));
            if is_one { Ok(PresentedClient { id: claimed, proof }) } else { Err(SEVERAL) }
        }
        (None, Some(_), _) | (None, None, Some(_)) => {
            Err(OAuthError::InvalidRequest("client_assertion and its type jwt-bearer go together"))
        }
        (Some(_), Some(_), _) | (Some(_), _, Some(_)) => Err(SEVERAL),
        (secret, None, None) => {
            let id = id.ok_or(OAuthError::InvalidClient(CredentialPlace::Body))?;
            let place = CredentialPlace::Body;
            let proof = secret.map_or(PresentedProof::Nothing, |secret| PresentedProof::Secret {
                secret: Secret::new(secret.to_owned()),
                place,
            });
            Ok(PresentedClient { id: ClientId(id.to_owned()), proof })
        }
    }
}

/// Credentials of the scheme `Basic`, each form-encoded (RFC 6749 section 2.3.1). Our ids and secrets are of characters
/// that stand for themselves, so that clients that do not encode them are understood too.
pub fn basic(request: &Request) -> Option<PresentedClient> {
    let (scheme, encoded) = request.header(AUTHORIZATION)?.split_once(' ')?;
    let decoded = STANDARD.decode(encoded.trim_matches(' ')).ok().filter(|_| scheme.eq_ignore_ascii_case("basic"))?;
    let text = String::from_utf8(decoded).ok()?;
    let (id, secret) = text.split_once(':')?;
    let (id, secret) = (ClientId(form_decoded(id)?), Secret::new(form_decoded(secret)?));
    Some(PresentedClient { id, proof: PresentedProof::Secret { secret, place: CredentialPlace::Header } })
}

/// `None` for a broken escape.
fn form_decoded(text: &str) -> Option<String> {
    let is_whole = |escape: &str| {
        let mut digits = escape.bytes().take(2);
        digits.len() == 2 && digits.all(|digit| digit.is_ascii_hexdigit())
    };
    if !text.split('%').skip(1).all(is_whole) {
        return None;
    }
    let spaced = text.replace('+', " ");
    percent_decode_str(&spaced).decode_utf8().ok().map(std::borrow::Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_whole_or_refused() {
        for (text, decoded) in [
            ("a-b_C9", Some("a-b_C9")),
            ("a%3Ab%20c+d", Some("a:b c d")),
            ("", Some("")),
            ("100%", None),
            ("%4", None),
            ("%zz", None),
            ("a%4%31", None),
            ("%ff", None),
            ("%é9", None),
        ] {
            assert_eq!(form_decoded(text).as_deref(), decoded, "{text}");
        }
    }
}
