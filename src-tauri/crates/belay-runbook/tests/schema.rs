//! The schema says what the reader knows: no more, and no less.
#![allow(clippy::unwrap_used)]

use belay_runbook::check::{Options, check};
use belay_runbook::{SCHEMA, read};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

fn schema() -> Value {
    serde_json::from_str(SCHEMA).unwrap()
}

fn names(object: &Value) -> BTreeSet<String> {
    object.as_object().unwrap().keys().cloned().collect()
}

/// What of JSON Schema the schema uses, and nothing else.
fn violations(schema: &Value, root: &Value, value: &Value, at: &str) -> Vec<String> {
    let mut found = Vec::new();
    let told = |what: &str| format!("{at}: {what}: {value}");
    for (keyword, wanted) in schema.as_object().unwrap() {
        let holds = match keyword.as_str() {
            "$schema" | "title" | "description" | "$defs" => true,
            "$ref" => {
                let path = wanted.as_str().unwrap().trim_start_matches('#');
                found.extend(violations(root.pointer(path).unwrap(), root, value, at));
                true
            }
            "type" => match wanted.as_str().unwrap() {
                "object" => value.is_object(),
                "array" => value.is_array(),
                "string" => value.is_string(),
                other => unreachable!("{other}"),
            },
            "const" => value == wanted,
            "enum" => wanted.as_array().unwrap().contains(value),
            "minLength" => value.as_str().is_some_and(|text| !text.is_empty()),
            "pattern" => value.as_str().is_some_and(|text| {
                let (rule, reason) = text.split_once(' ').unwrap_or((text, ""));
                let rule = rule.strip_suffix(':').unwrap_or(rule);
                !reason.is_empty()
                    && rule
                        .bytes()
                        .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            }),
            "items" => {
                for item in value.as_array().into_iter().flatten() {
                    found.extend(violations(wanted, root, item, at));
                }
                true
            }
            "properties" => {
                for (name, inner) in wanted.as_object().unwrap() {
                    if let Some(value) = value.get(name) {
                        found.extend(violations(inner, root, value, name));
                    }
                }
                true
            }
            "additionalProperties" => {
                wanted == true || names(value).is_subset(&names(&schema["properties"]))
            }
            other => unreachable!("{other}"),
        };
        if !holds {
            found.push(told(keyword));
        }
    }
    found
}

/// The front matter of a text, as a YAML reader would hand it to a schema.
fn front_matter(text: &str) -> Option<Value> {
    let runbook = read(text).unwrap();
    let matter = serde_json::to_value(runbook.front_matter?).unwrap();
    let mut out: Map<String, Value> = matter
        .as_object()
        .unwrap()
        .iter()
        .filter(|(key, _)| !matches!(key.as_str(), "line" | "endLine" | "unknown" | "problem"))
        .filter(|(_, value)| !value.is_null() && **value != json!([]))
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    let allowed: Vec<Value> = runbook
        .hints
        .iter()
        .filter(|hint| hint.name == "allow" && hint.section.is_none())
        .map(|hint| json!(hint.value))
        .collect();
    if !allowed.is_empty() {
        out.insert("allow".to_owned(), json!(allowed));
    }
    Some(Value::Object(out))
}

#[test]
fn the_reader_knows_every_key_of_the_schema_and_no_other() {
    let properties = names(&schema()["properties"]);
    let text = "---\ntitle: T\nsystem: S\nowner: O\nenvironments: [e]\ntags:\n- t\nallow:\n- destructive: it comes back\nextra: x\n---\n# T\n";
    let read = read(text).unwrap();
    assert_eq!(read.front_matter.unwrap().unknown, ["extra"]);
    let matter = front_matter(text).unwrap();
    assert_eq!(names(&matter), properties);
    let root = schema();
    assert_eq!(violations(&root, &root, &matter, ""), Vec::<String>::new());
    for wrong in [
        json!({"title": ""}),
        json!({"tags": "x"}),
        json!({"allow": ["x"]}),
    ] {
        assert_eq!(violations(&root, &root, &wrong, "").len(), 1, "{wrong}");
    }
}

/// The words that the checker offers in place of one that it does not know.
fn offered(hint: &str) -> BTreeSet<String> {
    let text = format!("# A\n\n<!-- belay: {hint} -->\n");
    let runbook = read(&text).unwrap();
    let found = check(&runbook, &text, &Options::default());
    let fix = found[0].fix.clone().unwrap();
    let words = fix
        .trim_start_matches("Write one of ")
        .trim_end_matches('.');
    words.split(", ").map(str::to_owned).collect()
}

#[test]
fn the_reader_knows_every_hint_and_role_of_the_schema_and_no_other() {
    let hints = schema()["$defs"]["hints"].clone();
    assert_eq!(offered("qqqqqqqq"), names(&hints["properties"]));
    let roles = &hints["properties"]["role"]["enum"];
    let roles: BTreeSet<String> = serde_json::from_value(roles.clone()).unwrap();
    assert_eq!(offered("role qqqqqqqq"), roles);
    for role in roles {
        let text = format!("# A\n## B\n<!-- belay: role {role} -->\n");
        let section = serde_json::to_value(read(&text).unwrap().sections[1].role).unwrap();
        assert_eq!(section, json!(role));
    }
}

#[test]
fn the_bundled_samples_fit_the_schema() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples");
    let root = schema();
    let mut seen = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        for hint in read(&text).unwrap().hints {
            let said = json!({ &hint.name: hint.value });
            assert_eq!(
                violations(&root["$defs"]["hints"], &root, &said, ""),
                Vec::<String>::new()
            );
        }
        if let Some(matter) = front_matter(&text) {
            assert_eq!(violations(&root, &root, &matter, ""), Vec::<String>::new());
            seen += 1;
        }
    }
    assert!(seen >= 5);
}
