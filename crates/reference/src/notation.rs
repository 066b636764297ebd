//! Notation of a schema, as TypeScript writes types.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::document::{alternatives, items, members, resolved, text};

/// Levels of nested objects that are written out.
const LEVELS: usize = 4;

/// Type of a schema in some lines, with two spaces a level.
pub fn notation(document: &Value, schema: &Value) -> String {
    write(document, schema, 0)
}

fn write(document: &Value, schema: &Value, level: usize) -> String {
    let schema = resolved(document, schema);
    let listed = alternatives(schema);
    if listed.len() > 1 {
        return union(listed.into_iter().map(|one| write(document, one, level)));
    }
    if let [only] = listed.as_slice()
        && !std::ptr::eq(*only, schema)
    {
        return write(document, only, level);
    }
    if let Some(value) = schema.get("const") {
        return value.to_string();
    }
    if schema.get("enum").is_some() {
        return union(items(schema, "/enum").map(ToString::to_string));
    }
    let names = schema.get("type").map_or(Vec::new(), |kind| match kind {
        Value::Array(several) => several.iter().filter_map(Value::as_str).collect(),
        one => one.as_str().into_iter().collect(),
    });
    if names.is_empty() {
        return if schema.get("properties").is_some() { object(document, schema, level) } else { "unknown".into() };
    }
    union(names.into_iter().map(|name| named(document, schema, (name, level))))
}

fn named(document: &Value, schema: &Value, (name, level): (&str, usize)) -> String {
    match name {
        "integer" => "number".into(),
        "array" => {
            let of = schema.get("items").map_or("unknown".into(), |of| write(document, of, level));
            if of.contains(" | ") && !of.starts_with('{') { format!("({of})[]") } else { format!("{of}[]") }
        }
        "object" => object(document, schema, level),
        other => other.into(),
    }
}

fn object(document: &Value, schema: &Value, level: usize) -> String {
    let required: BTreeSet<&str> = items(schema, "/required").filter_map(Value::as_str).collect();
    let inside = "  ".repeat(level + 1);
    let mut lines: Vec<String> = Vec::new();
    for (name, of) in members(schema, "/properties") {
        let mark = if required.contains(name) { "" } else { "?" };
        let kind = if level < LEVELS { write(document, of, level + 1) } else { "object".into() };
        let format = text(resolved(document, of), "/format");
        let remark = if format.is_empty() || kind.contains('{') { String::new() } else { format!(" // {format}") };
        lines.push(format!("{inside}{name}{mark}: {kind}{remark}\n"));
    }
    if lines.is_empty() { "object".into() } else { format!("{{\n{}{}}}", lines.concat(), "  ".repeat(level)) }
}

/// Alternatives, each once.
fn union(kinds: impl Iterator<Item = String>) -> String {
    let mut known: Vec<String> = Vec::new();
    for kind in kinds {
        if !known.contains(&kind) {
            known.push(kind);
        }
    }
    known.join(" | ")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn types_are_written_as_typescript_does() {
        let document = json!({ "components": { "schemas": { "Id": { "type": "string", "format": "uuid" } } } });
        let reference = json!({ "$ref": "#/components/schemas/Id" });
        for (schema, written) in [
            (json!({ "type": ["string", "null"] }), "string | null"),
            (json!({ "type": "integer" }), "number"),
            (json!({ "enum": ["a", null] }), "\"a\" | null"),
            (json!({ "const": true }), "true"),
            (json!({ "anyOf": [reference, { "type": "null" }] }), "string | null"),
            (json!({ "type": "array", "items": { "enum": [1, 2] } }), "(1 | 2)[]"),
            (json!({ "type": "object" }), "object"),
            (json!({}), "unknown"),
        ] {
            assert_eq!(notation(&document, &schema), written, "{schema}");
        }
        let nested = json!({ "type": "object", "required": ["user"], "properties": {
            "user": { "type": "object", "required": ["id"], "properties": { "id": reference } },
            "next": { "type": "string" },
        } });
        let lines = "{\n  next?: string\n  user: {\n    id: string // uuid\n  }\n}";
        assert_eq!(notation(&document, &nested), lines);
    }
}
