//! Keys in a real Secret Service: a D-Bus session of the test's own with
//! gnome-keyring in it, and a home directory that is gone afterwards. The part
//! inside of that session is this same program, started again.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::path::Path;
use std::process::{Command, Output};

use belay_aws::keys::AccessKey;
use belay_aws::{KeptIn, Keys, KeysError};

/// Runs the ignored test `inside` of this file in a fresh session, after `setup`.
fn in_a_session(setup: &str, inside: &str) -> Output {
    assert!(
        installed("dbus-run-session") && installed("gnome-keyring-daemon"),
        "This test needs the Debian packages dbus and gnome-keyring."
    );
    let home = tempfile::tempdir().unwrap();
    let program = std::env::current_exe().unwrap();
    let script = format!(
        "{setup}\nexec '{}' --ignored --exact {inside} --nocapture",
        program.display()
    );
    Command::new("dbus-run-session")
        .args(["--", "sh", "-c", &script])
        .env("HOME", home.path())
        .env("XDG_DATA_HOME", home.path().join("data"))
        .env("XDG_RUNTIME_DIR", home.path())
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .output()
        .unwrap()
}

/// Runs the ignored test `inside` where no D-Bus answers at all.
fn without_a_session(inside: &str) -> Output {
    Command::new(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", inside, "--nocapture"])
        .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus")
        .output()
        .unwrap()
}

fn installed(program: &str) -> bool {
    std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default())
        .any(|folder| Path::new(&folder).join(program).exists())
}

#[track_caller]
fn passed(output: &Output) {
    let text = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success() && text.contains("1 passed"),
        "{text}\n{errors}"
    );
}

fn key() -> AccessKey {
    AccessKey {
        id: "AKIAEXAMPLE".to_owned(),
        secret: "not/a/secret".to_owned(),
    }
}

#[test]
fn keys_are_kept_in_the_keyring_and_forgotten() {
    passed(&in_a_session(
        "printf pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null",
        "inside_an_open_keyring",
    ));
}

#[test]
#[ignore = "runs in a session that another test makes"]
fn inside_an_open_keyring() {
    let keys = Keys::default();
    assert_eq!(keys.load("shop").unwrap(), None);
    assert_eq!(keys.save("shop", &key()).unwrap(), KeptIn::Keyring);
    // Another instance has nothing in memory: this comes from the keyring.
    let others = Keys::default();
    assert_eq!(others.load("shop").unwrap(), Some(key()));
    others.forget("shop").unwrap();
    assert_eq!(keys.load("shop").unwrap(), None);
    keys.forget("shop").unwrap();
}

#[test]
fn a_locked_keyring_is_said_to_be_locked() {
    // The keyring is made, then its daemon starts anew without the password.
    passed(&in_a_session(
        "printf pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null; sleep 0.3\n\
         printf pw | gnome-keyring-daemon --replace --unlock --components=secrets >/dev/null; sleep 0.3\n\
         gnome-keyring-daemon --replace --start --components=secrets >/dev/null; sleep 0.3",
        "inside_a_locked_keyring",
    ));
}

#[test]
#[ignore = "runs in a session that another test makes"]
fn inside_a_locked_keyring() {
    let error = Keys::default().save("shop", &key()).unwrap_err();
    assert!(matches!(error, KeysError::Locked(_)), "{error:?}");
    assert_eq!(
        error.to_string(),
        "The keyring is locked, or was never set up. Unlock it and try again."
    );
}

#[test]
fn without_a_keyring_keys_live_in_memory_and_it_is_said() {
    passed(&without_a_session("inside_no_keyring"));
}

#[test]
#[ignore = "runs in a session that another test makes"]
fn inside_no_keyring() {
    let keys = Keys::default();
    let KeptIn::Memory { why } = keys.save("shop", &key()).unwrap() else {
        panic!("there is no keyring");
    };
    assert_eq!(why, "No Secret Service answers on this machine.");
    assert_eq!(keys.load("shop").unwrap(), Some(key()));
    assert_eq!(Keys::default().load("shop").unwrap(), None);
    keys.forget("shop").unwrap();
    assert_eq!(keys.load("shop").unwrap(), None);
}

#[test]
fn a_key_never_prints_its_secret() {
    assert_eq!(format!("{:?}", key()), "AccessKey(AKIAEXAMPLE)");
}
