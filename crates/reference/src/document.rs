//! Converts the OpenAPI document to the page's content.

use serde_json::{Map, Value};

use crate::example::example;
use crate::notation::notation;
use crate::samples::{SampleCall, SampleCredential, samples};
use crate::view::{Operation, ReferenceAnswer, ReferenceField, ReferenceSection};

/// Text at a JSON pointer (RFC 6901); empty if missing.
pub fn text<'a>(value: &'a Value, pointer: &str) -> &'a str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

/// Operations by tag, in the order of the tags. One with two tags is in both sections.
///
/// `url` is the origin that the samples call.
pub fn sections<'a>(document: &'a Value, url: &str) -> Vec<ReferenceSection<'a>> {
    let section = |tag| ReferenceSection {
        name: text(tag, "/name"),
        description: text(tag, "/description"),
        operations: operations(document, (text(tag, "/name"), url)),
    };
    items(document, "/tags").map(section).collect()
}

fn operations<'a>(document: &'a Value, (tag, url): (&str, &str)) -> Vec<Operation<'a>> {
    let paths = members(document, "/paths").flat_map(|(path, item)| members(item, "").map(move |of| (path, item, of)));
    paths
        .filter(|(_, _, (_, operation))| items(operation, "/tags").any(|one| one == tag))
        .map(|(path, item, (method, operation))| {
            let body = RequestBody::of(document, operation);
            let (takes_refresh_cookie, is_open) = (wants(operation, &["refreshCookie"]), is_open(operation));
            let (method, credential) = (method.to_uppercase(), credential(operation, &body.example));
            let (body, schema, is_form) = (body.example, body.schema, body.is_form);
            let call = SampleCall { url, method: &method, path, body, is_form, credential, takes_refresh_cookie };
            let samples = samples(&call);
            Operation {
                id: Some(text(operation, "/operationId"))
                    .filter(|_| text(operation, "/tags/0") == tag)
                    .unwrap_or_default(),
                path,
                summary: text(operation, "/summary"),
                description: text(operation, "/description"),
                takes_session: credential == SampleCredential::Session && !is_open,
                takes_refresh_cookie: takes_refresh_cookie && !is_open,
                fields: fields(document, item, (operation, schema)),
                samples,
                answers: members(operation, "/responses").map(|(status, one)| answer(document, status, one)).collect(),
                method,
            }
        })
        .collect()
}

/// Body of a request: its schema, and an example of it.
struct RequestBody<'a> {
    schema: Option<&'a Value>,
    /// `null` if there is no body.
    example: Value,
    is_form: bool,
}

impl<'a> RequestBody<'a> {
    fn of(document: &'a Value, operation: &'a Value) -> Self {
        let of_type = |name: &str| operation.pointer(&format!("/requestBody/content/application~1{name}"));
        let (json, form) = (of_type("json"), of_type("x-www-form-urlencoded"));
        let content = json.or(form);
        let schema = content.and_then(|content| content.get("schema"));
        let first =
            content.and_then(|content| members(content, "/examples").next()).and_then(|(_, one)| one.get("value"));
        let given = content.and_then(|content| content.get("example")).or(first).cloned();
        let example = given.or_else(|| schema.map(|schema| example(document, schema))).unwrap_or_default();
        Self { schema, example, is_form: json.is_none() && form.is_some() }
    }
}

/// True if a security requirement of the operation names one of these schemes.
fn wants(operation: &Value, schemes: &[&str]) -> bool {
    items(operation, "/security").any(|requirement| members(requirement, "").any(|(name, _)| schemes.contains(&name)))
}

/// True if the operation may be called without a credential.
fn is_open(operation: &Value) -> bool {
    items(operation, "/security").any(|requirement| members(requirement, "").next().is_none())
}

/// Credential that a sample shows, unless it stands in the body.
fn credential(operation: &Value, body: &Value) -> SampleCredential {
    let is_in_body = |name: &str| body.get(name).is_some();
    if wants(operation, &["bearer", "cookie", "serviceKey"]) {
        SampleCredential::Session
    } else if wants(operation, &["accessToken"]) && !is_in_body("access_token") {
        SampleCredential::AccessToken
    } else if wants(operation, &["client"]) && !is_in_body("client_id") {
        SampleCredential::Client
    } else {
        SampleCredential::None
    }
}

/// Parameters of path and query, then fields of the body.
fn fields<'a>(
    document: &'a Value,
    item: &'a Value,
    (operation, body): (&'a Value, Option<&'a Value>),
) -> Vec<ReferenceField<'a>> {
    let parameters =
        items(item, "/parameters").chain(items(operation, "/parameters")).map(|parameter| ReferenceField {
            name: text(parameter, "/name"),
            kind: parameter.get("schema").map_or(String::new(), |schema| notation(document, schema)),
            is_required: parameter.get("required") == Some(&Value::Bool(true)),
            description: text(parameter, "/description"),
        });
    let mut fields: Vec<ReferenceField<'a>> = parameters.collect();
    for object in body.into_iter().flat_map(alternatives) {
        let object = resolved(document, object);
        for (name, schema) in members(object, "/properties") {
            if fields.iter().all(|known| known.name != name) {
                let is_required = items(object, "/required").any(|one| one == name);
                let kind = notation(document, schema);
                fields.push(ReferenceField { name, kind, is_required, description: description(document, schema) });
            }
        }
    }
    fields
}

fn answer<'a>(document: &'a Value, status: &'a str, answer: &'a Value) -> ReferenceAnswer<'a> {
    let answer = resolved(document, answer);
    let schema = answer.pointer("/content/application~1json/schema");
    let of_success = schema.filter(|_| status.starts_with('2'));
    ReferenceAnswer {
        status,
        description: text(answer, "/description"),
        shapes: schema.into_iter().flat_map(alternatives).map(|schema| shape(document, schema)).collect(),
        notation: of_success.map_or(String::new(), |schema| notation(document, schema)),
        example: of_success.map_or(String::new(), |schema| format!("{:#}", example(document, schema))),
    }
}

/// Members of an object, such as `{user, session}`.
fn shape(document: &Value, schema: &Value) -> String {
    let schema = resolved(document, schema);
    let names: Vec<&str> = items(schema, "/required").filter_map(Value::as_str).collect();
    format!("{{{}}}", names.join(", "))
}

/// Alternatives of a schema: itself, or those it lists.
pub fn alternatives(schema: &Value) -> Vec<&Value> {
    let listed: Vec<&Value> = items(schema, "/anyOf").chain(items(schema, "/oneOf")).collect();
    if listed.is_empty() { vec![schema] } else { listed }
}

/// Description of a schema, or of the first one it refers to.
fn description<'a>(document: &'a Value, schema: &'a Value) -> &'a str {
    alternatives(schema).into_iter().map(|one| text(resolved(document, one), "/description")).next().unwrap_or_default()
}

/// Target of a reference within the document.
pub fn resolved<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    let target = text(value, "/$ref").strip_prefix('#').and_then(|pointer| document.pointer(pointer));
    target.unwrap_or(value)
}

pub fn items<'a>(value: &'a Value, pointer: &str) -> impl Iterator<Item = &'a Value> {
    value.pointer(pointer).and_then(Value::as_array).into_iter().flatten()
}

pub fn members<'a>(value: &'a Value, pointer: &str) -> impl Iterator<Item = (&'a str, &'a Value)> {
    let members: Option<&Map<String, Value>> = value.pointer(pointer).and_then(Value::as_object);
    members.into_iter().flatten().map(|(name, value)| (name.as_str(), value))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::own_json;

    fn document() -> Value {
        serde_json::from_str(&own_json()).expect("the document")
    }

    #[test]
    fn the_document_has_no_merge_keys_and_no_shared_parts() {
        assert!(!own_json().contains("\"<<\"") && !own_json().contains("x-shared"));
    }

    /// In an unquoted text, the part after a comma would become a member of its own, without a value.
    #[test]
    fn no_description_was_cut_at_a_comma() {
        assert!(!own_json().contains(":null"));
    }

    #[test]
    fn every_reference_resolves() {
        let (document, json) = (document(), own_json());
        let all: BTreeSet<&str> =
            json.split("\"$ref\":\"#").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        assert!(all.len() > 50, "{}", all.len());
        for pointer in all {
            assert!(document.pointer(pointer).is_some(), "{pointer}");
        }
    }

    #[test]
    fn every_operation_has_one_anchor_and_every_body_an_example() {
        let document = document();
        let sections = sections(&document, "https://auth.example.com");
        let operations: Vec<_> = sections.iter().flat_map(|section| &section.operations).collect();
        let ids: Vec<&str> = operations.iter().map(|one| one.id).filter(|id| !id.is_empty()).collect();
        assert_eq!(ids.len(), ids.iter().collect::<BTreeSet<_>>().len());
        let all = members(&document, "/paths").flat_map(|(_, item)| members(item, ""));
        assert_eq!(ids.len(), all.filter(|(_, operation)| operation.get("operationId").is_some()).count());
        for operation in operations {
            assert_eq!(operation.samples.len(), 3, "{}", operation.id);
            let has_body =
                operation.fields.iter().any(|field| field.is_required && !operation.path.contains(field.name));
            let [(_, _, curl), ..] = operation.samples.as_slice() else { panic!("{}", operation.id) };
            assert!(!has_body || operation.method == "GET" || curl.contains("-d"), "{}: {curl}", operation.id);
        }
    }

    #[test]
    fn a_call_shows_the_credential_that_it_takes() {
        let document = document();
        let sections = sections(&document, "https://auth.example.com");
        let find = |id: &str| sections.iter().flat_map(|section| &section.operations).find(|one| one.id == id);
        for (id, takes_session, sign) in [
            ("listSessions", true, "Authorization: Bearer $TOKEN"),
            ("introspectToken", false, "-u \"$CLIENT_ID:$CLIENT_SECRET\""),
            ("getUserinfo", false, "Authorization: Bearer $ACCESS_TOKEN"),
            ("issueTokens", false, "client_id="),
            ("postUserinfo", false, "access_token="),
        ] {
            let operation = find(id).unwrap_or_else(|| panic!("{id}"));
            let [(_, _, curl), ..] = operation.samples.as_slice() else { panic!("{id}") };
            assert!(operation.takes_session == takes_session && curl.contains(sign), "{id}: {curl}");
            let shown = ["-u ", "Bearer ", "client_id=", "access_token="].iter().filter(|one| curl.contains(**one));
            assert_eq!(shown.count(), 1, "{id}: {curl}");
        }
    }

    #[test]
    fn the_page_shows_the_document() {
        let document = document();
        let sections = sections(&document, "https://auth.example.com");
        let names: Vec<&str> = sections.iter().map(|section| section.name).collect();
        assert_eq!(names, ["bearer", "session", "passwordless", "cookie", "admin", "oauth", "service"]);
        let [bearer, ..] = sections.as_slice() else { panic!("sections") };
        let log_in = bearer.operations.iter().find(|operation| operation.path == "/auth/login").expect("the login");
        assert_eq!(log_in.method, "POST");
        let fields: Vec<&str> = log_in.fields.iter().map(|field| field.name).collect();
        assert_eq!(fields, ["email", "password", "totp_code", "session_platform", "username"]);
        let ok = log_in.answers.iter().find(|answer| answer.status == "200").expect("an answer");
        assert_eq!(ok.shapes, ["{bearer}", "{expiration_date, auth_id}"]);
        assert!(
            ok.notation.starts_with("{\n  bearer: string\n} | {") && ok.example.contains("\"bearer\": \""),
            "{}",
            ok.notation
        );
        assert_eq!(log_in.fields.iter().map(|field| field.kind.as_str()).next(), Some("string"));
    }
}
