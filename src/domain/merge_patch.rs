//! JSON Merge Patch (RFC 7396).

use serde_json::{Map, Value};

/// Changes the members of an object that the patch names: `null` removes one, an object is merged into the one that is
/// there, and anything else replaces it. SQLite's `json_patch` does the same.
pub fn merge(target: &mut Map<String, Value>, patch: &Map<String, Value>) {
    for (name, value) in patch {
        match value {
            Value::Null => {
                target.remove(name);
            }
            Value::Object(members) => {
                let mut merged = match target.remove(name) {
                    Some(Value::Object(present)) => present,
                    _ => Map::new(),
                };
                merge(&mut merged, members);
                target.insert(name.clone(), Value::Object(merged));
            }
            _ => {
                target.insert(name.clone(), value.clone());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// The examples of RFC 7396 appendix A whose documents are objects.
    #[test]
    fn the_examples_of_the_rfc_hold() {
        for (target, patch, expected) in [
            (json!({"a":"b"}), json!({"a":"c"}), json!({"a":"c"})),
            (json!({"a":"b"}), json!({"b":"c"}), json!({"a":"b","b":"c"})),
            (json!({"a":"b"}), json!({"a":null}), json!({})),
            (json!({"a":"b","b":"c"}), json!({"a":null}), json!({"b":"c"})),
            (json!({"a":["b"]}), json!({"a":"c"}), json!({"a":"c"})),
            (json!({"a":"c"}), json!({"a":["b"]}), json!({"a":["b"]})),
            (json!({"a":{"b":"c"}}), json!({"a":{"b":"d","c":null}}), json!({"a":{"b":"d"}})),
            (json!({"a":[{"b":"c"}]}), json!({"a":[1]}), json!({"a":[1]})),
            (json!({"e":null}), json!({"a":1}), json!({"e":null,"a":1})),
            (json!({}), json!({"a":{"bb":{"ccc":null}}}), json!({"a":{"bb":{}}})),
        ] {
            let (Value::Object(mut merged), Value::Object(patch)) = (target.clone(), patch) else { panic!("{target}") };
            merge(&mut merged, &patch);
            assert_eq!(Value::Object(merged), expected, "{target}");
        }
    }
}
