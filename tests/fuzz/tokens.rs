//! Session tokens, refresh tokens, backup codes, sealed boxes, and providers' tokens and keys.

use proptest::prelude::*;
use sesame::crypto::backup_code::BackupCode;
use sesame::crypto::id_token::{Expected, verify};
use sesame::crypto::jwks::Jwks;
use sesame::crypto::refresh_token::{ComputedToken, Generation, PresentedToken, RefreshSeed, RefreshTokenKeys};
use sesame::crypto::sealed::Sealer;
use sesame::crypto::session_token::SessionTokenKeys;
use sesame::domain::{AccountId, Secret, SessionId, UnixTime};

const NOW: UnixTime = UnixTime(1_700_000_000);
const PURPOSE: &str = "totp secret";

fn keys() -> SessionTokenKeys {
    SessionTokenKeys::new("https://a.example".into(), &Secret::new("a".repeat(40)), None)
}

fn sealer() -> Sealer {
    Sealer::new(&[(3, Secret::new("b".repeat(40))), (1, Secret::new("a".repeat(40)))])
}

fn refresh_tokens() -> RefreshTokenKeys<SessionId> {
    RefreshTokenKeys::new(&[(3, Secret::new("b".repeat(40))), (1, Secret::new("a".repeat(40)))])
}

/// Text with some characters replaced, removed or inserted.
fn mangled(text: &str, changes: &[(prop::sample::Index, Option<char>, bool)]) -> String {
    let mut characters: Vec<char> = text.chars().collect();
    for (index, replacement, inserts) in changes {
        if characters.is_empty() {
            break;
        }
        let at = index.index(characters.len());
        match replacement {
            Some(character) if *inserts => characters.insert(at, *character),
            Some(character) => characters[at] = *character,
            None => drop(characters.remove(at)),
        }
    }
    characters.into_iter().collect()
}

fn changes() -> impl Strategy<Value = Vec<(prop::sample::Index, Option<char>, bool)>> {
    let character = prop::option::of(prop_oneof![prop::char::range('-', 'z'), any::<char>()]);
    prop::collection::vec((any::<prop::sample::Index>(), character, any::<bool>()), 1..4)
}

proptest! {
    #[test]
    fn only_the_signed_session_token_verifies(account: String, session: String, changes in changes()) {
        let (account, session) = (AccountId(account), SessionId(session));
        let token = keys().sign(&account, &session, NOW, NOW + 60).expect("signs");
        let claims = keys().verify(&token, NOW).expect("verifies");
        prop_assert_eq!((claims.sub, claims.sid), (account, session));
        let other = mangled(&token, &changes);
        prop_assert_eq!(keys().verify(&other, NOW).is_some(), other == token);
    }

    #[test]
    fn any_text_is_no_session_token(text: String, parts in "[A-Za-z0-9_-]{0,40}\\.[A-Za-z0-9_-]{0,40}\\.[A-Za-z0-9_-]{0,43}") {
        prop_assert!(keys().verify(&text, NOW).is_none());
        prop_assert!(keys().verify_signature(&parts).is_none());
    }

    #[test]
    fn a_refresh_token_has_one_spelling(session: [u8; 16], seed: [u8; 32], number in 1..=i64::MAX, changes in changes()) {
        let session = SessionId(uuid::Uuid::from_bytes(session).to_string());
        let generation = Generation { holder: session, number, seed: RefreshSeed::from_random(seed) };
        let token = refresh_tokens().compute(&generation).expect("a key");
        let read = refresh_tokens().read(token.expose());
        prop_assert_eq!(read, Some(PresentedToken::Computed(ComputedToken { generation, key_version: 3 })));
        let other = mangled(token.expose(), &changes);
        if let Some(PresentedToken::Computed(_)) = refresh_tokens().read(&other) {
            prop_assert_eq!(other.as_str(), token.expose());
        }
    }

    #[test]
    fn any_text_is_no_computed_refresh_token(text: String, near in "(rt)?\\.?[0-9]{0,2}\\.?[0-9a-fA-F{}-]{0,38}\\.?[0-9+-]{0,4}\\.?[A-Za-z0-9_=-]{0,90}") {
        for text in [text, near] {
            let is_computed = matches!(refresh_tokens().read(&text), Some(PresentedToken::Computed(_)));
            prop_assert!(!is_computed);
        }
    }

    #[test]
    fn a_sealed_box_opens_as_it_was_sealed_and_no_other_does(plain: Vec<u8>, account: String, nonce: [u8; 24], changes in changes()) {
        let text = sealer().seal(PURPOSE, &account, &plain, nonce).expect("seals");
        let opened = sealer().open(PURPOSE, &account, &text).expect("opens");
        prop_assert_eq!(opened.plaintext.as_slice(), plain.as_slice());
        let other = mangled(&text, &changes);
        prop_assert_eq!(sealer().open(PURPOSE, &account, &other).is_some(), other == text);
        let neighbour = account + "x";
        prop_assert!(sealer().open(PURPOSE, &neighbour, &text).is_none());
    }

    #[test]
    fn any_text_is_no_sealed_box(text: String, near in "[0-9]{1,2}\\.[A-Za-z0-9_-]{0,80}") {
        let account = "ann";
        prop_assert!(sealer().open(PURPOSE, account, &text).is_none());
        prop_assert!(sealer().open(PURPOSE, account, &near).is_none());
    }

    #[test]
    fn a_backup_code_is_read_in_one_form(typed: String, near in "[0-9A-Za-z -]{0,24}") {
        for typed in [typed, near] {
            if let Some(code) = BackupCode::parse(&typed) {
                let again = BackupCode::parse(code.expose()).expect("its own form");
                prop_assert_eq!(again.expose(), code.expose());
            }
        }
    }

    #[test]
    fn keys_and_tokens_of_providers_are_read_or_refused(json: Vec<u8>, token: String, kid in "[a-z0-9]{0,4}", n in "[A-Za-z0-9_-]{0,400}") {
        let _ = Jwks::parse(&json).is_ok();
        let written = format!(r#"{{"keys":[{{"kty":"RSA","use":"sig","alg":"RS256","kid":"{kid}","n":"{n}","e":"AQAB"}}]}}"#);
        if let Ok(keys) = Jwks::parse(written.as_bytes()) {
            let expected = Expected { issuers: &["https://i.example"], client_id: "us", nonce: "n" };
            prop_assert!(verify(&token, &keys, &expected, NOW).is_err());
            let near = format!("{token}.{n}.{n}");
            prop_assert!(verify(&near, &keys, &expected, NOW).is_err());
        }
    }
}
