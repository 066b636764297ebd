//! Reference tables: they name every route and every setting of the code, and no other.

mod links;
mod log;

use std::cell::RefCell;
use std::collections::BTreeSet;

use sesame::config::Config;
use sesame::http::Route;
use sesame::routes::{DIALECTS, routes};

const API: &str = include_str!("../../docs/api.md");
const CONFIGURATION: &str = include_str!("../../docs/configuration.md");
const SECURITY: &str = include_str!("../../docs/security.md");
const STORAGE: &str = include_str!("../../docs/storage.md");

/// Texts between backticks, in order.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// Path with `{}` for each parameter, and without a trailing slash.
fn without_names(path: &str) -> String {
    let part = |part: &str| if part.starts_with([':', '{']) { "{}".to_owned() } else { part.to_owned() };
    path.trim_end_matches('/').split('/').map(part).collect::<Vec<_>>().join("/")
}

/// Routes in the first column of the tables of docs/api.md, under the prefix of their section.
fn documented_routes() -> BTreeSet<(String, String)> {
    let (mut prefix, mut found) = ("", BTreeSet::new());
    for line in API.lines() {
        if line.starts_with("## Pages") {
            break;
        }
        if line.starts_with("## ") {
            prefix = line.split_once("under `").and_then(|(_, rest)| rest.split('`').next()).unwrap_or_default();
        }
        let Some(cell) = line.strip_prefix("| `").and_then(|_| line.split('|').nth(1)) else { continue };
        let mut method = "";
        for text in quoted(cell) {
            let path = text.split_once(' ').map_or(text, |(verb, path)| {
                method = verb;
                path
            });
            found.insert((method.to_owned(), without_names(&format!("{prefix}{path}"))));
        }
    }
    found
}

fn is_of_dialect(route: &Route) -> bool {
    let has_prefix = |prefix: &&str| route.path.starts_with(prefix);
    let is_of_prefix = DIALECTS.of_path(route.path).prefixes.iter().any(has_prefix);
    !route.dialect.is_page() && (route.path.contains("auth/") || is_of_prefix)
}

#[test]
fn every_route_of_a_dialect_stands_in_the_api_tables() {
    let built: BTreeSet<_> = routes()
        .filter(|route| is_of_dialect(route))
        .map(|route| (route.method.to_string(), without_names(route.path)))
        .collect();
    let documented = documented_routes();
    assert!(built.len() > 40, "{built:?}");
    assert_eq!(built.difference(&documented).collect::<Vec<_>>(), Vec::<&(String, String)>::new(), "not documented");
    assert_eq!(documented.difference(&built).collect::<Vec<_>>(), Vec::<&(String, String)>::new(), "not built");
}

#[test]
fn every_page_stands_in_the_pages_table() {
    let section = API.split("## Pages").nth(1).and_then(|rest| rest.split("\n## ").next()).unwrap_or_default();
    let rows = section.lines().filter(|line| line.starts_with("| `"));
    let documented: BTreeSet<_> = rows.flat_map(|line| quoted(line.split('|').nth(1).unwrap_or_default())).collect();
    let built: BTreeSet<_> =
        routes().filter(|route| !is_of_dialect(route) && route.method == "GET").map(|route| route.path).collect();
    assert_eq!(built, documented);
}

/// Settings that `Config::read` asks for, whatever the others' values.
fn settings() -> BTreeSet<String> {
    let asked = RefCell::new(BTreeSet::new());
    for (transport, captcha) in [("resend", "turnstile"), ("send_email", "recaptcha")] {
        let read = |name: &str| {
            asked.borrow_mut().insert(name.to_owned());
            let value = match name {
                "PUBLIC_URL" => "https://auth.acme.test",
                "AUTH_SECRET" => "q8Jx2mZr5Tn7Wb4Kd9Lf3Hs6Vc1Yp0Ga",
                "DATA_SECRET" => "1:e5Rt8Yu2Io6Pa4Sd7Fg1Hj3Kl9Zx0CvQ",
                "MAIL_TRANSPORT" => transport,
                "MAIL_FROM" => "sesame@acme.test",
                "RESEND_API_KEY" | "CAPTCHA_SECRET" | "CAPTCHA_SITE_KEY" => "key",
                "CAPTCHA_PROVIDER" => captcha,
                "OIDC_NAME" => "acme",
                "OIDC_ISSUER" => "https://id.acme.test",
                name if name.ends_with("_CLIENT_ID") || name.ends_with("_CLIENT_SECRET") => "client",
                _ => return None,
            };
            Some(value.to_owned())
        };
        Config::read(read).expect("good settings");
    }
    asked.into_inner()
}

#[test]
fn every_setting_stands_in_the_configuration_table() {
    let rows = CONFIGURATION.lines().filter(|line| line.starts_with("| `"));
    let documented: BTreeSet<_> =
        rows.flat_map(|line| quoted(line.split('|').nth(1).unwrap_or_default())).map(str::to_owned).collect();
    let read = settings();
    assert!(read.len() > 30, "{read:?}");
    assert_eq!(read.difference(&documented).collect::<Vec<_>>(), Vec::<&String>::new(), "not documented");
    assert_eq!(documented.difference(&read).collect::<Vec<_>>(), Vec::<&String>::new(), "not read");
}

#[test]
fn every_table_stands_in_the_storage_table() {
    let rows = STORAGE.split("\n\n").find(|part| part.starts_with("| table |")).expect("the table").lines();
    let documented: BTreeSet<_> =
        rows.filter(|line| line.starts_with("| `")).filter_map(|line| quoted(line).next()).map(str::to_owned).collect();
    let mut created = BTreeSet::new();
    for path in links::files_below(&links::root().join("migrations"), &["sql"]) {
        let text = std::fs::read_to_string(path).expect("a migration");
        created
            .extend(text.split("CREATE TABLE ").skip(1).filter_map(|rest| rest.split(' ').next()).map(str::to_owned));
    }
    assert_eq!(documented, created);
}

/// Source files of the service, by their path below the root.
pub fn source_files() -> Vec<(String, String)> {
    let read = |path: std::path::PathBuf| {
        let text = std::fs::read_to_string(&path).expect("a source");
        (path.strip_prefix(links::root()).expect("below the root").display().to_string(), text)
    };
    links::files_below(&links::root().join("src"), &["rs"]).into_iter().map(read).collect()
}

#[test]
fn every_label_of_a_derived_key_stands_in_the_keys_table() {
    let rows = SECURITY.split("\n\n").find(|part| part.starts_with("| secret | label |")).expect("the table").lines();
    let documented: BTreeSet<_> =
        rows.flat_map(quoted).filter(|text| text.starts_with("sesame ")).map(str::to_owned).collect();
    let mut derived = BTreeSet::new();
    for (_, text) in source_files() {
        let labels = text.split("\"sesame ").skip(1).filter_map(|rest| rest.split('"').next());
        derived.extend(labels.map(|label| format!("sesame {label}")));
    }
    assert_eq!(documented, derived);
}
