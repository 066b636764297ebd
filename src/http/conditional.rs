//! Conditional requests: the version of what is answered, and `If-Match` (RFC 9110 section 13.1.1).

use ::http::header::{ETAG, IF_MATCH};

use super::{Request, Response, reply};

/// Versions that a change is meant for; `None` without a condition. A tag that was never given out fits no version, and
/// `W/` is ignored.
pub fn if_match(request: &Request) -> Option<Vec<i64>> {
    let mut fields = request.headers.get_all(IF_MATCH).iter().peekable();
    fields.peek()?;
    let lists: Vec<_> = fields.map(|field| field.to_str().unwrap_or_default()).collect();
    let mut tags = lists.iter().flat_map(|list| list.split(',')).map(str::trim);
    if tags.clone().any(|tag| tag == "*") { None } else { Some(tags.by_ref().filter_map(version).collect()) }
}

fn version(tag: &str) -> Option<i64> {
    tag.strip_prefix("W/").unwrap_or(tag).strip_prefix('"')?.strip_suffix('"')?.parse().ok()
}

/// Tells the version of what is answered.
pub fn set_version(response: &mut Response, version: i64) {
    reply::set_header(response, ETAG, &format!("\"{version}\""));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(fields: &[&'static str]) -> Request {
        let mut headers = ::http::HeaderMap::new();
        for field in fields {
            headers.append(IF_MATCH, ::http::HeaderValue::from_static(field));
        }
        Request::with_headers(::http::Method::PATCH, headers)
    }

    #[test]
    fn if_match_names_versions() {
        for (fields, expected) in [
            (&[][..], None),
            (&["*"], None),
            (&["\"1\""], Some(vec![1])),
            (&["W/\"7\""], Some(vec![7])),
            (&["\"1\", \"x\" ,W/\"3\""], Some(vec![1, 3])),
            (&["\"1\"", "\"2\""], Some(vec![1, 2])),
            (&["1"], Some(vec![])),
            (&[""], Some(vec![])),
            (&["\""], Some(vec![])),
        ] {
            assert_eq!(if_match(&request(fields)), expected, "{fields:?}");
        }
    }
}
