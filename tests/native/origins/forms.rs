//! Forms of pages, sent by a page of another site.

use http::Method;
use serde_json::json;
use sesame::http::dialect::Cors;
use sesame::routes::routes;

use crate::support::World;

/// Form that neither sets nor uses a cookie: its token is the credential.
const BY_TOKEN: &str = "/recovery/options";

#[test]
fn every_form_is_refused_from_another_site() {
    let world = World::new();
    let forms = routes().filter(|route| route.method == Method::POST && route.dialect.is_page());
    let forms: Vec<_> = forms.filter(|route| route.dialect.cors != Cors::Any).collect();
    assert!(forms.len() > 60, "{}", forms.len());
    for form in forms {
        let path = form.path.replace(":id", "x");
        for (cookie, site) in [(None, None), (Some("access_token=x"), None), (None, Some("cross-site"))] {
            if cookie.is_none() && path == BY_TOKEN {
                continue;
            }
            let origin = [("origin", "https://evil.test")].into_iter().filter(|_| site.is_none());
            let more = [("cookie", cookie), ("sec-fetch-site", site)];
            let more = more.into_iter().filter_map(|(name, value)| Some((name, value?)));
            let headers: Vec<_> = origin.chain(more).collect();
            let answer = world.send_once("POST", &path, &headers, Some(json!({})));
            assert_eq!(answer.status, 403, "{path} {headers:?}: {answer:?}");
            assert!(!answer.headers.contains_key("set-cookie"), "{path} {headers:?}: {answer:?}");
        }
    }
}
