//! Pages of the site, and the sections and notices of each.

use super::*;

#[test]
fn every_section_is_on_its_page_alone() {
    let sections: Vec<&str> = AccountSection::ALL.iter().map(|section| section.id()).collect();
    let mut seen = Vec::new();
    for page in AccountPage::ALL.iter().copied() {
        let of_page = |person: AccountOnPage| {
            let html = person.html(page, Language::English, true, &Said::default());
            let of_sections = body(&html).split("<section").skip(1).filter_map(|section| section.split('>').next());
            let ids = of_sections.flat_map(|start| values(start, "id"));
            ids.filter(|id| sections.contains(id)).map(str::to_owned).collect()
        };
        let mut shown: Vec<String> =
            everybody("Ada").into_iter().flat_map(|person| -> Vec<String> { of_page(person) }).collect();
        shown.sort_unstable();
        shown.dedup();
        let mut expected: Vec<&str> =
            AccountSection::ALL.iter().filter(|section| section.page() == page).map(|section| section.id()).collect();
        expected.sort_unstable();
        assert_eq!(shown, expected, "{page:?}");
        seen.extend(shown);
    }
    assert_eq!(seen.len(), sections.len());
}

#[test]
fn the_navigation_names_the_page_that_is_shown() {
    for page in AccountPage::ALL.iter().copied() {
        let html = AccountOnPage::called("Ada").html(page, Language::English, true, &Said::default());
        let nav = body(&html).split("<nav").nth(1).and_then(|rest| rest.split("</nav>").next()).expect("navigation");
        assert_eq!(values(nav, "href"), AccountPage::ALL.iter().map(|page| page.path()).collect::<Vec<_>>());
        assert!(nav.contains(&format!("href=\"{}\" aria-current=\"page\"", page.path())), "{nav}");
        assert_eq!(nav.matches("aria-current").count(), 1);
        let back = format!("name=\"returnTo\" value=\"{}\"", page.path());
        assert!(html.contains(&back), "the other language leads back: {back}");
    }
}

#[test]
fn a_fragment_of_the_former_page_is_a_link_to_where_it_is_now() {
    for page in AccountPage::ALL.iter().copied() {
        let html = AccountOnPage::called("Ada").html(page, Language::English, true, &Said::default());
        let nav = body(&html).split("<nav").nth(1).and_then(|rest| rest.split("</nav>").next()).expect("navigation");
        let is_overview = page == AccountPage::Overview;
        assert_eq!(html.contains("location.replace"), is_overview, "{page:?}");
        for (fragment, path) in [
            ("passkeys", "/account/security"),
            ("two-factor", "/account/security"),
            ("identities", "/account/security"),
            ("change-password", "/account/security"),
            ("devices", "/account/devices"),
            ("sessions", "/account/devices"),
            ("applications", "/account/applications"),
            ("activity", "/account/activity"),
            ("data", "/account/data"),
            ("delete", "/account/data"),
        ] {
            let link = nav.split("<a ").find(|link| link.contains(&format!("<span id=\"{fragment}\">")));
            let leads = link.is_some_and(|link| link.starts_with(&format!("href=\"{path}\"")));
            assert_eq!(leads, is_overview, "{page:?}: {fragment}");
        }
        let ids = values(body(&html), "id");
        let repeated: Vec<_> = ids.iter().filter(|id| ids.iter().filter(|other| other == id).count() > 1).collect();
        assert!(repeated.is_empty(), "{page:?}: {repeated:?}");
    }
}

#[test]
fn activity_is_told_in_sentences() {
    let mut person = AccountOnPage::called("Ada");
    let event = &mut person.overview.events[0];
    (event.kind, event.detail) = (EventKind::SignIn, Some("password".to_owned()));
    (event.platform, event.place) = (Some("Chrome on Linux".to_owned()), Some("Austin, US".to_owned()));
    for (language, title, platform, ago) in [
        (Language::English, "Signed in with a password", "Chrome on Linux", "1 minute ago"),
        (Language::French, "Connexion avec un mot de passe", "Chrome sous Linux", "il y a 1 minute"),
    ] {
        for page in [AccountPage::Overview, AccountPage::Activity] {
            let html = person.html(page, language, true, &Said::default());
            let line = html.split(title).nth(1).and_then(|rest| rest.split("</li>").next()).expect("a line");
            assert!(line.contains(&format!("<bdi>{platform}</bdi> · <bdi>Austin, US</bdi> · ")), "{line}");
            assert!(
                line.contains("<time datetime=\"1970-01-01T00:00:00Z\" title=\"1 ") && line.contains(ago),
                "{line}"
            );
        }
    }
}

#[test]
fn a_detail_is_told_as_people_know_it() {
    let mut person = AccountOnPage::called("Ada");
    for (kind, detail, english, french) in [
        (EventKind::SessionEnded, "Chrome on Linux", "Chrome on Linux", "Chrome sous Linux"),
        (EventKind::IdentityLinked, "github", "GitHub", "GitHub"),
        (EventKind::PasskeyAdded, "github", "github", "github"),
    ] {
        (person.overview.events[0].kind, person.overview.events[0].detail) = (kind, Some(detail.to_owned()));
        for (language, told) in [(Language::English, english), (Language::French, french)] {
            let html = person.html(AccountPage::Activity, language, true, &Said::default());
            assert!(html.contains(&format!("<q dir=\"auto\">{told}</q>")), "{html}");
        }
    }
}

#[test]
fn activity_leads_to_older_events_until_it_ends() {
    let mut person = AccountOnPage::called("Ada");
    for (language, older, end) in [
        (Language::English, "Older activity", "Activity is kept for 90 days."),
        (Language::French, "Activité plus ancienne", "L’activité est conservée pendant 90 jours."),
    ] {
        for has_older in [true, false] {
            person.overview.has_older_events = has_older;
            let html = person.html(AccountPage::Activity, language, true, &Said::default());
            let link = format!("href=\"/account/activity?before=event\">{older}</a>");
            assert_eq!([html.contains(&link), html.contains(end)], [has_older, !has_older], "{html}");
            let overview = person.html(AccountPage::Overview, language, true, &Said::default());
            assert!(!overview.contains("?before=") && !overview.contains(end), "{overview}");
        }
    }
    let nothing = AccountOnPage { account: person.account, overview: AccountOverview::default() };
    assert!(!nothing.html(AccountPage::Activity, Language::English, true, &Said::default()).contains("That is"));
}

#[test]
fn an_address_that_is_not_confirmed_is_a_banner() {
    for [proven, shown] in [[false, true], [true, false]] {
        let mut person = AccountOnPage::called("ada@acme.test");
        person.account.email_proven = proven;
        let html = person.html(AccountPage::Overview, Language::English, true, &Said::default());
        assert_eq!(html.contains("<section class=\"card\" id=\"confirm\""), shown);
        assert_eq!(html.contains("action=\"/account/email/verification\""), shown);
    }
}

#[test]
fn a_notice_is_shown_once_in_its_section() {
    let mut person = AccountOnPage::called("Ada");
    person.account.email_proven = false;
    for notice in AccountNotice::ALL.iter().copied() {
        let url = notice.url();
        let (path, rest) = url.split_once("?notice=").expect("a notice");
        let (name, fragment) = rest.split_once('#').expect("a fragment");
        assert_eq!((AccountNotice::of_name(name), fragment), (Some(notice), notice.section().id()));
        let page = AccountPage::at(path).expect("a page");
        let html = person.html(page, Language::English, true, &Said { notice: Some(notice), ..Said::default() });
        let section = html.split(&format!("<section class=\"card\" id=\"{fragment}\"")).nth(1).expect("its section");
        assert!(
            section
                .split("</section>")
                .next()
                .is_some_and(|inside| inside.contains((Copy::of(Language::English).account.notice)(notice))),
            "{notice:?}"
        );
        assert_eq!(html.matches("role=\"status\"").count(), 1);
    }
    assert_eq!(AccountNotice::of_name("nothing"), None);
}

#[test]
fn a_notice_of_a_section_that_is_gone_is_shown_at_the_top() {
    let notice = AccountNotice::VerificationSent;
    let said = Said { notice: Some(notice), ..Said::default() };
    let html = AccountOnPage::called("Ada").html(AccountPage::Overview, Language::English, true, &said);
    let above = body(&html).split("<section").next().expect("a beginning");
    assert!(above.contains((Copy::of(Language::English).account.notice)(notice)), "{above}");
}
