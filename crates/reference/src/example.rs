//! Example of a value, from its schema.

use serde_json::{Map, Value, json};

use crate::document::{alternatives, items, members, resolved, text};

/// Value that fits the schema: its own example, or one made of its members.
pub fn example(document: &Value, schema: &Value) -> Value {
    let schema = resolved(document, schema);
    let given = schema.get("example").or_else(|| schema.get("const")).or_else(|| items(schema, "/enum").next());
    if let Some(value) = given {
        return value.clone();
    }
    match alternatives(schema).first() {
        Some(first) if !std::ptr::eq(*first, schema) => return example(document, first),
        _ => {}
    }
    let kind = match schema.get("type") {
        Some(Value::Array(several)) => several.first().and_then(Value::as_str).unwrap_or_default(),
        _ => text(schema, "/type"),
    };
    match kind {
        "string" => Value::from(string(schema)),
        "integer" | "number" => schema.get("minimum").cloned().unwrap_or(json!(1)),
        "boolean" => json!(true),
        "array" => Value::from(schema.get("items").map_or(Vec::new(), |of| vec![example(document, of)])),
        "null" => Value::Null,
        _ => {
            let members = members(schema, "/properties").map(|(name, of)| (name.to_owned(), example(document, of)));
            Value::Object(members.collect::<Map<_, _>>())
        }
    }
}

fn string(schema: &Value) -> &'static str {
    match text(schema, "/format") {
        "uuid" => "45314ce9-74c8-48dd-9094-0bcf980f335b",
        "date-time" => "2026-11-29T12:00:00Z",
        "date" => "2026-11-29",
        "email" => "ada@example.org",
        "uri" | "trusted-uri" => "https://app.example.com/",
        "password" => "correct horse battery",
        _ => "…",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_example_has_the_members_of_its_schema() {
        let document = json!({ "components": { "schemas": { "Id": { "type": "string", "format": "uuid" } } } });
        let schema = json!({ "type": "object", "properties": {
            "id": { "$ref": "#/components/schemas/Id" },
            "all": { "type": "array", "items": { "type": ["integer", "null"], "minimum": 3 } },
            "kind": { "enum": ["a", "b"] },
            "given": { "type": "string", "example": "own" },
            "either": { "anyOf": [{ "type": "boolean" }, { "type": "null" }] },
        } });
        let made = json!({ "id": "45314ce9-74c8-48dd-9094-0bcf980f335b", "all": [3], "kind": "a", "given": "own", "either": true });
        assert_eq!(example(&document, &schema), made);
    }
}
