//! Request bodies: JSON and forms, parsed by the same strict rules into the same types.

use std::fmt;

use ::http::Method;
use ::http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::route::Bodies;
use super::{Body, ProtocolError, Request};

/// Parses the fields of a body. An empty body has none.
///
/// # Errors
/// [`ProtocolError::PayloadTooLarge`], [`ProtocolError::UnsupportedMediaType`], [`ProtocolError::NoForm`],
/// [`ProtocolError::UnsupportedCoding`], or [`ProtocolError::Malformed`] for a body that does not parse, is not an object, or has a duplicate field.
pub fn read_fields(request: &Request, bodies: Bodies) -> Result<Map<String, Value>, ProtocolError> {
    let bytes = match &request.body {
        Body::Complete(bytes) => bytes,
        Body::TooLarge => return Err(ProtocolError::PayloadTooLarge),
        Body::Unreadable => return Err(ProtocolError::Malformed),
    };
    if bytes.is_empty() || bodies == Bodies::Unread {
        return Ok(Map::new());
    }
    if is_coded(request) {
        return Err(ProtocolError::UnsupportedCoding);
    }
    match (kind(request), bodies) {
        (Some(Kind::Form), Bodies::Forms) if names_several_resources(bytes) => Err(ProtocolError::SeveralResources),
        (Some(Kind::Form), _) => parse_form(bytes),
        (_, Bodies::Forms) => Err(ProtocolError::NoForm),
        (Some(Kind::MergePatch), _) if request.method == Method::PATCH => parse_json(bytes),
        (Some(Kind::Json), _) => parse_json(bytes),
        (Some(Kind::MergePatch) | None, _) => Err(ProtocolError::UnsupportedMediaType),
    }
}

/// Media type of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `application/json`.
    Json,
    /// `application/x-www-form-urlencoded`.
    Form,
    /// `application/merge-patch+json` (RFC 7396), of a `PATCH`.
    MergePatch,
}

/// True if a content coding such as gzip was applied (RFC 9110 section 8.4).
fn is_coded(request: &Request) -> bool {
    request.headers.get_all(CONTENT_ENCODING).iter().any(|coding| !coding.as_bytes().eq_ignore_ascii_case(b"identity"))
}

/// Media type of a body in UTF-8 or without a charset; `None` for any other.
pub fn kind(request: &Request) -> Option<Kind> {
    let mut parts = request.header(CONTENT_TYPE)?.split(';').map(str::trim);
    let kind = match parts.next()? {
        json if json.eq_ignore_ascii_case("application/json") => Kind::Json,
        form if form.eq_ignore_ascii_case("application/x-www-form-urlencoded") => Kind::Form,
        patch if patch.eq_ignore_ascii_case("application/merge-patch+json") => Kind::MergePatch,
        _ => return None,
    };
    let is_read = |parameter: &str| match parameter.split_once('=') {
        Some((name, value)) if name.trim().eq_ignore_ascii_case("charset") => is_utf8(value),
        _ => true,
    };
    parts.all(is_read).then_some(kind)
}

/// True for UTF-8, by its name or usual alias, and for ASCII, its subset.
fn is_utf8(charset: &str) -> bool {
    let label = charset.trim().trim_matches('"');
    ["utf-8", "utf8", "us-ascii", "ascii", ""].iter().any(|known| label.eq_ignore_ascii_case(known))
}

/// Deserializes an optional field. An empty one counts as absent.
///
/// # Errors
/// If it is neither text nor null.
pub fn filled<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(Option::<String>::deserialize(deserializer)?.filter(|text| !text.is_empty()))
}

fn parse_json(bytes: &[u8]) -> Result<Map<String, Value>, ProtocolError> {
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let value = Unique.deserialize(&mut deserializer).map_err(|_| ProtocolError::Malformed)?;
    deserializer.end().map_err(|_| ProtocolError::Malformed)?;
    match value {
        Value::Object(fields) => Ok(fields),
        _ => Err(ProtocolError::Malformed),
    }
}

/// True for a form that is well-formed but for its several resources.
fn names_several_resources(bytes: &[u8]) -> bool {
    let pairs: Vec<(String, String)> = serde_html_form::from_bytes(bytes).unwrap_or_default();
    let names = || pairs.iter().map(|(name, _)| name.as_str());
    let is_once = |name: &str| names().filter(|other| *other == name).count() == 1;
    !is_once("resource")
        && names().any(|name| name == "resource")
        && names().all(|name| name == "resource" || is_once(name))
}

/// Parses a form by WHATWG URL section 5.1, but refuses what that would repair: broken escapes, broken UTF-8, a
/// duplicate field.
fn parse_form(bytes: &[u8]) -> Result<Map<String, Value>, ProtocolError> {
    let escapes_hold = bytes
        .iter()
        .enumerate()
        .filter(|(_, byte)| **byte == b'%')
        .all(|(at, _)| bytes.get(at + 1..at + 3).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit)));
    if !escapes_hold || percent_encoding::percent_decode(bytes).decode_utf8().is_err() {
        return Err(ProtocolError::Malformed);
    }
    let pairs: Vec<(String, String)> = serde_html_form::from_bytes(bytes).map_err(|_| ProtocolError::Malformed)?;
    let mut fields = Map::new();
    for (name, value) in pairs {
        if fields.insert(name, Value::String(value)).is_some() {
            return Err(ProtocolError::Malformed);
        }
    }
    Ok(fields)
}

/// JSON value without duplicate names at any depth: parsers disagree about which of two counts.
struct Unique;

impl<'de> DeserializeSeed<'de> for Unique {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Unique {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON without duplicate fields")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = seq.next_element_seed(Unique)? {
            values.push(value);
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut fields = Map::new();
        while let Some(name) = map.next_key::<String>()? {
            let value = map.next_value_seed(Unique)?;
            if fields.insert(name, value).is_some() {
                return Err(A::Error::custom("duplicate field"));
            }
        }
        Ok(Value::Object(fields))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn announced(headers: &[(::http::HeaderName, &'static str)]) -> Request {
        let mut map = ::http::HeaderMap::new();
        for (name, value) in headers {
            map.append(name.clone(), ::http::HeaderValue::from_static(value));
        }
        let (method, body) = (::http::Method::POST, Body::Complete(b"{}".to_vec()));
        Request { method, path: "/".into(), query: None, headers: map, body, place: None }
    }

    #[test]
    fn a_charset_is_utf8_under_any_of_its_names() {
        for good in [
            "application/json",
            "Application/JSON;charset=UTF-8",
            "application/json; charset=utf8",
            "application/json; charset=\"UTF8\"",
            "application/json ; Charset = utf-8 ; profile=x",
            "application/json; charset=us-ascii",
            "application/json; charset=",
            "application/json;",
        ] {
            assert_eq!(kind(&announced(&[(CONTENT_TYPE, good)])), Some(Kind::Json), "{good}");
        }
        assert_eq!(
            kind(&announced(&[(CONTENT_TYPE, "application/x-www-form-urlencoded; charset=utf8")])),
            Some(Kind::Form)
        );
        for bad in [
            "application/json; charset=utf-16",
            "application/json; charset=iso-8859-1",
            "application/json; charset=utf-8; charset=utf-16",
            "application/json; charset=utf-7",
            "application/jsonp",
            "text/plain; charset=utf-8",
            "",
        ] {
            assert_eq!(kind(&announced(&[(CONTENT_TYPE, bad)])), None, "{bad}");
        }
    }

    #[test]
    fn compressed_bodies_are_refused() {
        let json = (CONTENT_TYPE, "application/json");
        for coding in ["gzip", "br", "deflate", "GZIP", "identity, gzip", "x"] {
            let request = announced(&[json.clone(), (CONTENT_ENCODING, coding)]);
            assert_eq!(read_fields(&request, Bodies::Any), Err(ProtocolError::UnsupportedCoding), "{coding}");
        }
        let request = announced(&[json.clone(), (CONTENT_ENCODING, "identity"), (CONTENT_ENCODING, "gzip")]);
        assert_eq!(read_fields(&request, Bodies::Any), Err(ProtocolError::UnsupportedCoding));
        for coding in ["identity", "Identity"] {
            assert!(
                read_fields(&announced(&[json.clone(), (CONTENT_ENCODING, coding)]), Bodies::Any).is_ok(),
                "{coding}"
            );
        }
        let empty = Request { body: Body::Complete(vec![]), ..announced(&[(CONTENT_ENCODING, "gzip")]) };
        assert!(read_fields(&empty, Bodies::Any).is_ok(), "there is nothing to read");
    }

    #[test]
    fn a_route_of_forms_reads_nothing_else() {
        let read = |kind| read_fields(&announced(&[(CONTENT_TYPE, kind)]), Bodies::Forms);
        for kind in ["application/json", "text/plain", "multipart/form-data; boundary=x"] {
            assert_eq!(read(kind), Err(ProtocolError::NoForm), "{kind}");
        }
        assert_ne!(read("application/x-www-form-urlencoded"), Err(ProtocolError::NoForm));
    }

    #[test]
    fn strict_json() {
        assert!(parse_json(br#"{"a":[{"b":1.5,"c":null}],"d":"\u00e9"}"#).is_ok());
        let deep = "[".repeat(100_000);
        for bad in [
            "",
            " ",
            "null",
            "[]",
            "\"a\"",
            "{",
            "{} x",
            r#"{"a":1,"a":2}"#,
            r#"{"x":{"a":1,"a":2}}"#,
            r#"{"x":[{"a":1,"a":2}]}"#,
            "\u{feff}{}",
            r#"{"a":NaN}"#,
            r#"{"a":1e999}"#,
            r#"{"a":"\ud800"}"#,
            &format!("{{\"a\":{deep}"),
        ] {
            assert_eq!(parse_json(bad.as_bytes()), Err(ProtocolError::Malformed), "{bad:.40}");
        }
        assert_eq!(parse_json(b"{\"a\":\"\xff\"}"), Err(ProtocolError::Malformed));
    }

    #[test]
    fn strict_forms() {
        let fields = parse_form(b"email=a%40b.com&password=a+b%2B&empty=").expect("a form");
        assert_eq!(fields.get("email"), Some(&Value::from("a@b.com")));
        assert_eq!(fields.get("password"), Some(&Value::from("a b+")));
        assert_eq!(fields.get("empty"), Some(&Value::from("")));
        for bad in [&b"a=1&a=2"[..], b"a=%", b"a=%4", b"a=%zz", b"a=%ff", b"a=\xff", b"%61=1&a=2"] {
            assert_eq!(parse_form(bad), Err(ProtocolError::Malformed), "{bad:?}");
        }
    }
}
