//! What `belay check --format sarif` prints is SARIF 2.1.0, by its own schema.
#![allow(clippy::unwrap_used)]

use belay_runbook::check::{Checked, Options, check_with_allowed, rules, sarif};
use belay_runbook::read;
use serde_json::{Value, json};

fn schema() -> Value {
    serde_json::from_str(include_str!("sarif/sarif-schema-2.1.0.json")).unwrap()
}

/// Whether a value fits a schema; what does not is added with its place.
///
/// Every keyword of the schema is judged here or known to judge nothing; another
/// one stops the test.
fn judge(schema: &Value, root: &Value, value: &Value, at: &str, found: &mut Vec<String>) {
    for (keyword, wanted) in schema.as_object().unwrap() {
        let fits = match keyword.as_str() {
            "$schema" | "$id" | "title" | "description" | "definitions" | "default" => true,
            "$ref" => {
                let path = wanted.as_str().unwrap().trim_start_matches('#');
                judge(root.pointer(path).unwrap(), root, value, at, found);
                true
            }
            "type" => has_type(wanted, value),
            "enum" => wanted.as_array().unwrap().contains(value),
            "minimum" => value.as_f64().is_none_or(|n| n >= wanted.as_f64().unwrap()),
            "maximum" => value.as_f64().is_none_or(|n| n <= wanted.as_f64().unwrap()),
            "minItems" => value
                .as_array()
                .is_none_or(|items| items.len() as u64 >= wanted.as_u64().unwrap()),
            "uniqueItems" => value.as_array().is_none_or(|items| {
                let again = |(at, item): (usize, &Value)| items[..at].contains(item);
                wanted == false || !items.iter().enumerate().any(again)
            }),
            "required" => value.as_object().is_none_or(|object| {
                let mut names = wanted.as_array().unwrap().iter();
                names.all(|name| object.contains_key(name.as_str().unwrap()))
            }),
            "items" => {
                for (index, item) in value.as_array().into_iter().flatten().enumerate() {
                    judge(wanted, root, item, &format!("{at}/{index}"), found);
                }
                true
            }
            "properties" => {
                for (name, inner) in wanted.as_object().unwrap() {
                    if let Some(value) = value.get(name) {
                        judge(inner, root, value, &format!("{at}/{name}"), found);
                    }
                }
                true
            }
            "additionalProperties" => others(schema, root, value, at, found),
            "anyOf" => fitting(wanted, root, value, at) > 0,
            "oneOf" => fitting(wanted, root, value, at) == 1,
            "format" => value.as_str().is_none_or(|text| has_format(wanted, text)),
            other => unreachable!("{at}: nothing here judges `{other}`"),
        };
        if !fits {
            found.push(format!("{at}: {keyword} {wanted}"));
        }
    }
}

fn has_type(wanted: &Value, value: &Value) -> bool {
    match wanted.as_str().unwrap() {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        other => unreachable!("{other}"),
    }
}

/// Names that the schema does not list.
fn others(schema: &Value, root: &Value, value: &Value, at: &str, found: &mut Vec<String>) -> bool {
    let wanted = &schema["additionalProperties"];
    let listed = schema["properties"].as_object();
    for (name, inner) in value.as_object().into_iter().flatten() {
        if listed.is_some_and(|listed| listed.contains_key(name)) {
            continue;
        }
        if wanted == false {
            return false;
        }
        if wanted.is_object() {
            judge(wanted, root, inner, &format!("{at}/{name}"), found);
        }
    }
    true
}

/// How many of several schemas a value fits.
fn fitting(schemas: &Value, root: &Value, value: &Value, at: &str) -> usize {
    let fits = |schema: &&Value| {
        let mut found = Vec::new();
        judge(schema, root, value, at, &mut found);
        found.is_empty()
    };
    schemas.as_array().unwrap().iter().filter(fits).count()
}

/// The characters that RFC 3986 lets stand in a reference.
fn has_format(wanted: &Value, text: &str) -> bool {
    let allowed = |b: u8| b.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=%".contains(&b);
    match wanted.as_str().unwrap() {
        "uri-reference" => text.bytes().all(allowed),
        "uri" => text.bytes().all(allowed) && text.contains(':'),
        other => unreachable!("{other}"),
    }
}

fn violations(log: &Value) -> Vec<String> {
    let root = schema();
    let mut found = Vec::new();
    judge(&root, &root, log, "", &mut found);
    found
}

fn log_of(path: &str, text: &str) -> Value {
    let runbook = read(text).unwrap();
    let (diagnostics, allowed) = check_with_allowed(&runbook, text, &Options::default());
    let files = [Checked {
        path,
        text,
        diagnostics: &diagnostics,
        allowed: &allowed,
    }];
    sarif("1.2.3", &files)
}

#[test]
fn a_report_with_every_rule_fits_the_official_schema() {
    let texts: Vec<String> = rules()
        .map(|page| match page.form {
            belay_runbook::check::ExampleForm::Shell => {
                format!("# Größe\n\n## Tun\n\n```bash\n{}\n```\n", page.bad)
            }
            belay_runbook::check::ExampleForm::Markdown => format!("# Größe\n\n{}", page.bad),
        })
        .collect();
    for text in &texts {
        let log = log_of("Handbücher/ein Ordner/über alles.md", text);
        assert_eq!(violations(&log), Vec::<String>::new(), "{text}");
    }
    assert_eq!(violations(&log_of("a.md", "# A\n")), Vec::<String>::new());
}

#[test]
fn the_judge_of_the_schema_sees_what_is_wrong() {
    let good = log_of("a.md", "# A\n\n```bash\naws ecs describe-servces\n```\n");
    for (place, wrong) in [
        ("/version", json!("2.2.0")),
        ("/runs/0/columnKind", json!("bytes")),
        ("/runs/0/results/0/level", json!("fatal")),
        ("/runs/0/results/0/message", json!({})),
        (
            "/runs/0/results/0/locations/0/physicalLocation/region/startLine",
            json!(0),
        ),
        (
            "/runs/0/results/0/locations/0/physicalLocation/artifactLocation/uri",
            json!("a b.md"),
        ),
        (
            "/runs/0/tool/driver",
            json!({"name": "belay", "colour": "red"}),
        ),
    ] {
        let mut log = good.clone();
        *log.pointer_mut(place).unwrap() = wrong;
        assert!(!violations(&log).is_empty(), "{place}");
    }
}

#[test]
fn columns_count_characters_and_paths_are_references() {
    let text = "# A\n\n```bash\necho \"äöü🚀\"; aws ecs describe-servces --cluster größe\n```\n";
    let log = log_of("a b/ü:1.md", text);
    assert_eq!(log["runs"][0]["columnKind"], "unicodeCodePoints");
    let place = &log["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "a%20b/%C3%BC%3A1.md");
    let line = text.lines().nth(3).unwrap();
    let column = |key: &str| usize::try_from(place["region"][key].as_u64().unwrap()).unwrap();
    let marked: String = line
        .chars()
        .skip(column("startColumn") - 1)
        .take(column("endColumn") - column("startColumn"))
        .collect();
    assert_eq!(marked, "describe-servces");
}

#[test]
fn what_a_file_allows_is_told_as_suppressed_with_its_reason() {
    let code = "```bash\nkubectl delete deployment shop\n```\n";
    let suppressions = |text: &str| {
        let log = log_of("a.md", text);
        assert_eq!(violations(&log), Vec::<String>::new(), "{text}");
        let results = log["runs"][0]["results"].as_array().unwrap().clone();
        let one = results
            .into_iter()
            .find(|one| one["ruleId"] == "destructive");
        one.unwrap()["suppressions"].clone()
    };
    let plain = format!("# A\n\n{code}");
    assert_eq!(suppressions(&plain), Value::Null);
    let allowed = format!("# A\n\n<!-- belay: allow destructive it is made anew -->\n{code}");
    assert_eq!(
        suppressions(&allowed),
        json!([{"kind": "inSource", "justification": "it is made anew"}])
    );
    let bare = format!("# A\n\n<!-- belay: allow destructive -->\n{code}");
    assert_eq!(suppressions(&bare), json!([{"kind": "inSource"}]));
}
