use std::collections::BTreeSet;
use std::ptr;

use ::http::Method;
use serde_json::Value;

use super::*;
use crate::api::shared::DOCUMENT;
use crate::domain::TokenKind;
use crate::domain::authorization::APPROVE_LOGIN;
use crate::http::ProtocolError;
use crate::http::edge_limit::Limit;
use crate::http::route::FormOrigin;

fn router() -> Router {
    let setting = |name: &str| match name {
        "PUBLIC_URL" => Some("https://auth.acme.com".to_owned()),
        "AUTH_SECRET" => Some("q8Jx2mZr5Tn7Wb4Kd9Lf3Hs6Vc1Yp0Ga".to_owned()),
        "DATA_SECRET" => Some("e5Rt8Yu2Io6Pa4Sd7Fg1Hj3Kl9Zx0CvQ".to_owned()),
        _ => None,
    };
    super::router(&Config::read(setting).expect("good settings"))
}

#[test]
fn every_route_is_found_by_its_path() {
    let router = router();
    for route in routes() {
        let path = route.path.replace(":id", "x");
        let slashed = if path == "/" { path.clone() } else { format!("{path}/") };
        for path in [path, slashed] {
            let found = router.find(&route.method, &path).unwrap_or_else(|_| panic!("{path}"));
            assert_eq!((found.route.path, &found.route.method), (route.path, &route.method));
        }
        assert!(route.path == "/" || !route.path.ends_with('/'));
    }
}

#[test]
fn every_page_can_be_opened_or_leads_to_the_page_of_its_form() {
    let router = router();
    for route in routes().filter(|route| route.dialect.is_page()) {
        let path = route.path.replace(":id", "x");
        let form = router.form_of(&Method::GET, &path);
        assert_eq!(form.is_none(), router.find(&Method::GET, &path).is_ok(), "{path}");
        assert_eq!(router.form_of(&Method::PUT, &path), None);
        if let Some(form) = form {
            let page = form.split('#').next().unwrap_or_default();
            assert!(router.find(&Method::GET, page).is_ok(), "{path} leads to {form}");
        }
    }
}

#[test]
fn only_the_one_spelling_of_a_path_is_known() {
    let router = router();
    for path in [
        "",
        "//",
        "//auth/login",
        "/auth//login",
        "/auth/login//",
        "/AUTH/login",
        "/%61uth/login",
        "/auth/login;x",
        "/auth",
    ] {
        assert!(matches!(router.find(&Method::POST, path), Err(ProtocolError::UnknownPath)), "{path}");
    }
}

#[test]
fn another_method_is_told_which_there_are() {
    let router = router();
    let allowed = |method, path| match router.find(&method, path) {
        Err(ProtocolError::MethodNotAllowed(allow)) => allow,
        _ => String::new(),
    };
    assert_eq!(allowed(Method::GET, "/api/auth/sign-in"), "POST");
    assert_eq!(allowed(Method::POST, "/api/auth/session"), "GET, HEAD");
    assert_eq!(allowed(Method::TRACE, "/api/auth/sessions"), "GET, DELETE, HEAD");
}

#[test]
fn paths_belong_to_dialects() {
    for (path, dialect) in [
        ("/auth", &bearer::DIALECT),
        ("/auth/login", &bearer::DIALECT),
        ("/auth/sessions", &bearer::DIALECT),
        ("/auth/session/x", &passwordless::DIALECT),
        ("/auth/registration", &passwordless::DIALECT),
        ("/api/auth/session", &session::DIALECT),
        ("/api/v1/auth/signin", &cookie::DIALECT),
        ("/oauth2", &oauth::DIALECT),
        ("/oauth2/nothing", &oauth::DIALECT),
        ("/.well-known/openid-configuration", &oauth::DIALECT),
        ("/.well-known/oauth-authorization-server", &oauth::DIALECT),
        ("/authentic", &service::DIALECT),
        ("/", &service::DIALECT),
    ] {
        assert!(ptr::eq(DIALECTS.of_path(path), dialect), "{path}");
    }
}

/// A page whose URL has a token sends no referrer, and so browsers name no origin in its forms. The switch of the
/// language is on each of them.
#[test]
fn forms_beside_a_token_name_no_origin_and_all_others_do() {
    let kinds = [
        TokenKind::VerifyEmail,
        TokenKind::ConfirmAddress,
        TokenKind::ApproveAddressChange,
        TokenKind::MagicLink,
        TokenKind::ResetPassword,
        TokenKind::RemoveSecondFactor,
        TokenKind::Recovery,
    ];
    let names = kinds.iter().map(|kind| kind.as_str()).chain([
        APPROVE_LOGIN,
        "keep-address",
        "refuse-recovery",
        "recovery/passkey",
        "language",
    ]);
    let expected: BTreeSet<String> = names.map(|name| format!("POST /{name}")).collect();
    let found = routes().filter(|route| route.form_origin == FormOrigin::Null);
    assert_eq!(found.map(|route| format!("{} {}", route.method, route.path)).collect::<BTreeSet<_>>(), expected);
}

/// Exceptions from the default by method: [`Limit::Unlimited`] for GET, [`Limit::Act`] for the rest.
const KINDS: [(&str, &str, Limit); 34] = [
    ("POST", "/oauth2/token", Limit::Unlimited),
    ("POST", "/oauth2/userinfo", Limit::Unlimited),
    ("POST", "/oauth2/introspect", Limit::Unlimited),
    ("POST", "/oauth2/revoke", Limit::Unlimited),
    ("POST", "/auth/register", Limit::SignUp),
    ("POST", "/auth/registration", Limit::SignUp),
    ("POST", "/api/auth/sign-up", Limit::SignUp),
    ("POST", "/api/v1/auth/signup", Limit::SignUp),
    ("POST", "/sign-up", Limit::SignUp),
    ("POST", "/auth/email", Limit::Mail),
    ("POST", "/api/auth/send-magic-link", Limit::Mail),
    ("POST", "/api/auth/send-verification-email", Limit::Mail),
    ("POST", "/api/auth/forgot-password", Limit::Mail),
    ("POST", "/api/auth/change-email", Limit::Mail),
    ("POST", "/sign-in/link", Limit::Mail),
    ("POST", "/sign-in/verification", Limit::Mail),
    ("POST", "/forgot-password", Limit::Mail),
    ("POST", "/sign-up/resend", Limit::Mail),
    ("POST", "/check-email/resend", Limit::Mail),
    ("POST", "/check-email/address", Limit::Mail),
    ("POST", "/account/email", Limit::Mail),
    ("POST", "/account/email/verification", Limit::Mail),
    ("POST", "/account/password/link", Limit::Mail),
    ("POST", "/api/auth/sign-out", Limit::Session),
    ("POST", "/api/v1/auth/custom-refresh", Limit::Session),
    ("POST", "/api/v1/auth/custom-logout", Limit::Session),
    ("POST", "/sign-out", Limit::Session),
    ("GET", "/api/auth/oauth/:provider", Limit::Act),
    ("GET", "/oauth2/authorize", Limit::Authorize),
    ("POST", "/oauth2/authorize", Limit::Authorize),
    ("POST", "/oauth2/consent", Limit::Authorize),
    ("GET", "/oauth2/logout", Limit::Session),
    ("POST", "/oauth2/logout", Limit::Session),
    ("POST", "/oauth2/logout/confirm", Limit::Session),
];

#[test]
fn an_operation_has_the_same_limit_in_every_dialect() {
    for route in routes() {
        let by_method = if route.method == Method::GET { Limit::Unlimited } else { Limit::Act };
        let listed = KINDS.iter().find(|(method, path, _)| *method == route.method.as_str() && *path == route.path);
        assert_eq!(route.limit, listed.map_or(by_method, |(_, _, kind)| *kind), "{} {}", route.method, route.path);
    }
    for (method, path, _) in KINDS {
        assert!(routes().any(|route| route.method.as_str() == method && route.path == path), "{method} {path}");
    }
}

/// Method and path without names and trailing slash, such as `POST /auth/session/{}`.
fn spelled(method: &str, path: &str) -> String {
    let segment = |segment: &str| if segment.starts_with([':', '{']) { "{}".to_owned() } else { segment.to_owned() };
    let segments: Vec<String> = path.trim_end_matches('/').split('/').map(segment).collect();
    format!("{} {}", method.to_uppercase(), segments.join("/"))
}

#[test]
fn the_documented_error_codes_are_those_of_the_code() {
    let document: Value = serde_json::from_str(DOCUMENT).expect("the document");
    let documented = document.pointer("/components/schemas/ErrorCode/enum").and_then(Value::as_array);
    let documented: BTreeSet<&str> = documented.expect("codes").iter().filter_map(Value::as_str).collect();
    let sources = [include_str!("../api/shared/errors.rs"), include_str!("../http/protocol_error.rs")];
    let is_code = |text: &&str| text.contains('_') && text.bytes().all(|b| b.is_ascii_uppercase() || b == b'_');
    // The dialect of applications alone has this one, in the lower case of RFC 8707.
    let is_shown = |text: &&str| *text != "INVALID_TARGET";
    let codes = sources.iter().flat_map(|source| source.split('"')).filter(is_code);
    let known: BTreeSet<&str> = codes.filter(is_shown).collect();
    assert_eq!(documented, known);
}

#[test]
fn the_document_and_the_route_table_know_the_same_routes() {
    let document: Value = serde_json::from_str(DOCUMENT).expect("the document");
    let methods = ["get", "post", "put", "patch", "delete"];
    let paths = document["paths"].as_object().expect("paths").iter();
    let documented: BTreeSet<String> = paths
        .flat_map(|(path, item)| item.as_object().expect("an item").keys().map(move |method| (path, method)))
        .filter(|(_, method)| methods.contains(&method.as_str()))
        .map(|(path, method)| spelled(method, path))
        .collect();
    let served: BTreeSet<String> = routes()
        .filter(|route| !route.dialect.is_page())
        .map(|route| spelled(route.method.as_str(), route.path))
        .collect();
    assert_eq!(documented, served);
}

/// Members of the metadata that name an endpoint (RFC 8414 section 2, OpenID Connect RP-Initiated Logout section 2.1).
const ENDPOINTS: [(&str, &str); 7] = [
    ("authorization_endpoint", "/oauth2/authorize"),
    ("token_endpoint", "/oauth2/token"),
    ("jwks_uri", "/oauth2/jwks"),
    ("userinfo_endpoint", "/oauth2/userinfo"),
    ("introspection_endpoint", "/oauth2/introspect"),
    ("revocation_endpoint", "/oauth2/revoke"),
    ("end_session_endpoint", "/oauth2/logout"),
];

#[test]
fn the_metadata_names_the_endpoints_that_a_route_answers() {
    let routed = ENDPOINTS.iter().filter(|(_, path)| routes().any(|route| route.path == *path));
    assert_eq!(BTreeSet::from_iter(oauth::metadata::ENDPOINTS), routed.collect());
}
