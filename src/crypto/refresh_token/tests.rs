//! Refresh tokens as they are computed and verified.

use super::*;

const SESSION: &str = "45314ce9-74c8-48dd-9094-0bcf980f335b";

fn generation(number: i64) -> Generation<SessionId> {
    Generation { holder: SessionId(SESSION.into()), number, seed: RefreshSeed::from_random([7; BYTES]) }
}

fn keys<H: Holder>(secrets: &[(i64, &str)]) -> RefreshTokenKeys<H> {
    let secrets: Vec<_> = secrets.iter().map(|(version, text)| (*version, Secret::new(text.repeat(32)))).collect();
    RefreshTokenKeys::new(&secrets)
}

fn text<H: Holder>(keys: &RefreshTokenKeys<H>, generation: &Generation<H>) -> String {
    keys.compute(generation).expect("a key").expose().to_owned()
}

#[test]
fn a_token_reads_back_as_what_it_was_computed_from() {
    let keys = keys(&[(3, "a")]);
    for number in [1, 2, i64::MAX] {
        let read = keys.read(&text(&keys, &generation(number)));
        assert_eq!(
            read,
            Some(PresentedToken::Computed(ComputedToken { generation: generation(number), key_version: 3 }))
        );
    }
}

#[test]
fn racing_refreshes_agree_and_nothing_else_is_alike() {
    let keys = keys(&[(1, "a")]);
    let first = text(&keys, &generation(1));
    assert_eq!(first, text(&keys, &generation(1)));
    let other_seed = Generation { seed: RefreshSeed::from_random([8; BYTES]), ..generation(1) };
    for other in [generation(2), other_seed] {
        let other = text(&keys, &other);
        assert_ne!(first[first.len() - 86..first.len() - 43], other[other.len() - 86..other.len() - 43]);
        assert_ne!(first[first.len() - 43..], other[other.len() - 43..], "the same seed is not to be seen");
    }
    assert!(!first.contains(&generation(1).seed.to_stored()));
}

#[test]
fn a_changed_token_is_refused() {
    let keys = keys(&[(1, "a"), (2, "b")]);
    let good = text(&keys, &generation(5));
    let end = &good[good.rfind('.').expect("a body")..];
    for other in [
        good.replace("rt.1.", "rt.2."),
        good.replace("rt.1.", "rt.3."),
        good.replace("rt.1.", "rt.01."),
        good.replace(".5.", ".6."),
        good.replace(".5.", ".05."),
        good.replace(".5.", ".+5."),
        good.replace("45314ce9", "45314ce8"),
        good.replace("45314ce9", "45314CE9"),
        good.replace("rt.", "st."),
        format!("{good}."),
        format!("{good}A"),
        format!("rt.1.{SESSION}.5{}", end.to_uppercase()),
        format!("rt.1.{SESSION}.5.{}", &end[1..44]),
        String::new(),
        "rt".into(),
        "rt....".into(),
    ] {
        assert_eq!(keys.read(&other), None, "{other}");
    }
    assert!(keys.read(&good).is_some());
}

#[test]
fn a_token_is_good_while_its_key_is_there_and_the_next_is_computed_under_the_newest() {
    let old = text(&keys(&[(1, "a")]), &generation(5));
    let rotated = keys(&[(2, "b"), (1, "a")]);
    assert_eq!(
        rotated.read(&old),
        Some(PresentedToken::Computed(ComputedToken { generation: generation(5), key_version: 1 }))
    );
    assert!(text(&rotated, &generation(6)).starts_with("rt.2."));
    assert_eq!(keys(&[(2, "b")]).read(&old), None);
    assert_eq!(keys(&[(1, "b")]).read(&old), None);
}

#[test]
fn a_token_of_one_kind_of_holder_is_none_of_the_other() {
    let (sessions, grants) = (keys::<SessionId>(&[(1, "a")]), keys::<GrantId>(&[(1, "a")]));
    let of_session = text(&sessions, &generation(1));
    let Generation { number, seed, .. } = generation(1);
    let of_grant = text(&grants, &Generation { holder: GrantId(SESSION.into()), number, seed });
    assert!(of_grant.starts_with("gt.1.") && grants.read_computed(&of_grant).is_some());
    for (text, other) in [(&of_session, "rt"), (&of_grant, "gt")] {
        let renamed = [if other == "rt" { "gt" } else { "rt" }, &text[2..]].concat();
        for text in [text, &renamed] {
            let (is_sessions, is_grants) = (sessions.read(text).is_some(), grants.read_computed(text).is_some());
            assert_eq!((is_sessions, is_grants), (*text == of_session, *text == of_grant), "{text}");
        }
    }
}

#[test]
fn the_form_before_is_read_and_nothing_near_it() {
    let keys = keys(&[(1, "a")]);
    let former = format!("rt.{SESSION}.{}", base64url::encode([7; BYTES]));
    let read = keys.read(&former).expect("reads");
    assert_eq!(read, PresentedToken::Former { session: SessionId(SESSION.into()), fingerprint: fingerprint(&former) });
    for other in [&former[1..], &format!("{former}."), &format!("{former}A"), &former.to_uppercase(), "rt.."] {
        assert_eq!(keys.read(other), None, "{other}");
    }
}

#[test]
fn a_seed_is_stored_in_one_form_and_never_printed() {
    let seed = generation(1).seed;
    assert_eq!(RefreshSeed::parse(&seed.to_stored()), Some(seed.clone()));
    assert_eq!(RefreshSeed::parse("short"), None);
    assert_eq!(format!("{seed:?}"), "RefreshSeed(…)");
}
