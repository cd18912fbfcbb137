//! Nothing unfinished, nothing of one machine, one version everywhere.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::sources::{self, Source};

/// Files whose words are not the project's own.
const NOT_OUR_WORDS: [&str; 3] = ["LICENSE", "Cargo.lock", "ui/package-lock.json"];

fn ours() -> Vec<Source> {
    let mut files = sources::below(".", &[]);
    for file in &mut files {
        file.name = file.name.trim_start_matches("./").to_owned();
    }
    // This file names what it looks for.
    files.retain(|file| {
        !NOT_OUR_WORDS.contains(&file.name.as_str()) && file.name != "tests/it/tree.rs"
    });
    files
}

fn lines_with(files: &[Source], wrong: impl Fn(&str) -> bool) -> Vec<String> {
    let place =
        |file: &Source, at: usize, line: &str| format!("{}:{}: {}", file.name, at + 1, line.trim());
    files
        .iter()
        .flat_map(|file| {
            let lines = file
                .text
                .lines()
                .enumerate()
                .filter(|(_, line)| wrong(line));
            lines
                .map(|(at, line)| place(file, at, line))
                .collect::<Vec<_>>()
        })
        .collect()
}

#[test]
fn every_module_of_this_binary_is_listed_with_its_purpose() {
    let main = sources::read("tests/it/main.rs");
    let listed: BTreeSet<String> = main
        .lines()
        .filter_map(|line| line.strip_prefix("mod ")?.strip_suffix(';'))
        .map(str::to_owned)
        .collect();
    let there: BTreeSet<String> = sources::below("tests/it", &[".rs"])
        .iter()
        .filter_map(|file| file.name.rsplit('/').next()?.strip_suffix(".rs"))
        .filter(|name| *name != "main")
        .map(str::to_owned)
        .collect();
    assert_eq!(listed, there);
    let lines: Vec<&str> = main.lines().collect();
    for pair in lines.windows(2).filter(|pair| pair[1].starts_with("mod ")) {
        assert!(
            pair[0].starts_with("/// "),
            "{} has no purpose line",
            pair[1]
        );
    }
}

#[test]
fn nothing_is_left_unfinished() {
    let marks = ["TO", "FIX", "XX"].map(|head| {
        format!(
            "{head}{}",
            match head {
                "TO" => "DO",
                "FIX" => "ME",
                _ => "X",
            }
        )
    });
    let files: Vec<Source> = ours()
        .into_iter()
        .filter(|file| {
            [".rs", ".ts", ".tsx", ".mjs", ".py", ".css"]
                .iter()
                .any(|end| file.name.ends_with(end))
        })
        .collect();
    let is_mark = |line: &str| {
        // In a comment; the linter of runbooks knows the words too, as text.
        let comment = ["//", "# ", "/*"]
            .iter()
            .find_map(|mark| line.split_once(mark));
        comment.is_some_and(|(_, words)| {
            words
                .split(|letter: char| !letter.is_alphanumeric())
                .any(|word| marks.iter().any(|mark| word == mark))
        })
    };
    assert_eq!(lines_with(&files, is_mark), Vec::<String>::new());
    let left_out = [
        "#[ignore",
        "it.skip(",
        "test.skip(",
        "describe.skip(",
        "it.only(",
        "test.only(",
        "describe.only(",
    ];
    // A test that another test runs in a process of its own is ignored by itself.
    let is_left_out = |line: &str| {
        left_out.iter().any(|word| line.contains(word)) && !line.contains("another test")
    };
    assert_eq!(lines_with(&files, is_left_out), Vec::<String>::new());
}

#[test]
fn nothing_names_a_path_of_one_machine() {
    // The checkout's own folder, and the home of whoever builds it.
    let here = env!("CARGO_MANIFEST_DIR").to_owned();
    let home = std::env::var("HOME").unwrap_or_default();
    let mut places = vec![here];
    places.extend((home.len() > 1).then(|| format!("{home}/")));
    let is_place = |line: &str| {
        places.iter().any(|place| {
            line.match_indices(place.as_str()).any(|(at, _)| {
                // Part of a longer path or of an address is something else.
                !line[..at].ends_with(|letter: char| {
                    letter.is_alphanumeric() || letter == '/' || letter == '-'
                })
            })
        })
    };
    assert_eq!(lines_with(&ours(), is_place), Vec::<String>::new());
}

#[test]
fn one_version_everywhere() {
    let cargo: toml::Table = sources::read("Cargo.toml").parse().expect("Cargo.toml");
    let version = cargo["workspace"]["package"]["version"]
        .as_str()
        .expect("a version");
    for name in ["tauri.conf.json", "ui/package.json"] {
        let file: Value = serde_json::from_str(&sources::read(name)).expect(name);
        assert_eq!(file["version"], version, "{name}");
    }
    let changelog = sources::read("CHANGELOG.md");
    assert!(
        changelog.contains(&format!("## {version}"))
            || changelog.contains("## Unreleased")
            || changelog.contains("## [Unreleased]"),
        "CHANGELOG.md has no section for {version}"
    );
}

#[test]
fn every_crate_takes_the_workspace_s_lints_and_version() {
    for file in sources::below("src-tauri/crates", &["Cargo.toml"]) {
        let manifest: toml::Table = file
            .text
            .parse()
            .unwrap_or_else(|error| panic!("{}: {error}", file.name));
        // The fuzz tests are a workspace of their own, for a compiler of their own.
        if manifest.contains_key("workspace") {
            continue;
        }
        assert_eq!(
            manifest["lints"]["workspace"].as_bool(),
            Some(true),
            "{}",
            file.name
        );
        assert_eq!(
            manifest["package"]["version"]["workspace"].as_bool(),
            Some(true),
            "{}",
            file.name
        );
        let folder = file.name.rsplit('/').nth(1).unwrap_or_default();
        assert_eq!(
            manifest["package"]["name"].as_str(),
            Some(folder),
            "a crate is called like its folder"
        );
    }
}
