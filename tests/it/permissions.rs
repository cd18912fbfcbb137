//! Every command is in exactly one permission file, every permission in use.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::sources;

/// The commands in `collect_commands![…]`.
pub fn registered() -> Vec<String> {
    let boundary = sources::read("src-tauri/src/ipc.rs");
    let (_, list) = boundary
        .split_once("collect_commands![")
        .expect("the list of commands");
    let (list, _) = list.split_once(']').expect("the list's end");
    let mut names: Vec<String> = list
        .split(',')
        .filter_map(|path| path.trim().rsplit("::").next())
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect();
    names.sort();
    assert!(
        names.len() > 20,
        "only {} registered commands were found",
        names.len()
    );
    names
}

/// `(file, permission, commands)`.
fn permissions() -> Vec<(String, String, Vec<String>)> {
    let mut found = Vec::new();
    for source in sources::below("src-tauri/permissions", &[".toml"]) {
        let file: toml::Table = source
            .text
            .parse()
            .unwrap_or_else(|error| panic!("{}: {error}", source.name));
        for permission in file["permission"].as_array().expect("permissions") {
            let commands = &permission["commands"]["allow"];
            let commands = commands.as_array().expect("commands").iter();
            found.push((
                source.name.clone(),
                permission["identifier"]
                    .as_str()
                    .expect("an identifier")
                    .to_owned(),
                commands
                    .filter_map(|name| name.as_str().map(str::to_owned))
                    .collect(),
            ));
        }
    }
    found
}

fn capability() -> Value {
    serde_json::from_str(&sources::read("src-tauri/capabilities/main.json")).expect("a capability")
}

#[test]
fn every_registered_command_is_in_exactly_one_permission() {
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    for (_, _, commands) in permissions() {
        for command in commands {
            *places.entry(command).or_default() += 1;
        }
    }
    let twice: Vec<_> = places.iter().filter(|(_, count)| **count > 1).collect();
    assert_eq!(twice, Vec::new());
    assert_eq!(places.into_keys().collect::<Vec<_>>(), registered());
}

#[test]
fn the_capability_names_every_permission_and_nothing_of_the_system() {
    let capability = capability();
    let named: Vec<&str> = capability["permissions"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(Value::as_str)
        .collect();
    let (of_tauri, ours): (Vec<&str>, Vec<&str>) =
        named.into_iter().partition(|name| name.contains(':'));
    let mut ours: Vec<String> = ours.into_iter().map(str::to_owned).collect();
    ours.sort();
    let mut existing: Vec<String> = permissions()
        .into_iter()
        .map(|(_, identifier, _)| identifier)
        .collect();
    existing.sort();
    assert_eq!(ours, existing);
    assert_eq!(
        of_tauri,
        [
            "core:event:allow-listen",
            "core:event:allow-unlisten",
            "core:webview:allow-set-webview-zoom"
        ]
    );
    assert_eq!(
        capability["windows"],
        serde_json::json!(["main"]),
        "one capability for one window"
    );
    assert_eq!(
        capability.get("remote"),
        None,
        "no page of the network may call a command"
    );
}

#[test]
fn a_permission_says_its_intent() {
    let intents = ["read", "write", "run", "sign-in", "keys"];
    for (file, identifier, _) in permissions() {
        let area = file
            .rsplit('/')
            .next()
            .unwrap_or_default()
            .trim_end_matches(".toml")
            .to_owned();
        let intent = identifier.strip_prefix(&format!("{area}-"));
        assert!(
            intent.is_some_and(|intent| intents.contains(&intent)),
            "{file}: {identifier} is not {area}-INTENT"
        );
    }
}

#[test]
fn the_content_policy_has_no_network_host() {
    let config: Value =
        serde_json::from_str(&sources::read("tauri.conf.json")).expect("tauri.conf.json");
    let policy = config["app"]["security"]["csp"]
        .as_str()
        .expect("a content security policy");
    let allowed = [
        "'self'",
        "'none'",
        "'unsafe-inline'",
        "data:",
        "ipc:",
        "http://ipc.localhost",
    ];
    for directive in policy.split(';') {
        let mut words = directive.split_whitespace();
        let name = words.next().unwrap_or_default();
        for source in words {
            assert!(allowed.contains(&source), "{name} allows {source}");
            assert!(
                source != "'unsafe-inline'" || name == "style-src",
                "{name} allows inline code"
            );
        }
    }
    assert!(policy.contains("default-src 'self'"));
}
