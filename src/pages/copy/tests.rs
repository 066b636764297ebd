//! Every language has every text, and texts of its own.

use std::fs;
use std::path::{Path, PathBuf};

use super::*;
use crate::domain::{SessionMethod, texts};
use crate::pages::account::AccountNotice;

/// Language of all texts with which one is compared.
const ORIGINAL: &Copy = &en::COPY;
const LANGUAGES: [&Copy; 2] = [ORIGINAL, &fr::COPY];

/// Texts that may be the same in two languages.
const SHARED: [&str; 5] =
    ["common.code", "account.pages.applications", "console.sessions", "console.clients", "console.invitations"];

/// Methods of signing in.
const METHODS: [SessionMethod; 6] = [
    SessionMethod::Password,
    SessionMethod::MagicLink,
    SessionMethod::Login,
    SessionMethod::Pairing,
    SessionMethod::Passkey,
    SessionMethod::Identity,
];

/// Texts with the names of their rooms. A new room does not compile until it is listed.
fn texts(copy: &Copy) -> Vec<(String, String)> {
    let Copy {
        language: _,
        common,
        scripted,
        entrances,
        welcome,
        links,
        approvals,
        authorization,
        recovery,
        outcomes,
        account,
        mailbox,
        reference,
        console,
        problem,
        done,
        failed,
        event,
        role,
        method,
    } = copy;
    let rooms = [
        ("common", common.named()),
        ("scripted", scripted.named()),
        ("entrances", entrances.named()),
        ("welcome", welcome.named()),
        ("links", links.named()),
        ("approvals", approvals.named()),
        ("authorization", authorization.named()),
        ("recovery", recovery.named()),
        ("outcomes", outcomes.named()),
        ("mailbox", mailbox.named()),
        ("reference", reference.named()),
        ("console", console.named()),
    ];
    let named = |room: &str, texts: Vec<(&str, &str)>| -> Vec<(String, String)> {
        texts.into_iter().map(|(name, text)| (format!("{room}.{name}"), text.to_owned())).collect()
    };
    let mut all: Vec<_> =
        rooms.into_iter().chain(account_rooms(account)).flat_map(|(room, texts)| named(room, texts)).collect();
    all.extend(Problem::ALL.iter().map(|one| (format!("problem {one:?}"), problem(*one).to_owned())));
    all.extend(AccountNotice::ALL.iter().map(|one| (format!("notice {one:?}"), (account.notice)(*one).to_owned())));
    all.extend(EventKind::ALL.iter().map(|one| (format!("event {one:?}"), event(*one).to_owned())));
    all.extend(Role::ALL.map(|one| (format!("role {one:?}"), role(one).to_owned())));
    all.extend(METHODS.map(|one| (format!("method {one:?}"), method(one.as_str()).unwrap_or_default().to_owned())));
    let pages = DonePage::ALL.iter().map(|one| (format!("done {one:?}"), done(*one)));
    for (name, MessagePage { title, lead }) in
        pages.chain(FailurePage::ALL.iter().map(|one| (format!("failed {one:?}"), failed(*one))))
    {
        all.extend([(format!("{name}, title"), title.to_owned()), (format!("{name}, lead"), lead.to_owned())]);
    }
    all
}

/// Rooms of the account page. A new one does not compile until it is listed.
fn account_rooms(account: &AccountCopy) -> Vec<(&'static str, Vec<(&'static str, &'static str)>)> {
    let AccountCopy {
        pages,
        proof,
        profile,
        email,
        password,
        protection,
        passkeys,
        two_factor,
        identities,
        devices,
        applications,
        activity,
        data,
        removed,
        second_factor,
        notice: _,
    } = account;
    vec![
        ("account.pages", pages.named()),
        ("account.proof", proof.named()),
        ("account.profile", profile.named()),
        ("account.email", email.named()),
        ("account.password", password.named()),
        ("account.protection", protection.named()),
        ("account.passkeys", passkeys.named()),
        ("account.two_factor", two_factor.named()),
        ("account.identities", identities.named()),
        ("account.devices", devices.named()),
        ("account.applications", applications.named()),
        ("account.activity", activity.named()),
        ("account.data", data.named()),
        ("account.removed", removed.named()),
        ("account.second_factor", second_factor.named()),
    ]
}

/// Names of the texts that a language still lacks.
fn missing(copy: &Copy) -> Vec<String> {
    let (texts, original) = (texts(copy), texts(ORIGINAL));
    texts::missing(&texts, &original, &SHARED).into_iter().map(str::to_owned).collect()
}

#[test]
fn every_language_has_every_text() {
    for copy in LANGUAGES.into_iter().skip(1) {
        assert_eq!(missing(copy), Vec::<String>::new(), "{:?}", copy.language);
    }
    assert!(texts(ORIGINAL).iter().all(|(_, text)| !text.trim().is_empty()));
}

/// Written with U+2011, at which no line breaks. Mails, which are read as plain text too, keep the ordinary hyphen.
#[test]
fn no_line_of_a_french_page_breaks_within_e_mail() {
    let texts = texts(&fr::COPY);
    let breaking = texts.iter().filter(|(_, text)| text.to_lowercase().contains("e-mail"));
    assert_eq!(breaking.collect::<Vec<_>>(), Vec::<&(String, String)>::new());
    assert!(texts.iter().any(|(_, text)| text.contains("e\u{2011}mail")));
}

/// A third language begins as the original, and is translated room by room.
#[test]
fn an_unfinished_language_is_told_what_it_lacks() {
    let begun = Copy { reference: fr::COPY.reference, done: fr::COPY.done, ..en::COPY };
    let missing = missing(&begun);
    let all: Vec<String> = texts(ORIGINAL).into_iter().map(|(name, _)| name).collect();
    let translated = |name: &&String| name.starts_with("reference.") || name.starts_with("done ");
    let expected: Vec<&String> =
        all.iter().filter(|name| !translated(name) && !SHARED.contains(&name.as_str())).collect();
    assert_eq!(missing.iter().collect::<Vec<_>>(), expected);
    assert!(missing.contains(&"entrances.password".to_owned()) && missing.contains(&"problem NoEmail".to_owned()));
}

#[test]
fn each_event_has_a_title_of_its_own() {
    for copy in LANGUAGES {
        let titles: std::collections::BTreeSet<_> = EventKind::ALL.iter().map(|kind| (copy.event)(*kind)).collect();
        assert_eq!(titles.len(), EventKind::ALL.len(), "{:?}", copy.language);
    }
}

/// Files below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

#[test]
fn no_page_or_mail_chooses_between_languages_itself() {
    let choice = concat!(".pi", "ck(");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let all = ["src/pages", "src/mail", "src/facts", "templates"].map(|folder| files(&root.join(folder))).concat();
    assert!(all.len() > 80, "{}", all.len());
    let choosing = all.into_iter().filter(|path| fs::read_to_string(path).is_ok_and(|text| text.contains(choice)));
    assert_eq!(choosing.collect::<Vec<_>>(), Vec::<PathBuf>::new());
}
