//! The control of a running sandbox does what it says.

use belay_testkit::{Fault, Sandbox};

#[test]
fn accounts_of_two_tests_differ_and_begin_empty() {
    let sandbox = Sandbox::from_env();
    let (one, other) = (sandbox.account("eu-west-1"), sandbox.account("eu-west-1"));
    assert_ne!(one.id(), other.id());
    assert_eq!(one.id().len(), 12);
    one.assert_calls("", &[]);
}

#[test]
fn the_written_profile_leads_to_the_sandbox() {
    let sandbox = Sandbox::from_env();
    let account = sandbox.account("eu-west-1");
    let config = std::fs::read_to_string(account.config_file()).unwrap();
    assert!(config.contains(&format!("endpoint_url = {}", sandbox.endpoint())));
    let credentials = std::fs::read_to_string(account.credentials_file()).unwrap();
    assert!(credentials.contains(account.id()));
}

#[test]
fn a_fault_is_for_one_account_and_can_be_taken_away() {
    let sandbox = Sandbox::from_env();
    let account = sandbox.account("eu-west-1");
    let rules = || {
        let told = sandbox.control("GET", "/faults", None);
        told["rules"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|rule| rule["account"] == account.id())
            .count()
    };
    account.add_fault(&Fault {
        matching: "dynamodb.ListTables".into(),
        code: Some("ThrottlingException".into()),
        times: Some(2),
        ..Fault::default()
    });
    assert_eq!(rules(), 1);
    account.clear_faults();
    assert_eq!(rules(), 0);
}

#[test]
fn the_seeded_world_s_environments_have_their_accounts() {
    let account = Sandbox::from_env().seeded("apexshare-prod");
    assert_eq!(
        (account.id(), account.region()),
        ("222222222222", "eu-west-1")
    );
}
