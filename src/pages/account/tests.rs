//! HTML of the pages: complete, in both languages, with any name of a person or device.

mod forms;
mod site;

use super::notice::AccountNotice;
use super::page::{Said, render};
use super::site::{AccountPage, AccountSection};
use super::standing::AccountStanding;
use crate::config::tests::with;
use crate::domain::client_metadata::ClientId;
use crate::domain::event::{Event, EventKind};
use crate::domain::first_proof::{EarlierSetup, RemovedSetup};
use crate::domain::passkey::Passkey;
use crate::domain::session::Aal;
use crate::domain::{
    Account, AccountId, EventId, IdentityId, Language, PasskeyId, Scopes, Session, SessionId, SessionMethod, UnixTime,
};
use crate::flows::account::overview::{AccountOverview, PendingAddress};
use crate::look::tests::look;
use crate::pages::copy::Copy;
use crate::pages::ui::{Problem, Refusal};
use crate::store::batches::applications::Application;
use crate::store::tables::identities::ListedIdentity;

const LANGUAGES: [Language; 2] = [Language::English, Language::French];
const SETTINGS: [(&str, &str); 5] = [
    ("PUBLIC_URL", "https://auth.acme.test"),
    ("MAIL_TRANSPORT", "send_email"),
    ("MAIL_FROM", "auth@acme.test"),
    ("GITHUB_CLIENT_ID", "id"),
    ("GITHUB_CLIENT_SECRET", "secret"),
];
const HOSTILE: [&str; 5] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' autofocus onfocus='x",
    "a\r\nb\n\nc",
    "\u{202e}gnp\u{2066}\u{200b}",
];

/// Person with one of everything, each named `text`.
struct AccountOnPage {
    account: Account,
    overview: AccountOverview,
}

impl AccountOnPage {
    fn called(text: &str) -> Self {
        let (own, some, now) = (|| text.to_owned(), || Some(text.to_owned()), UnixTime(0));
        let session = |id: &str| Session {
            id: SessionId(id.to_owned()),
            account_id: AccountId("account".to_owned()),
            method: SessionMethod::Password,
            platform: own(),
            place: some(),
            created_at: now,
            authenticated_at: Some(now),
            last_used_at: now,
            ends_at: now,
            aal: Aal::One,
            sid_seed: None,
            is_bare_sign_up: false,
        };
        let account = Account {
            id: AccountId("account".to_owned()),
            email: some(),
            email_proven: true,
            email_verified: true,
            unattached_email: None,
            username: some(),
            name: some(),
            image: some(),
            made_by: own(),
            made_from: some(),
            created_at: now,
            domain_bound: false,
            second_factor: true,
            disabling: None,
            removed: Some(RemovedSetup {
                at: now,
                setup: EarlierSetup { password: 1, sessions: 2, ..EarlierSetup::default() },
            }),
        };
        let overview = AccountOverview {
            has_password: true,
            backup_codes: 7,
            pending_address: Some(PendingAddress { address: own(), awaits_approval: true, has_code: false }),
            sessions: vec![session("this"), session("other")],
            paired: vec![SessionId("other".to_owned())],
            passkeys: vec![Passkey {
                id: PasskeyId("passkey".to_owned()),
                name: own(),
                created_at: now,
                last_used_at: None,
            }],
            identities: vec![ListedIdentity {
                id: IdentityId("identity".to_owned()),
                provider: own(),
                email: some(),
                created_at: now,
            }],
            applications: vec![Application {
                client: ClientId("client".to_owned()),
                name: some(),
                allowed: vec![(some(), Scopes::parse("openid orders:read").expect("scopes"))],
                allowed_at: now,
                last_used_at: now,
            }],
            events: vec![Event {
                id: EventId("event".to_owned()),
                kind: EventKind::PasskeyAdded,
                detail: some(),
                session_id: Some(SessionId("this".to_owned())),
                platform: some(),
                place: some(),
                address: some(),
                at: now,
                act: None,
            }],
            has_older_events: false,
        };
        Self { account, overview }
    }

    /// Every page, one after the other.
    fn pages(&self, language: Language, is_fresh: bool) -> String {
        let pages = AccountPage::ALL.iter().map(|page| self.html(*page, language, is_fresh, &Said::default()));
        pages.map(|html| body(&html).to_owned()).collect()
    }

    fn html(&self, page: AccountPage, language: Language, is_fresh: bool, said: &Said<'_>) -> String {
        let session = SessionId("this".to_owned());
        let config = with(&SETTINGS).expect("good settings");
        let standing = AccountStanding {
            copy: Copy::of(language),
            config: &config,
            onward: None,
            account: &self.account,
            overview: &self.overview,
            before: None,
            session: &session,
            is_fresh,
            now: UnixTime(60),
        };
        render(&standing, page, &look(&[]), said).0
    }
}

/// Error of a form in English.
fn refusal<'a>(
    action: &'a str,
    problem: Problem,
    typed: &'a serde_json::Map<String, serde_json::Value>,
) -> Refusal<'a> {
    Refusal { action, problem, text: (Copy::of(Language::English).problem)(problem).into(), typed }
}

/// Persons with and without a password, an address and a second factor, and one with nothing at all.
fn everybody(text: &str) -> Vec<AccountOnPage> {
    let whole = || AccountOnPage::called(text);
    let mut without_password = whole();
    without_password.overview.has_password = false;
    let mut unproven = whole();
    unproven.account.email_proven = false;
    unproven.account.email_verified = false;
    let mut plain = whole();
    plain.account.second_factor = false;
    let mut bare = whole();
    bare.account = Account {
        email: None,
        email_proven: false,
        email_verified: false,
        name: None,
        image: None,
        second_factor: false,
        removed: None,
        ..bare.account
    };
    bare.overview = AccountOverview::default();
    vec![whole(), without_password, unproven, plain, bare]
}

/// Body of the page, without the parts that every page has.
fn body(html: &str) -> &str {
    html.split("<main").nth(1).expect("a main part")
}

/// Values of an attribute, in order.
fn values<'a>(html: &'a str, attribute: &str) -> Vec<&'a str> {
    html.split(&format!(" {attribute}=\"")).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

#[test]
fn names_never_become_markup() {
    for (text, language) in HOSTILE.into_iter().flat_map(|text| LANGUAGES.map(|language| (text, language))) {
        let typed = serde_json::json!({ "name": text, "email": text, "username": text, "image": text });
        let refusal = |action| Refusal {
            action,
            problem: Problem::NoName,
            text: "x".into(),
            typed: typed.as_object().expect("fields"),
        };
        for (hostile, plain) in everybody(text).iter().zip(everybody("Ada")) {
            for (page, action) in AccountPage::ALL
                .iter()
                .flat_map(|page| ["/account/profile", "/account/email"].map(|action| (*page, action)))
            {
                let said = || Said { refusal: Some(refusal(action)), ..Said::default() };
                let is_fresh = action == "/account/profile";
                let [hostile, plain] = [hostile, &plain].map(|person| person.html(page, language, is_fresh, &said()));
                for mark in ['<', '>', '"', '\''] {
                    let count = |html: &str| html.matches(mark).count();
                    assert_eq!(count(&hostile), count(&plain), "{mark} in {hostile}");
                }
                let values = ["<dd dir=\"auto\">", "<bdi>", "<q dir=\"auto\">"]
                    .into_iter()
                    .flat_map(|tag| hostile.split(tag).skip(1).filter_map(|rest| rest.split("</").next()));
                for value in values {
                    assert!(!value.contains(['\r', '\n', '\u{202e}', '\u{2066}', '\u{200b}']), "{value:?}");
                }
            }
        }
    }
}

#[test]
fn ids_are_unique_and_every_id_that_is_named_exists() {
    let nothing = serde_json::Map::new();
    for (person, page) in
        everybody("Ada").iter().flat_map(|person| AccountPage::ALL.iter().map(move |page| (person, *page)))
    {
        for is_fresh in [true, false] {
            let refusal = || refusal("/account/profile", Problem::UsernameTaken, &nothing);
            let said = Said { refusal: Some(refusal()), ..Said::default() };
            let html = person.html(page, Language::English, is_fresh, &said);
            let mut ids = values(body(&html), "id");
            for named in
                ["for", "aria-describedby", "aria-labelledby"].map(|attribute| values(body(&html), attribute)).concat()
            {
                for id in named.split_whitespace() {
                    assert_eq!(ids.iter().filter(|known| *known == &id).count(), 1, "{id}");
                }
            }
            let all = ids.len();
            ids.sort_unstable();
            ids.dedup();
            assert_eq!(ids.len(), all, "{ids:?}");
            assert_eq!(html.matches("<h1").count(), 1);
            assert_eq!(html.matches(" autofocus").count(), 1, "the first thing to look at");
        }
    }
}

#[test]
fn every_heading_and_label_is_translated() {
    let person = AccountOnPage::called("Ada");
    let [english, french] = LANGUAGES.map(|language| person.pages(language, false));
    for tag in ["<h1>", "<h2 ", "<summary>", "<button ", "<label ", "<dt>"] {
        let texts = |html: &str| {
            html.split(tag)
                .skip(1)
                .map(|rest| {
                    rest.split('<').next().unwrap_or_default().rsplit('>').next().unwrap_or_default().to_owned()
                })
                .collect::<Vec<_>>()
        };
        let same: Vec<_> = texts(&english).into_iter().zip(texts(&french)).filter(|(a, b)| a == b).collect();
        assert!(same.iter().all(|(text, _)| ["Code", "Applications"].contains(&text.trim())), "{tag} {same:?}");
    }
    assert!(!english.to_lowercase().contains("e-mail"), "spelled \"email\": {english}");
}
