use serde_json::{Map, Value, json};

use super::*;
use crate::domain::client_metadata::ClientMetadata;
use crate::domain::session::Aal;
use crate::domain::{AccountId, SessionId};

const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const NOW: UnixTime = UnixTime(10_000);

fn client(members: Value) -> ClientMetadata {
    let mut fields =
        json!({ "client_name": "Acme", "redirect_uris": ["https://app.acme.com/cb", "http://127.0.0.1/cb"] });
    for (name, value) in members.as_object().expect("members") {
        fields[name] = value.clone();
    }
    let fields: Map<String, Value> = serde_json::from_value(fields).expect("an object");
    ClientMetadata::registered(&fields).unwrap_or_else(|error| panic!("{error:?}"))
}

/// Query of a request that has no mistake, with these members changed; an empty one is left out.
fn query(changes: &[(&str, &str)]) -> String {
    let usual = [
        ("client_id", "c"),
        ("redirect_uri", "https://app.acme.com/cb"),
        ("response_type", "code"),
        ("scope", "openid email"),
        ("state", "s t"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ];
    let kept = usual.into_iter().filter(|(name, _)| changes.iter().all(|(changed, _)| changed != name));
    let pairs = kept.chain(changes.iter().copied().filter(|(_, value)| !value.is_empty()));
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

fn read(changes: &[(&str, &str)]) -> AuthorizationRequest {
    AuthorizationRequest::read(&query(changes)).unwrap_or_else(|| panic!("{changes:?}"))
}

fn wish(changes: &[(&str, &str)]) -> Wish {
    read(changes).wish.unwrap_or_else(|error| panic!("{changes:?}: {error:?}"))
}

fn code_of(changes: &[(&str, &str)]) -> Option<&'static str> {
    read(changes).wish.err().map(AuthorizationError::code)
}

#[test]
fn a_request_without_one_client_and_one_redirect_uri_has_no_way_back() {
    for changes in [
        vec![("client_id", "")],
        vec![("redirect_uri", "")],
        vec![("client_id", "c"), ("client_id", "c")],
        vec![("redirect_uri", "https://app.acme.com/cb"), ("redirect_uri", "https://app.acme.com/cb")],
    ] {
        assert_eq!(AuthorizationRequest::read(&query(&changes)), None, "{changes:?}");
    }
    let read = read(&[]);
    assert_eq!((read.client.0.as_str(), read.way_back.state.as_deref()), ("c", Some("s t")));
    assert_eq!(read.way_back.mode, ResponseMode::Query);
}

#[test]
fn mistakes_are_named_by_their_code() {
    let long = "a".repeat(4096);
    for (changes, code) in [
        (vec![("response_type", "")], "invalid_request"),
        (vec![("response_type", "token")], "unsupported_response_type"),
        (vec![("response_type", "code id_token")], "unsupported_response_type"),
        (vec![("response_mode", "fragment")], "invalid_request"),
        (vec![("request", "a.b.c")], "request_not_supported"),
        (vec![("request_uri", "https://x")], "request_uri_not_supported"),
        (vec![("code_challenge_method", "plain")], "invalid_request"),
        (vec![("code_challenge_method", "")], "invalid_request"),
        (vec![("code_challenge", "")], "invalid_request"),
        (vec![("code_challenge", "short")], "invalid_request"),
        (vec![("code_challenge", &CHALLENGE.replace('-', "+"))], "invalid_request"),
        (vec![("prompt", "none login")], "invalid_request"),
        (vec![("prompt", "create")], "invalid_request"),
        (vec![("max_age", "-1")], "invalid_request"),
        (vec![("max_age", "+1")], "invalid_request"),
        (vec![("max_age", "soon")], "invalid_request"),
        (vec![("claims", "{")], "invalid_request"),
        (vec![("claims", r#"{"id_token":[]}"#)], "invalid_request"),
        (vec![("scope", "a\"b")], "invalid_request"),
        (vec![("resource", "https://a"), ("resource", "https://b")], "invalid_target"),
        (vec![("nonce", "a"), ("nonce", "a")], "invalid_request"),
        (vec![("state", "a"), ("state", "b")], "invalid_request"),
        (vec![("login_hint", &long)], "invalid_request"),
    ] {
        assert_eq!(code_of(&changes), Some(code), "{changes:?}");
    }
    assert_eq!(read(&[("state", "a"), ("state", "b")]).way_back.state, None);
    assert_eq!(code_of(&[("display", "page"), ("foo", "a"), ("foo", "b"), ("id_token_hint", "")]), None);
}

#[test]
fn what_a_client_wants_is_read() {
    let sent = wish(&[("prompt", "consent login"), ("max_age", "60"), ("ui_locales", "de fr-CA en"), ("nonce", "n")]);
    assert!(sent.prompt.consent && sent.prompt.login && !sent.prompt.none);
    assert_eq!((sent.max_age, sent.language, sent.nonce.as_deref()), (Some(60), Some(Language::French), Some("n")));
    assert_eq!(read(&[("response_mode", "form_post")]).way_back.mode, ResponseMode::FormPost);
    let claims = json!({
        "userinfo": { "name": { "essential": true }, "email": null },
        "id_token": { "sub": { "value": "a1" }, "acr": { "essential": true, "values": ["aal2"] } },
    });
    let sent = wish(&[("claims", &claims.to_string()), ("scope", "openid")]);
    assert_eq!((sent.scope.to_string().as_str(), sent.subject.as_deref()), ("openid profile", Some("a1")));
    assert_eq!(sent.level, AssuranceLevel::Required);
}

#[test]
fn a_level_is_demanded_by_an_essential_claim_alone() {
    let acr = |acr: Value| wish(&[("claims", &json!({ "id_token": { "acr": acr } }).to_string())]).level;
    assert_eq!(wish(&[("acr_values", "x aal2")]).level, AssuranceLevel::Preferred);
    assert_eq!(wish(&[("acr_values", "x 1 2")]).level, AssuranceLevel::Any);
    assert_eq!(acr(json!({ "essential": true, "value": "aal2" })), AssuranceLevel::Required);
    assert_eq!(acr(json!({ "essential": true, "values": ["aal1", "aal2"] })), AssuranceLevel::Preferred);
    assert_eq!(acr(json!({ "values": ["aal2"] })), AssuranceLevel::Preferred);
    assert_eq!(acr(json!({ "essential": true, "values": ["gold"] })), AssuranceLevel::Unknown);
    assert_eq!(acr(json!({ "essential": true })), AssuranceLevel::Any);
}

#[test]
fn the_query_for_another_sign_in_keeps_everything_else() {
    let again = with_login(&query(&[("prompt", "consent")]));
    let read = AuthorizationRequest::read(&again).expect("a request");
    let wish = read.wish.expect("no mistake");
    assert!(wish.prompt.login && wish.prompt.consent);
    let plain = AuthorizationRequest::read(&with_login(&query(&[("prompt", "select_account")]))).expect("a request");
    assert_eq!(plain.wish.map(|wish| wish.prompt), Ok(Prompt { login: true, ..Prompt::default() }));
    assert_eq!(read.way_back.state.as_deref(), Some("s t"));
}

fn orders() -> AskedResource {
    let scopes = vec!["orders:read".to_owned(), "orders:write".to_owned()];
    AskedResource { identifier: "https://api.acme.com".into(), name: "Orders".into(), scopes }
}

#[test]
fn scopes_are_of_the_client_and_of_us_or_the_resource() {
    let metadata = client(json!({ "scope": "openid email offline_access orders:read phone" }));
    let asked = read(&[("scope", "openid profile phone offline_access orders:read orders:write x")]);
    let scope = |resource| asked.check(&metadata, resource).map(|asked| asked.scope.to_string());
    assert_eq!(scope(None).as_deref(), Ok("openid offline_access"));
    let with_resource = read(&[("resource", "https://api.acme.com"), ("scope", "openid orders:read orders:write")]);
    let orders = orders();
    let asked = with_resource.check(&metadata, Some(&orders)).expect("fits");
    assert_eq!(asked.scope.to_string(), "openid orders:read");
    assert_eq!(with_resource.check(&metadata, None), Err(AuthorizationError::InvalidTarget));
    let nothing = read(&[("scope", "profile")]);
    assert_eq!(nothing.check(&metadata, None), Err(AuthorizationError::InvalidScope));
    let refreshless = client(json!({ "grant_types": ["authorization_code"] }));
    let offline = read(&[("scope", "openid offline_access")]);
    assert_eq!(offline.check(&refreshless, None).expect("fits").scope.to_string(), "openid");
}

#[test]
fn pkce_is_demanded_unless_the_client_is_registered_without() {
    let without = read(&[("code_challenge", ""), ("code_challenge_method", "")]);
    let refused = Err("invalid_request");
    let checked = |members| without.check(&client(members), None).map(|_| ()).map_err(AuthorizationError::code);
    assert_eq!(checked(json!({})), refused);
    assert_eq!(checked(json!({ "token_endpoint_auth_method": "none" })), refused);
    assert_eq!(checked(json!({ "require_pkce": false })), Ok(()));
}

fn met(id: &str, authenticated_at: i64) -> Met {
    Met {
        id: SessionId(id.into()),
        account: AccountId("a1".into()),
        authenticated_at: Some(UnixTime(authenticated_at)),
        aal: Aal::One,
        has_second_factor: false,
    }
}

/// A request, its client and its circumstances.
struct Case {
    changes: Vec<(&'static str, &'static str)>,
    client: Value,
    session: Option<Met>,
    began: Option<Began>,
    consented: &'static str,
}

fn case(changes: &[(&'static str, &'static str)]) -> Case {
    let session = Some(met("s1", 9_000));
    Case { changes: changes.to_vec(), client: json!({}), session, began: None, consented: "openid email" }
}

impl Case {
    fn step(&self) -> Result<Step, &'static str> {
        let (request, client) = (read(&self.changes), client(self.client.clone()));
        let consented = Scopes::parse(self.consented).expect("scopes");
        let standing = Standing {
            session: self.session.as_ref(),
            began: self.began.as_ref(),
            hinted: None,
            consented: &consented,
            redirect_uri: &request.way_back.redirect_uri,
            now: NOW,
        };
        let asked = request.check(&client, None).unwrap_or_else(|error| panic!("{error:?}"));
        asked.step(&client, &standing).map_err(AuthorizationError::code)
    }
}

const AGAIN: Result<Step, &str> = Ok(Step::SignIn { again: true });

#[test]
fn a_stranger_signs_in_and_a_silent_request_is_told_so() {
    let stranger = |changes: &[_]| Case { session: None, ..case(changes) }.step();
    assert_eq!(stranger(&[]), Ok(Step::SignIn { again: false }));
    assert_eq!(stranger(&[("prompt", "none")]), Err("login_required"));
    assert_eq!(case(&[("prompt", "none")]).step(), Ok(Step::Code));
}

#[test]
fn another_sign_in_is_not_before_the_request_and_another_session() {
    let began = |met: &str| Some(Began { at: UnixTime(9_500), met: Some(SessionId(met.into())) });
    for changes in [[("prompt", "login")], [("max_age", "400")]] {
        let step = |session, began| Case { session: Some(session), began, ..case(&changes) }.step();
        assert_eq!(step(met("s1", 9_000), None), AGAIN, "{changes:?}");
        assert_eq!(step(met("s1", 9_500), began("s1")), AGAIN, "{changes:?}");
        assert_eq!(step(met("s2", 9_499), began("s1")), AGAIN);
        assert_eq!(step(met("s2", 9_500), began("s1")), Ok(Step::Code));
    }
    assert_eq!(case(&[("max_age", "1000")]).step(), Ok(Step::Code));
    assert_eq!(case(&[("max_age", "999")]).step(), AGAIN);
    assert_eq!(case(&[("max_age", "999"), ("prompt", "none")]).step(), Err("login_required"));
    let never = Met { authenticated_at: None, ..met("s1", 0) };
    assert_eq!(Case { session: Some(never), ..case(&[]) }.step(), AGAIN);
}

#[test]
fn another_account_than_the_one_asked_for_signs_in_once() {
    let claims = r#"{"id_token":{"sub":{"value":"a2"}}}"#;
    assert_eq!(case(&[("claims", claims)]).step(), AGAIN);
    assert_eq!(case(&[("claims", claims), ("prompt", "none")]).step(), Err("login_required"));
    let began = Some(Began { at: UnixTime(8_000), met: None });
    assert_eq!(Case { began, ..case(&[("claims", claims)]) }.step(), Err("login_required"));
}

#[test]
fn two_factors_are_shown_or_set_up_where_they_are_demanded() {
    let demanded = || json!({ "require_second_factor": true });
    let with = |session: Met, changes: &[_]| Case { client: demanded(), session: Some(session), ..case(changes) };
    assert_eq!(with(met("s1", 9_000), &[]).step(), Ok(Step::SecondFactor));
    let has_one = || Met { has_second_factor: true, ..met("s1", 9_000) };
    assert_eq!(with(has_one(), &[]).step(), AGAIN);
    assert_eq!(with(Met { aal: Aal::Two, ..has_one() }, &[]).step(), Ok(Step::Code));
    let silent = [("prompt", "none")];
    assert_eq!(with(met("s1", 9_000), &silent).step(), Err("unmet_authentication_requirements"));
    let preferred = |session| Case { session: Some(session), ..case(&[("acr_values", "aal2")]) }.step();
    assert_eq!(preferred(met("s1", 9_000)), Ok(Step::Code));
    assert_eq!(preferred(has_one()), AGAIN);
}

#[test]
fn consent_is_remembered_where_the_client_cannot_be_another() {
    let public = || json!({ "token_endpoint_auth_method": "none" });
    let loopback = ("redirect_uri", "http://127.0.0.1:4711/cb");
    let step = |changes: &[_], client: Value, consented| Case { client, consented, ..case(changes) }.step();
    let (new, all) = (Ok(Step::Consent { to_all: false }), Ok(Step::Consent { to_all: true }));
    assert_eq!(step(&[], json!({}), "openid"), new);
    assert_eq!(step(&[], public(), "openid email"), Ok(Step::Code));
    assert_eq!(step(&[loopback], json!({}), "openid email"), Ok(Step::Code));
    assert_eq!(step(&[loopback], public(), "openid email"), all);
    assert_eq!(step(&[loopback, ("prompt", "none")], public(), "openid email"), Err("consent_required"));
    assert_eq!(step(&[], json!({ "first_party": true }), ""), Ok(Step::Code));
    assert_eq!(step(&[("prompt", "none")], json!({ "first_party": true }), ""), Ok(Step::Code));
    assert_eq!(step(&[("prompt", "none")], json!({}), ""), Err("consent_required"));
    assert_eq!(step(&[("prompt", "consent")], json!({ "first_party": true }), ""), all);
    assert_eq!(step(&[("prompt", "select_account")], json!({}), "openid email"), all);
}
