//! PATCH: JSON Merge Patch (RFC 7396) over named members, on the version that `If-Match` names (RFC 9110 section 13.1.1).

use ::http::header::{ETAG, IF_MATCH};
use serde_json::{Map, Value};

use crate::domain::AuthError;
use crate::domain::version::ExpectedVersion;
use crate::http::{Exchange, Request, Response, reply};

/// Members that every act takes, besides those that it changes.
const REMARKS: [&str; 2] = ["reason", "note"];

/// Members to change, which are among `names`; `null` removes one.
///
/// # Errors
/// [`AuthError::InvalidRequest`] for any other member.
pub fn members(exchange: &Exchange, names: &[&str]) -> Result<Map<String, Value>, AuthError> {
    let is_change = |name: &str| !REMARKS.contains(&name);
    let changes: Map<String, Value> = exchange.fields.clone().into_iter().filter(|(name, _)| is_change(name)).collect();
    if changes.keys().any(|name| !names.contains(&name.as_str())) {
        return Err(AuthError::InvalidRequest("a member is unknown, or cannot be changed"));
    }
    Ok(changes)
}

/// Versions in `If-Match`: any without the header, and for `*`. Weak tags count like strong ones; a tag that is not
/// ours fits no version.
pub fn expected_version(request: &Request) -> ExpectedVersion {
    let mut lines = request.headers.get_all(IF_MATCH).iter().peekable();
    if lines.peek().is_none() {
        return ExpectedVersion::Any;
    }
    let tags: Vec<&str> =
        lines.filter_map(|line| line.to_str().ok()).flat_map(|line| line.split(',')).map(str::trim).collect();
    if tags.contains(&"*") {
        return ExpectedVersion::Any;
    }
    ExpectedVersion::OneOf(tags.into_iter().filter_map(version_of).collect())
}

fn version_of(tag: &str) -> Option<i64> {
    let version = tag.strip_prefix("W/").unwrap_or(tag).strip_prefix('"')?.strip_suffix('"')?.parse().ok()?;
    tag.ends_with(&tag_of(version)).then_some(version)
}

fn tag_of(version: i64) -> String {
    format!("\"{version}\"")
}

/// Answer with its `ETag`.
#[must_use]
pub fn tagged(mut response: Response, version: i64) -> Response {
    reply::set_header(&mut response, ETAG, &tag_of(version));
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::Body;
    use ::http::{HeaderMap, HeaderValue, Method};

    fn expected(lines: &[&'static str]) -> ExpectedVersion {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(IF_MATCH, HeaderValue::from_static(line));
        }
        let (method, body) = (Method::PATCH, Body::Complete(Vec::new()));
        expected_version(&Request { method, path: "/".into(), query: None, headers, body, place: None })
    }

    #[test]
    fn a_version_is_named_by_its_tag_weak_or_strong() {
        for lines in [&["\"3\""][..], &["W/\"3\""], &[" \"3\" "], &["\"a,b\", \"3\""], &["\"a\"", "\"3\""]] {
            assert_eq!(expected(lines), ExpectedVersion::OneOf(vec![3]), "{lines:?}");
        }
        assert_eq!(expected(&["\"3\",W/\"4\""]), ExpectedVersion::OneOf(vec![3, 4]));
        assert_eq!(expected(&[]), ExpectedVersion::Any);
        assert_eq!(expected(&["*"]), ExpectedVersion::Any);
    }

    #[test]
    fn a_tag_that_is_not_ours_fits_no_version() {
        for line in
            ["", "3", "\"3", "3\"", "\"\"", "\"03\"", "\"+3\"", "\" 3\"", "w/\"3\"", "W/ \"3\"", "\"x\"", "\"\"3\"\""]
        {
            assert_eq!(expected(&[line]), ExpectedVersion::OneOf(Vec::new()), "{line}");
        }
    }
}
