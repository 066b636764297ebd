//! JSON and form bodies.

use http::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use http::{Method, StatusCode};
use proptest::prelude::*;
use serde_json::{Map, Value};
use sesame::http::body::read_fields;
use sesame::http::route::Bodies;
use sesame::http::{Body, ProtocolError, Request};

const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";

fn read(kind: &str, body: Vec<u8>) -> Result<Map<String, Value>, ProtocolError> {
    let mut headers = HeaderMap::new();
    if let Ok(kind) = HeaderValue::from_str(kind) {
        headers.insert(CONTENT_TYPE, kind);
    }
    let body = Body::Complete(body);
    read_fields(
        &Request { method: Method::POST, path: "/".into(), query: None, headers, body, place: None },
        Bodies::Any,
    )
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map(any::<String>(), inner, 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// Encodes `name=value&…` with every byte escaped.
fn form<'a>(fields: impl IntoIterator<Item = (&'a String, &'a String)>) -> String {
    let escaped = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
    let pairs: Vec<String> =
        fields.into_iter().map(|(name, value)| format!("{}={}", escaped(name), escaped(value))).collect();
    pairs.join("&")
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(kind in prop_oneof![Just(JSON.to_owned()), Just(FORM.to_owned()), "\\PC{0,40}"], body: Vec<u8>) {
        if let Err(error) = read(&kind, body) {
            let expected = [StatusCode::BAD_REQUEST, StatusCode::UNSUPPORTED_MEDIA_TYPE];
            prop_assert!(expected.contains(&error.describe().status), "{error:?}");
        }
    }

    #[test]
    fn nearly_valid_json_is_read_or_refused(body in "[\\[\\]{}\":,0-9eE+\\-a-z\\\\u. \u{feff}]{0,60}") {
        let ours = read(JSON, body.clone().into_bytes());
        if let (Ok(ours), false) = (ours, body.is_empty()) {
            prop_assert_eq!(Some(Value::Object(ours)), serde_json::from_str(&body).ok());
        }
    }

    #[test]
    fn an_object_is_read_as_it_was_written(fields in prop::collection::btree_map(any::<String>(), value(), 0..6)) {
        let object: Map<String, Value> = fields.into_iter().collect();
        let written = serde_json::to_vec(&object).expect("JSON");
        prop_assert_eq!(read(JSON, written), Ok(object));
    }

    #[test]
    fn a_duplicate_name_is_refused_at_any_depth(name: String, first in value(), second in value(), depth in 0_usize..20) {
        let member = |value: &Value| format!("{}:{value}", Value::from(name.as_str()));
        let twice = format!("{{{},{}}}", member(&first), member(&second));
        let nested = format!("{}{twice}{}", "{\"a\":[".repeat(depth), "]}".repeat(depth));
        prop_assert_eq!(read(JSON, nested.into_bytes()), Err(ProtocolError::Malformed));
    }

    #[test]
    fn a_form_is_read_as_it_was_written(fields in prop::collection::btree_map(any::<String>(), any::<String>(), 1..6)) {
        let expected: Map<String, Value> = fields.iter().map(|(name, value)| (name.clone(), value.as_str().into())).collect();
        prop_assert_eq!(read(FORM, form(&fields).into_bytes()), Ok(expected));
        let (name, value) = fields.iter().next().expect("a field");
        let twice = format!("{}&{}", form(&fields), form([(name, value)]));
        prop_assert_eq!(read(FORM, twice.into_bytes()), Err(ProtocolError::Malformed));
    }

    #[test]
    fn a_broken_escape_is_refused(before in "[a-z=]{0,10}", rest in "[g-z%]{0,2}") {
        prop_assert_eq!(read(FORM, format!("{before}%{rest}").into_bytes()), Err(ProtocolError::Malformed));
    }
}
