//! Who may depend on whom, and which crate alone may name which library.

use std::process::Command;

use serde_json::Value;

use crate::sources::{self, Source};

/// The house from its cellar up; a crate may stand on lower ones only.
const FLOORS: [(&str, u8); 12] = [
    ("belay-runbook", 0),
    ("belay-journal", 0),
    ("belay-chart", 0),
    ("belay-library", 1),
    ("belay-restore", 1),
    ("belay-engine", 2),
    ("belay-aws", 3),
    ("belay-exec", 3),
    ("belay-testkit", 3),
    ("belay-app", 4),
    ("belay-cli", 5),
    ("belay", 6),
];

/// Libraries, by the start of their names, and the crates that may use each: one,
/// but for SQLite, in which the record and the index lie apart from each other.
const KEPT_IN: [(&str, &[&str]); 8] = [
    ("tauri", &["belay"]),
    ("wry", &["belay"]),
    ("aws-", &["belay-aws"]),
    ("keyring", &["belay-aws"]),
    ("portable-pty", &["belay-exec"]),
    ("rusqlite", &["belay-journal", "belay-library"]),
    ("notify", &["belay-library"]),
    ("ignore", &["belay-library"]),
];

struct Edge {
    from: String,
    to: String,
    for_tests: bool,
}

fn edges() -> Vec<Edge> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".into());
    let output = Command::new(cargo)
        .args([
            "metadata",
            "--no-deps",
            "--offline",
            "--format-version",
            "1",
        ])
        .current_dir(sources::root())
        .output()
        .expect("cargo metadata");
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo metadata as JSON");
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let edges: Vec<Edge> = metadata["packages"]
        .as_array()
        .into_iter()
        .flatten()
        .flat_map(|package| {
            let from = text(&package["name"]);
            package["dependencies"]
                .as_array()
                .cloned()
                .unwrap_or_default()
                .into_iter()
                .map(move |dependency| Edge {
                    from: from.clone(),
                    to: text(&dependency["name"]),
                    for_tests: dependency["kind"] == "dev",
                })
        })
        .collect();
    assert!(
        edges
            .iter()
            .any(|edge| edge.from == "belay" && edge.to == "tauri"),
        "cargo metadata told no edges"
    );
    edges
}

fn floor(name: &str) -> Option<u8> {
    FLOORS
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, floor)| *floor)
}

#[test]
fn every_crate_has_its_floor_and_stands_on_lower_ones_only() {
    let mut wrong = Vec::new();
    for Edge {
        from,
        to,
        for_tests,
    } in edges()
    {
        if from == "xtask" || for_tests {
            continue;
        }
        let Some(upper) = floor(&from) else {
            wrong.push(format!("{from} has no floor in this test"));
            continue;
        };
        if floor(&to).is_some_and(|lower| lower >= upper) {
            wrong.push(format!("{from} stands on {to}"));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn the_testkit_is_used_by_tests_only() {
    let users: Vec<String> = edges()
        .into_iter()
        .filter(|edge| edge.to == "belay-testkit" && !edge.for_tests)
        .map(|edge| edge.from)
        .collect();
    assert_eq!(users, Vec::<String>::new());
}

#[test]
fn a_library_that_a_crate_wraps_is_used_by_no_other() {
    let wrong: Vec<String> = edges()
        .iter()
        .filter_map(|Edge { from, to, .. }| {
            let (_, owners) = KEPT_IN.iter().find(|(name, _)| to.starts_with(name))?;
            let own = owners.contains(&from.as_str());
            (!own).then(|| format!("{from} uses {to}, which is for {}", owners.join(", ")))
        })
        .collect();
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn no_other_source_names_what_is_wrapped() {
    let named: [(&[&str], &str); 3] = [
        (&["tauri::", "use tauri"], "src-tauri/crates/none"),
        (
            &[
                "aws_sdk_",
                "aws_config::",
                "aws_smithy_",
                "aws_credential_types::",
            ],
            "src-tauri/crates/belay-aws",
        ),
        (&["portable_pty"], "src-tauri/crates/belay-exec"),
    ];
    let mut wrong = Vec::new();
    for Source { name, text } in sources::below("src-tauri/crates", &[".rs"]) {
        for (words, owner) in &named {
            for line in text
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"))
            {
                if !name.starts_with(owner) && words.iter().any(|word| line.contains(word)) {
                    wrong.push(format!("{name}: {}", line.trim()));
                }
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn only_the_ipc_folder_of_the_ui_speaks_to_the_window() {
    let imports = [
        "from \"@tauri-apps/",
        "from '@tauri-apps/",
        "import(\"@tauri-apps/",
        "import \"@tauri-apps/",
    ];
    let wrong: Vec<String> = sources::below("ui/src", &[".ts", ".tsx"])
        .into_iter()
        .filter(|source| !source.name.starts_with("ui/src/ipc/"))
        .filter(|source| imports.iter().any(|import| source.text.contains(import)))
        .map(|source| source.name)
        .collect();
    assert_eq!(wrong, Vec::<String>::new());
}
