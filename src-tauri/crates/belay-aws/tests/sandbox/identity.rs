//! Signing in, and who AWS says we are.

use std::collections::HashSet;

use belay_aws::{Places, Sessions};
use belay_engine::ports::{Identities as _, PortErrorKind};
use belay_testkit::{Account, Fault};
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::setup::{
    SystemClock, environment, of, operator_places, places, sandbox, seeded, sessions,
};

fn unique(prefix: &str) -> String {
    format!("{prefix}-{}", std::process::id())
}

/// `AssumeRole` calls with this session name, in whatever account they count.
fn assumed(session_name: &str) -> usize {
    let answer = sandbox().control("GET", "/calls?match=AssumeRole", None);
    answer["calls"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|call| call["params"]["RoleSessionName"] == session_name)
        .count()
}

/// A role in `account` and a profile for it, in files of the test's own.
fn role_profile(account: &Account, role: &str, more: &str) -> (tempfile::TempDir, Places) {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("config");
    let endpoint = account.sandbox().endpoint();
    let id = account.id();
    std::fs::write(
        &config,
        format!(
            "[profile sandbox]\nregion = eu-west-1\nendpoint_url = {endpoint}\n\
             [profile role]\nrole_arn = arn:aws:iam::{id}:role/{role}\nsource_profile = sandbox\n\
             endpoint_url = {endpoint}\n{more}\n"
        ),
    )
    .unwrap();
    let places = Places {
        config: Some(config),
        credentials: Some(account.credentials_file()),
    };
    (folder, places)
}

#[tokio::test]
async fn a_role_session_says_who_it_is_and_when_it_ends() {
    let operator = unique("who");
    let sessions = sessions(operator_places(), &operator);
    let prod = seeded("222222222222", "eu-west-1", "Operator");
    let who = sessions.caller(&prod).await.unwrap();
    assert_eq!(who.account_id, "222222222222");
    assert_eq!(
        who.arn,
        format!("arn:aws:sts::222222222222:assumed-role/Operator/{operator}")
    );
    let left = who.expires_at.unwrap().duration_since(who.checked_at);
    assert!(left > SignedDuration::from_mins(30), "{left}");
    assert!(who.request_id.is_some_and(|id| !id.is_empty()));
}

#[tokio::test]
async fn a_session_is_made_once_for_however_many_ask() {
    let operator = unique("flight");
    let sessions = sessions(operator_places(), &operator);
    let prod = seeded("222222222222", "eu-west-1", "Operator");
    let ask = || {
        let (sessions, prod) = (sessions.clone(), prod.clone());
        tokio::spawn(async move { sessions.caller(&prod).await.unwrap().arn })
    };
    let all: Vec<_> = (0..12).map(|_| ask()).collect();
    let mut arns = HashSet::new();
    for one in all {
        arns.insert(one.await.unwrap());
    }
    assert_eq!(arns.len(), 1);
    assert_eq!(assumed(&operator), 1);
}

#[tokio::test]
async fn each_environment_has_a_session_of_its_own() {
    let operator = unique("two");
    let sessions = sessions(operator_places(), &operator);
    let prod = seeded("222222222222", "eu-west-1", "Operator");
    let dev = seeded("333333333333", "eu-west-1", "Operator");
    assert_eq!(
        sessions.caller(&prod).await.unwrap().account_id,
        "222222222222"
    );
    assert_eq!(
        sessions.caller(&dev).await.unwrap().account_id,
        "333333333333"
    );
    assert_eq!(assumed(&operator), 2);
}

#[tokio::test]
async fn the_real_account_is_told_even_if_the_environment_names_another() {
    let account = sandbox().account("eu-west-1");
    let (sessions, mut wrong) = of(&account);
    wrong.account_id = "123456789012".to_owned();
    let who = sessions.caller(&wrong).await.unwrap();
    assert_eq!(who.account_id, account.id());
}

#[tokio::test]
async fn the_identity_is_never_answered_from_a_cache() {
    let account = sandbox().account("eu-west-1");
    let (sessions, environment) = of(&account);
    for _ in 0..3 {
        sessions.caller(&environment).await.unwrap();
    }
    account.assert_calls("GetCallerIdentity", &["sts.GetCallerIdentity"; 3]);
}

#[tokio::test]
async fn a_throttle_is_waited_out() {
    let account = sandbox().account("eu-west-1");
    account.add_fault(&Fault {
        matching: "sts.GetCallerIdentity".to_owned(),
        code: Some("Throttling".to_owned()),
        status: Some(400),
        times: Some(2),
        ..Fault::default()
    });
    let (sessions, environment) = of(&account);
    assert!(sessions.caller(&environment).await.is_ok());
    account.assert_calls("GetCallerIdentity", &["sts.GetCallerIdentity"; 3]);
}

#[tokio::test]
async fn a_session_that_ended_early_is_made_anew() {
    let account = sandbox().account("eu-west-1");
    let (_folder, places) = role_profile(&account, "Anyone", "");
    let sessions = sessions(places, "early");
    let mut role = environment(&account);
    role.profile = "role".to_owned();
    sessions.caller(&role).await.unwrap();
    account.add_fault(&Fault {
        matching: "sts.GetCallerIdentity".to_owned(),
        code: Some("ExpiredToken".to_owned()),
        status: Some(403),
        times: Some(1),
        ..Fault::default()
    });
    sessions.caller(&role).await.unwrap();
    account.assert_calls("AssumeRole", &["sts.AssumeRole", "sts.AssumeRole"]);
}

#[tokio::test]
async fn long_lived_keys_that_aws_does_not_know_mean_sign_in() {
    let account = sandbox().account("eu-west-1");
    account.add_fault(&Fault {
        matching: "sts.GetCallerIdentity".to_owned(),
        code: Some("InvalidClientTokenId".to_owned()),
        status: Some(403),
        ..Fault::default()
    });
    let (sessions, environment) = of(&account);
    let error = sessions.caller(&environment).await.unwrap_err();
    assert_eq!(error.kind, PortErrorKind::SignIn);
    assert!(error.request_id.is_some());
    account.assert_calls("GetCallerIdentity", &["sts.GetCallerIdentity"]);
}

#[tokio::test]
async fn a_refusal_is_told_with_the_words_of_aws_and_the_request_id() {
    let account = sandbox().account("eu-west-1");
    account.add_fault(&Fault {
        matching: "sts.AssumeRole".to_owned(),
        code: Some("AccessDenied".to_owned()),
        status: Some(403),
        ..Fault::default()
    });
    let (_folder, places) = role_profile(&account, "Forbidden", "");
    let sessions = sessions(places, "no");
    let mut role = environment(&account);
    role.profile = "role".to_owned();
    let error = sessions.caller(&role).await.unwrap_err();
    assert_eq!(error.kind, PortErrorKind::Forbidden);
    assert!(
        error
            .message
            .starts_with(&format!("Role `arn:aws:iam::{}:role/Forbidden` of environment `own` could not be assumed: AWS refused it", account.id())),
        "{}",
        error.message
    );
    assert!(error.request_id.is_some());
}

#[tokio::test]
async fn a_code_is_asked_for_checked_and_used_once() {
    let account = sandbox().account("eu-west-1");
    let serial = format!("arn:aws:iam::{}:mfa/jt", account.id());
    let (_folder, places) =
        role_profile(&account, "OperatorMfa", &format!("mfa_serial = {serial}"));
    let sessions = sessions(places, "mfa");
    let mut role = environment(&account);
    role.profile = "role".to_owned();

    let error = sessions.caller(&role).await.unwrap_err();
    assert_eq!(error.kind, PortErrorKind::MfaNeeded);
    assert!(error.message.contains(&serial), "{}", error.message);
    account.assert_calls("AssumeRole", &[]);

    let error = sessions.provide_mfa(&role, "000000").await.unwrap_err();
    assert_eq!(error.kind, PortErrorKind::MfaNeeded, "{}", error.message);
    assert!(
        error.message.starts_with("AWS did not take the code"),
        "{}",
        error.message
    );

    let who = sessions.provide_mfa(&role, "123456 ").await.unwrap();
    assert!(
        who.arn.contains("assumed-role/OperatorMfa/mfa"),
        "{}",
        who.arn
    );
    sessions.caller(&role).await.unwrap();
    assert_eq!(account.calls_like("AssumeRole").len(), 2);
}

#[tokio::test]
async fn children_get_the_session_and_nothing_that_leads_elsewhere() {
    let account = sandbox().account("eu-west-1");
    let (_folder, places) = role_profile(&account, "Anyone", "");
    let sessions = sessions(places, "child");
    let mut role = environment(&account);
    role.profile = "role".to_owned();
    let child = sessions.child_credentials(&role).await.unwrap();
    let secret: Vec<&str> = child.secret.keys().map(String::as_str).collect();
    assert_eq!(
        secret,
        [
            "AWS_ACCESS_KEY_ID",
            "AWS_SECRET_ACCESS_KEY",
            "AWS_SESSION_TOKEN"
        ]
    );
    assert_eq!(child.public["AWS_REGION"], "eu-west-1");
    assert_eq!(
        child.public["AWS_ENDPOINT_URL"],
        account.sandbox().endpoint()
    );
    for name in ["AWS_PROFILE", "AWS_ROLE_ARN", "AWS_WEB_IDENTITY_TOKEN_FILE"] {
        assert!(child.remove.iter().any(|n| n == name), "{name}");
    }
    for name in child.secret.keys().chain(child.public.keys()) {
        assert!(!child.remove.contains(name), "{name}");
    }
}

#[tokio::test]
async fn a_profile_that_does_not_exist_is_a_matter_of_configuration() {
    let account = sandbox().account("eu-west-1");
    let (sessions, mut environment) = of(&account);
    environment.profile = "nobody".to_owned();
    let error = sessions.caller(&environment).await.unwrap_err();
    assert_eq!(error.kind, PortErrorKind::Configuration);
    insta::assert_snapshot!(error.message, @"Profile `nobody` of environment `own` is not in the AWS configuration, and no keys are saved under that name.");
}

#[tokio::test]
async fn an_endpoint_that_is_down_is_said_to_be() {
    let port = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap().port()
    };
    for scheme in ["http", "https"] {
        let account = sandbox().account("eu-west-1");
        let config = format!(
            "[profile sandbox]\nregion = eu-west-1\nendpoint_url = {scheme}://127.0.0.1:{port}\n"
        );
        std::fs::write(account.config_file(), config).unwrap();
        let (sessions, environment) = of(&account);
        let error = sessions.caller(&environment).await.unwrap_err();
        assert_eq!(error.kind, PortErrorKind::Unreachable, "{}", error.message);
        assert!(
            error.message.contains("the endpoint cannot be reached"),
            "{scheme}: {}",
            error.message
        );
        assert!(error.hint.is_some());
    }
}

#[tokio::test]
async fn keys_that_the_user_entered_stand_for_a_profile_that_is_not_there() {
    let account = sandbox().account("eu-west-1");
    // Saved keys have no profile, so no endpoint: what is promised here is only
    // that they are found. The call itself goes nowhere in a test.
    let sessions = Sessions::new(
        places(&account),
        std::sync::Arc::new(belay_aws::Keys::in_memory("tests")),
        std::sync::Arc::new(SystemClock),
        "keys",
    );
    let key = belay_aws::keys::AccessKey {
        id: account.id().to_owned(),
        secret: "sandbox".to_owned(),
    };
    sessions.keys().save("entered", &key).unwrap();
    let mut environment = environment(&account);
    environment.profile = "entered".to_owned();
    let child = sessions.child_credentials(&environment).await.unwrap();
    assert_eq!(child.secret["AWS_ACCESS_KEY_ID"], account.id());
    sessions.keys().forget("entered").unwrap();
    assert_eq!(sessions.keys().load("entered").unwrap(), None);
}

#[tokio::test]
async fn a_session_that_is_about_to_end_is_renewed_before_it_is_used() {
    let account = sandbox().account("eu-west-1");
    account.sandbox().control(
        "POST",
        "/sessions",
        Some(&json!({"lifetime_s": 120, "account": account.id()})),
    );
    let (_folder, places) = role_profile(&account, "Anyone", "");
    let sessions = sessions(places, "short");
    let mut role = environment(&account);
    role.profile = "role".to_owned();
    sessions.caller(&role).await.unwrap();
    sessions.caller(&role).await.unwrap();
    account.sandbox().control(
        "POST",
        "/sessions",
        Some(&json!({"lifetime_s": Value::Null, "account": account.id()})),
    );
    assert_eq!(account.calls_like("AssumeRole").len(), 2);
}
