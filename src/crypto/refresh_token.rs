//! Refresh tokens: `rt.<session id>.<256 bits in base64url>`, rotated at every use (RFC 9700 section 4.14.2).
//!
//! A successor is computed from the token it follows, so that two refreshes racing from one client agree on it and
//! none has to be stored in clear to be handed out twice.

use super::base64url;
use super::subkey::{Subkey, fingerprint};
use crate::domain::{Secret, SessionId};

const PREFIX: &str = "rt";
const LABEL: &str = "sesame refresh token";

/// A refresh token, as the client holds it.
#[derive(Clone)]
pub struct RefreshToken {
    text: Secret,
    session: SessionId,
}

impl RefreshToken {
    fn from_bytes(session: &SessionId, bytes: [u8; 32]) -> Self {
        let text = Secret::new(format!("{PREFIX}.{}.{}", session.0, base64url::encode(bytes)));
        Self { text, session: session.clone() }
    }

    /// The first token of a session, from 256 random bits.
    pub fn first(session: &SessionId, random: [u8; 32]) -> Self {
        Self::from_bytes(session, random)
    }

    /// Reads what a client sent; `None` if it has not the form.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('.');
        let (prefix, session, random) = (parts.next()?, parts.next()?, parts.next()?);
        let formed = prefix == PREFIX
            && parts.next().is_none()
            && uuid::Uuid::try_parse(session).is_ok_and(|id| id.to_string() == session)
            && base64url::decode(random).is_some_and(|bytes| bytes.len() == 32);
        formed.then(|| Self { text: Secret::new(text.to_owned()), session: SessionId(session.to_owned()) })
    }

    /// The session it says it belongs to.
    pub fn session(&self) -> &SessionId {
        &self.session
    }

    /// The text for the client.
    pub fn expose(&self) -> &str {
        self.text.expose()
    }

    /// What is stored.
    pub fn fingerprint(&self) -> String {
        fingerprint(self.expose())
    }
}

/// The keys successors are computed with.
pub struct RefreshTokenKeys {
    current: Subkey,
    previous: Option<Subkey>,
}

impl RefreshTokenKeys {
    /// Computes with `current`; recognises what `previous` computed.
    pub fn new(current: &Secret, previous: Option<&Secret>) -> Self {
        let derive = |secret| Subkey::derive(secret, LABEL);
        Self { current: derive(current), previous: previous.map(derive) }
    }

    /// The successor of a token; where an earlier refresh stored one, pass its fingerprint to find that very one, even
    /// if the key was rotated in between.
    pub fn successor(&self, token: &RefreshToken) -> RefreshToken {
        Self::compute(&self.current, token)
    }

    /// The successor with this fingerprint, under whichever key made it.
    pub fn successor_stored_as(&self, token: &RefreshToken, stored: &str) -> Option<RefreshToken> {
        [Some(&self.current), self.previous.as_ref()]
            .into_iter()
            .flatten()
            .map(|key| Self::compute(key, token))
            .find(|successor| successor.fingerprint() == stored)
    }

    fn compute(key: &Subkey, token: &RefreshToken) -> RefreshToken {
        let bytes = key.mac(&[token.session.0.as_bytes(), token.expose().as_bytes()]);
        RefreshToken::from_bytes(&token.session, bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SESSION: &str = "45314ce9-74c8-48dd-9094-0bcf980f335b";

    fn token() -> RefreshToken {
        RefreshToken::first(&SessionId(SESSION.into()), [7; 32])
    }

    fn keys(current: &str, previous: Option<&str>) -> RefreshTokenKeys {
        let secret = |text: &str| Secret::new(text.repeat(32));
        let previous = previous.map(secret);
        RefreshTokenKeys::new(&secret(current), previous.as_ref())
    }

    #[test]
    fn reads_what_it_wrote_and_nothing_else() {
        let parsed = RefreshToken::parse(token().expose()).expect("parses");
        assert_eq!(parsed.session().0, SESSION);
        assert_eq!(parsed.fingerprint(), token().fingerprint());
        let text = token().expose().to_owned();
        for other in [
            "",
            "rt",
            "rt..",
            &text[1..],
            &format!("{text}."),
            &format!("{text}A"),
            &text.to_uppercase(),
            &text.replace("rt.", "st."),
        ] {
            assert!(RefreshToken::parse(other).is_none(), "{other}");
        }
    }

    #[test]
    fn racing_refreshes_agree_on_the_successor() {
        let keys = keys("a", None);
        assert_eq!(keys.successor(&token()).expose(), keys.successor(&token()).expose());
        assert_ne!(keys.successor(&token()).expose(), token().expose());
        assert_ne!(keys.successor(&keys.successor(&token())).expose(), keys.successor(&token()).expose());
    }

    #[test]
    fn a_successor_is_found_again_after_a_key_rotation() {
        let stored = keys("a", None).successor(&token()).fingerprint();
        assert!(keys("b", Some("a")).successor_stored_as(&token(), &stored).is_some());
        assert!(keys("b", None).successor_stored_as(&token(), &stored).is_none());
    }
}
