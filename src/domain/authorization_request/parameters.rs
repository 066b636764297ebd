//! Parameters of a request, read from its query.

use url::form_urlencoded;

use super::claims::RequestedClaims;
use super::{
    AssuranceLevel, AuthorizationError, AuthorizationRequest, MAX_QUERY, Prompt, ResponseMode, TWO_FACTORS, WayBack,
    Wish,
};
use crate::domain::client_metadata::ClientId;
use crate::domain::{Language, Scopes};

use AuthorizationError::InvalidRequest;

/// Length of an S256 challenge (RFC 7636 section 4.2).
const CHALLENGE_LENGTH: usize = 43;

/// Query's parameters, decoded.
struct Parameters(Vec<(String, String)>);

impl Parameters {
    fn of_query(query: &str) -> Self {
        Self(form_urlencoded::parse(query.as_bytes()).into_owned().collect())
    }

    /// Values of a parameter. An empty one counts as omitted.
    fn values(&self, name: &str) -> impl Iterator<Item = &str> {
        self.0.iter().filter(move |(known, value)| known == name && !value.is_empty()).map(|(_, value)| value.as_str())
    }

    /// Value of a parameter, which may occur once.
    fn one(&self, name: &str) -> Result<Option<&str>, AuthorizationError> {
        if self.0.iter().filter(|(known, _)| known == name).count() > 1 {
            return Err(InvalidRequest("A parameter occurs twice"));
        }
        Ok(self.values(name).next())
    }

    fn text(&self, name: &str) -> Result<Option<String>, AuthorizationError> {
        Ok(self.one(name)?.map(str::to_owned))
    }
}

impl AuthorizationRequest {
    /// Reads a query. `None` unless it names one client and one redirect URI, without which there is no way back.
    pub fn read(query: &str) -> Option<Self> {
        let sent = Parameters::of_query(query);
        let client = ClientId(sent.text("client_id").ok()??);
        let redirect_uri = sent.text("redirect_uri").ok()??;
        let mode = sent.one("response_mode").ok().flatten().and_then(ResponseMode::parse);
        let way_back = WayBack {
            redirect_uri,
            state: sent.text("state").ok().flatten(),
            mode: mode.unwrap_or(ResponseMode::Query),
        };
        let wish = if query.len() > MAX_QUERY {
            Err(InvalidRequest("The request has more than 4096 bytes"))
        } else {
            read_wish(&sent)
        };
        Some(Self { client, way_back, wish })
    }
}

/// Query of the same request with `prompt=login`, and with `consent` if that was asked for.
pub fn with_login(query: &str) -> String {
    let sent = Parameters::of_query(query);
    let asks = sent.values("prompt").any(|prompt| prompt.split(' ').any(|name| name == "consent"));
    let prompt = if asks { "login consent" } else { "login" };
    let pairs = sent.0.iter().filter(|(name, _)| name != "prompt");
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).append_pair("prompt", prompt).finish()
}

impl ResponseMode {
    fn parse(text: &str) -> Option<Self> {
        match text {
            "query" => Some(Self::Query),
            "form_post" => Some(Self::FormPost),
            _ => None,
        }
    }
}

fn read_wish(sent: &Parameters) -> Result<Wish, AuthorizationError> {
    if sent.values("request").next().is_some() {
        return Err(AuthorizationError::RequestNotSupported);
    }
    if sent.values("request_uri").next().is_some() {
        return Err(AuthorizationError::RequestUriNotSupported);
    }
    sent.one("state")?;
    match sent.one("response_type")? {
        Some("code") => {}
        Some(_) => return Err(AuthorizationError::UnsupportedResponseType),
        None => return Err(InvalidRequest("response_type is missing")),
    }
    if sent.one("response_mode")?.is_some_and(|mode| ResponseMode::parse(mode).is_none()) {
        return Err(InvalidRequest("response_mode must be query or form_post"));
    }
    let scope = Scopes::parse(sent.one("scope")?.unwrap_or_default()).ok_or(InvalidRequest("scope is malformed"))?;
    let claims = sent.one("claims")?.map(RequestedClaims::parse).transpose()?.unwrap_or_default();
    Ok(Wish {
        scope: scope.with(&claims.scopes),
        resource: read_resource(sent)?,
        nonce: sent.text("nonce")?,
        challenge: read_challenge(sent)?,
        prompt: read_prompt(sent)?,
        max_age: read_max_age(sent)?,
        login_hint: sent.text("login_hint")?,
        id_token_hint: sent.text("id_token_hint")?,
        language: sent.one("ui_locales")?.and_then(language_of),
        level: if claims.level == AssuranceLevel::Any { level_of(sent.one("acr_values")?) } else { claims.level },
        subject: claims.subject,
    })
}

/// One resource at most: a token has one audience.
fn read_resource(sent: &Parameters) -> Result<Option<String>, AuthorizationError> {
    let mut sent = sent.values("resource");
    let resource = sent.next().map(str::to_owned);
    if sent.next().is_some() { Err(AuthorizationError::InvalidTarget) } else { Ok(resource) }
}

/// Challenge by S256. Without a method it would be `plain` (RFC 7636 section 4.3), which is refused.
fn read_challenge(sent: &Parameters) -> Result<Option<String>, AuthorizationError> {
    let method = sent.one("code_challenge_method")?;
    let Some(challenge) = sent.one("code_challenge")? else {
        return if method.is_none() { Ok(None) } else { Err(InvalidRequest("code_challenge is missing")) };
    };
    let is_of_digest = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    if method != Some("S256") {
        return Err(InvalidRequest("code_challenge_method must be S256"));
    }
    if challenge.len() != CHALLENGE_LENGTH || !challenge.bytes().all(is_of_digest) {
        return Err(InvalidRequest("code_challenge must be a SHA-256 digest in base64url"));
    }
    Ok(Some(challenge.to_owned()))
}

fn read_prompt(sent: &Parameters) -> Result<Prompt, AuthorizationError> {
    let mut prompt = Prompt::default();
    for name in sent.one("prompt")?.unwrap_or_default().split(' ').filter(|name| !name.is_empty()) {
        match name {
            "none" => prompt.none = true,
            "login" => prompt.login = true,
            "consent" => prompt.consent = true,
            "select_account" => prompt.select_account = true,
            _ => return Err(InvalidRequest("prompt must be none, login, consent or select_account")),
        }
    }
    if prompt.none && (prompt.login || prompt.consent || prompt.select_account) {
        return Err(InvalidRequest("prompt none must stand alone"));
    }
    Ok(prompt)
}

fn read_max_age(sent: &Parameters) -> Result<Option<i64>, AuthorizationError> {
    let seconds = |text: &str| text.parse().ok().filter(|seconds: &i64| *seconds >= 0 && !text.starts_with('+'));
    let wrong = InvalidRequest("max_age must be a number of seconds");
    sent.one("max_age")?.map(|text| seconds(text).ok_or(wrong)).transpose()
}

/// First language that the pages have.
fn language_of(locales: &str) -> Option<Language> {
    locales.split(' ').find_map(|tag| Language::of_tag(&tag.split('-').next()?.to_ascii_lowercase()))
}

/// Levels of `acr_values` are wishes (OpenID Connect Core section 3.1.2.1); unknown ones are ignored.
fn level_of(acr_values: Option<&str>) -> AssuranceLevel {
    let wants_two = acr_values.is_some_and(|values| values.split(' ').any(|value| value == TWO_FACTORS));
    if wants_two { AssuranceLevel::Preferred } else { AssuranceLevel::Any }
}
