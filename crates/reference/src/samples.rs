//! The call of an operation as curl, the TypeScript client and Python make it.

use serde_json::Value;

/// Call to write down.
pub struct SampleCall<'a> {
    /// Origin of the service.
    pub url: &'a str,
    /// Upper case.
    pub method: &'a str,
    /// With its parameters in braces.
    pub path: &'a str,
    /// `null` if there is none.
    pub body: Value,
    /// True of an endpoint that takes forms alone.
    pub is_form: bool,
    pub credential: SampleCredential,
    pub takes_refresh_cookie: bool,
}

/// Credential that a call shows outside of its body.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum SampleCredential {
    None,
    /// Session token, or a service key in its place.
    Session,
    /// Token of an application.
    AccessToken,
    /// Id and secret of an application.
    Client,
}

/// Language's name, class and text, in the order of the page.
pub type Sample = (&'static str, &'static str, String);

pub fn samples(call: &SampleCall<'_>) -> Vec<Sample> {
    vec![("curl", "curl", curl(call)), ("JavaScript", "js", javascript(call)), ("Python", "python", python(call))]
}

fn curl(call: &SampleCall<'_>) -> String {
    let mut path = call.path.to_owned();
    for name in parameters(call.path) {
        path = path.replace(&format!("{{{name}}}"), &format!("${}", name.to_uppercase()));
    }
    let method = if call.method == "GET" { String::new() } else { format!("-X {} ", call.method) };
    let mut parts = vec![format!("curl {method}\"{}{path}\"", call.url)];
    parts.extend(match call.credential {
        SampleCredential::None => None,
        SampleCredential::Session => Some("-H \"Authorization: Bearer $TOKEN\"".to_owned()),
        SampleCredential::AccessToken => Some("-H \"Authorization: Bearer $ACCESS_TOKEN\"".to_owned()),
        SampleCredential::Client => Some("-u \"$CLIENT_ID:$CLIENT_SECRET\"".to_owned()),
    });
    if call.takes_refresh_cookie {
        parts.push("-b cookies.txt -c cookies.txt".into());
    }
    if call.is_form {
        let pairs = call.body.as_object().into_iter().flatten();
        parts.extend(
            pairs.map(|(name, value)| format!("--data-urlencode {}", quoted(&format!("{name}={}", plain(value))))),
        );
    } else if !call.body.is_null() {
        parts.push("-H 'Content-Type: application/json'".into());
        parts.push(format!("-d {}", quoted(&call.body.to_string())));
    }
    parts.join(" \\\n  ")
}

/// Text between the single quotes of a shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn javascript(call: &SampleCall<'_>) -> String {
    if call.is_form || call.credential == SampleCredential::AccessToken {
        return fetch(call);
    }
    let names = parameters(call.path).join(", ");
    let mut options = Vec::new();
    if !names.is_empty() {
        options.push(format!("params: {{ path: {{ {names} }} }}"));
    }
    if !call.body.is_null() {
        options.push(format!("body: {}", indented(&call.body)));
    }
    let options = if options.is_empty() { String::new() } else { format!(", {{\n  {},\n}}", options.join(",\n  ")) };
    format!("const {{ data, error }} = await settle(sesame.api.{}(\"{}\"{options}));", call.method, call.path)
}

/// Call of an endpoint that the client has no session for.
fn fetch(call: &SampleCall<'_>) -> String {
    let mut options = vec![format!("method: \"{}\"", call.method)];
    options.extend(match call.credential {
        SampleCredential::None | SampleCredential::Session => None,
        SampleCredential::AccessToken => Some("headers: { Authorization: `Bearer ${accessToken}` }".to_owned()),
        SampleCredential::Client => {
            Some("headers: { Authorization: `Basic ${btoa(`${clientId}:${clientSecret}`)}` }".to_owned())
        }
    });
    if call.is_form {
        options.push(format!("body: new URLSearchParams({})", indented(&call.body)));
    }
    format!("await fetch(\"{}{}\", {{\n  {},\n}});", call.url, call.path, options.join(",\n  "))
}

/// JSON, indented as an argument of a call.
fn indented(value: &Value) -> String {
    format!("{value:#}").replace('\n', "\n  ")
}

fn python(call: &SampleCall<'_>) -> String {
    let prefix = if parameters(call.path).is_empty() { "" } else { "f" };
    let mut parts = vec![format!("{prefix}\"{}{}\"", call.url, call.path)];
    if !call.body.is_null() {
        parts.push(format!("{}={}", if call.is_form { "data" } else { "json" }, literal(&call.body)));
    }
    parts.extend(match call.credential {
        SampleCredential::None => None,
        SampleCredential::Session => Some("headers={\"Authorization\": f\"Bearer {token}\"}".to_owned()),
        SampleCredential::AccessToken => Some("headers={\"Authorization\": f\"Bearer {access_token}\"}".to_owned()),
        SampleCredential::Client => Some("auth=(client_id, client_secret)".to_owned()),
    });
    if call.takes_refresh_cookie {
        parts.push("cookies=cookies".into());
    }
    format!("requests.{}(\n    {},\n)", call.method.to_lowercase(), parts.join(",\n    "))
}

/// Value as Python writes it.
fn literal(value: &Value) -> String {
    match value {
        Value::Null => "None".into(),
        Value::Bool(true) => "True".into(),
        Value::Bool(false) => "False".into(),
        Value::Array(all) => format!("[{}]", all.iter().map(literal).collect::<Vec<_>>().join(", ")),
        Value::Object(all) => {
            let members = all.iter().map(|(name, value)| format!("{}: {}", Value::from(name.as_str()), literal(value)));
            format!("{{{}}}", members.collect::<Vec<_>>().join(", "))
        }
        other => other.to_string(),
    }
}

/// Names between braces.
fn parameters(path: &str) -> Vec<&str> {
    path.split('{').skip(1).filter_map(|rest| rest.split('}').next()).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn call(body: Value) -> SampleCall<'static> {
        let (url, method, path) = ("https://auth.example.com", "PATCH", "/api/auth/passkeys/{id}");
        let credential = SampleCredential::Session;
        SampleCall { url, method, path, body, is_form: false, credential, takes_refresh_cookie: false }
    }

    #[test]
    fn a_call_is_written_in_three_languages() {
        let call = call(json!({ "name": "Ada's", "image": null, "on": true }));
        let [(_, _, curl), (_, _, js), (_, _, python)] = &samples(&call)[..] else { panic!("three") };
        let lines = [
            "curl -X PATCH \"https://auth.example.com/api/auth/passkeys/$ID\"",
            "-H \"Authorization: Bearer $TOKEN\"",
            "-H 'Content-Type: application/json'",
            r#"-d '{"image":null,"name":"Ada'\''s","on":true}'"#,
        ];
        assert_eq!(*curl, lines.join(" \\\n  "));
        assert!(js.starts_with("const { data, error } = await settle(sesame.api.PATCH(\"/api/auth/passkeys/{id}\", {\n  params: { path: { id } },\n  body: {\n    \"image\": null"), "{js}");
        assert_eq!(
            *python,
            "requests.patch(\n    f\"https://auth.example.com/api/auth/passkeys/{id}\",\n    json={\"image\": None, \"name\": \"Ada's\", \"on\": True},\n    headers={\"Authorization\": f\"Bearer {token}\"},\n)"
        );
    }

    #[test]
    fn a_form_is_sent_as_one() {
        let call =
            SampleCall { is_form: true, path: "/oauth2/token", method: "POST", ..call(json!({ "code": "a b" })) };
        let [(_, _, curl), (_, _, js), (_, _, python)] = &samples(&call)[..] else { panic!("three") };
        assert!(
            curl.ends_with("--data-urlencode 'code=a b'")
                && js.contains("new URLSearchParams({\n    \"code\": \"a b\"\n  })"),
            "{js}"
        );
        assert!(python.contains("data={\"code\": \"a b\"}"), "{python}");
    }
}
