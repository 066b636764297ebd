//! Session tokens: JSON Web Tokens (RFC 7519), HS256 only (RFC 7515, RFC 7518 section 3.2).
//!
//! The algorithm is fixed and not read from the token (RFC 8725 section 3.1): a token is refused unless its header
//! equals, byte for byte, the header that this service writes for one of its keys.

use serde::{Deserialize, Serialize};

use super::base64url;
use super::subkey::Subkey;
use crate::domain::{AccountId, Secret, SessionId, UnixTime};

/// Tolerated lead of the signer's clock, in seconds.
const LEEWAY: i64 = 60;

/// Claims of a session token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SessionClaims {
    /// Issuer: `PUBLIC_URL`.
    pub iss: String,
    /// Account of the session.
    pub sub: AccountId,
    pub sid: SessionId,
    pub iat: UnixTime,
    pub exp: UnixTime,
}

/// Keys that sign and verify session tokens.
pub struct SessionTokenKeys {
    issuer: String,
    current: SessionTokenKey,
    previous: Option<SessionTokenKey>,
}

struct SessionTokenKey {
    /// First segment of every token signed with this key.
    header: String,
    key: Subkey,
}

impl SessionTokenKey {
    fn new(secret: &Secret) -> Self {
        let kid = base64url::encode(Subkey::derive(secret, "sesame session token kid").expose());
        let kid: String = kid.chars().take(16).collect();
        Self {
            header: base64url::encode(format!(r#"{{"alg":"HS256","typ":"JWT","kid":"{kid}"}}"#)),
            key: Subkey::derive(secret, "sesame session token"),
        }
    }
}

impl SessionTokenKeys {
    /// Signs with `current`; verifies with `previous` too. `issuer` is the `iss` of every token.
    pub fn new(issuer: String, current: &Secret, previous: Option<&Secret>) -> Self {
        Self { issuer, current: SessionTokenKey::new(current), previous: previous.map(SessionTokenKey::new) }
    }

    /// Signs a token.
    ///
    /// # Errors
    /// None in practice: the claims are plain text and numbers.
    pub fn sign(
        &self,
        account: &AccountId,
        session: &SessionId,
        now: UnixTime,
        end: UnixTime,
    ) -> Result<String, serde_json::Error> {
        let claims =
            SessionClaims { iss: self.issuer.clone(), sub: account.clone(), sid: session.clone(), iat: now, exp: end };
        let message = format!("{}.{}", self.current.header, base64url::encode(serde_json::to_vec(&claims)?));
        let tag = self.current.key.sign(message.as_bytes());
        Ok(format!("{message}.{}", base64url::encode(tag)))
    }

    /// Claims of a valid token that has not expired; `None` for anything else.
    pub fn verify(&self, token: &str, now: UnixTime) -> Option<SessionClaims> {
        self.verify_signature(token).filter(|claims| now < claims.exp && claims.iat <= now + LEEWAY)
    }

    /// Claims of a valid token, expired or not. Only for ending its session.
    pub fn verify_signature(&self, token: &str) -> Option<SessionClaims> {
        let (message, tag) = token.rsplit_once('.')?;
        let (header, payload) = message.split_once('.')?;
        let key =
            [Some(&self.current), self.previous.as_ref()].into_iter().flatten().find(|key| key.header == header)?;
        if !key.key.verifies(message.as_bytes(), &base64url::decode(tag)?) {
            return None;
        }
        let claims: SessionClaims = serde_json::from_slice(&base64url::decode(payload)?).ok()?;
        (claims.iss == self.issuer).then_some(claims)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: UnixTime = UnixTime(1_700_000_000);

    fn secret(byte: char) -> Secret {
        Secret::new(byte.to_string().repeat(40))
    }

    fn keys(current: char, previous: Option<char>) -> SessionTokenKeys {
        let previous = previous.map(secret);
        SessionTokenKeys::new("https://a.example".into(), &secret(current), previous.as_ref())
    }

    fn token(keys: &SessionTokenKeys) -> String {
        keys.sign(&AccountId("acc".into()), &SessionId("ses".into()), NOW, NOW + 60).expect("signs")
    }

    #[test]
    fn says_what_it_was_made_with() {
        let keys = keys('a', None);
        let claims = keys.verify(&token(&keys), NOW).expect("verifies");
        assert_eq!((claims.sub.0.as_str(), claims.sid.0.as_str(), claims.exp), ("acc", "ses", NOW + 60));
    }

    #[test]
    fn ends_at_its_end_and_does_not_begin_in_the_future() {
        let keys = keys('a', None);
        let token = token(&keys);
        assert!(keys.verify(&token, NOW + 59).is_some());
        assert!(keys.verify(&token, NOW + 60).is_none());
        assert!(keys.verify(&token, NOW + -60).is_some());
        assert!(keys.verify(&token, NOW + -61).is_none());
        assert!(keys.verify_signature(&token).is_some());
    }

    #[test]
    fn a_rotated_key_verifies_until_it_is_removed() {
        let old = token(&keys('a', None));
        assert!(keys('b', Some('a')).verify(&old, NOW).is_some());
        assert!(keys('b', None).verify(&old, NOW).is_none());
        assert!(keys('a', None).verify(&token(&keys('b', Some('a'))), NOW).is_none());
    }

    #[test]
    fn another_issuer_with_the_same_key_is_refused() {
        let other = SessionTokenKeys::new("https://b.example".into(), &secret('a'), None);
        assert!(keys('a', None).verify(&token(&other), NOW).is_none());
    }

    #[test]
    fn every_changed_character_is_refused() {
        let keys = keys('a', None);
        let token = token(&keys);
        for at in 0..token.len() {
            for other in ['A', 'B', '.', '=', '!', ' '] {
                let mut changed: Vec<char> = token.chars().collect();
                if changed[at] == other {
                    continue;
                }
                changed[at] = other;
                let changed: String = changed.into_iter().collect();
                assert!(keys.verify(&changed, NOW).is_none(), "{changed}");
            }
        }
        for changed in [
            format!("{token}="),
            format!("{token}."),
            format!(" {token}"),
            token.replace('.', ""),
            String::new(),
            "..".into(),
        ] {
            assert!(keys.verify(&changed, NOW).is_none(), "{changed}");
        }
    }

    #[test]
    fn the_published_example_of_the_mac_holds() {
        // RFC 4231 section 4.3, test case 2.
        use hmac::{Hmac, KeyInit, Mac};
        let mut mac = Hmac::<sha2::Sha256>::new_from_slice(b"Jefe").expect("a key");
        mac.update(b"what do ya want for nothing?");
        let tag: [u8; 32] = mac.finalize().into_bytes().into();
        assert_eq!(tag[..4], [0x5b, 0xdc, 0xc1, 0x46]);
    }
}
