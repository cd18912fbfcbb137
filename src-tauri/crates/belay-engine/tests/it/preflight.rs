use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use belay_engine::PreflightOf;
use belay_engine::environment::Environment;
use belay_engine::ports::{PortErrorKind, ProgramAnswer};
use belay_engine::preflight::{CheckState, Preflight};
use belay_journal::EventBody;

use crate::support::{World, development, ids, no, one_command, production};

const BOOK: &str = "\
# Orders

## Prerequisites

### Tools

```bash
kubectl version --client  # v1.28+
helm version              # v3.12+
deployctl --version       # v2.0+
npx cdk --version         # v2.137.0 or higher
```

- Docker
- Postman

### Access

- VPN to the production network

Permissions:

- DynamoDB: Read

## Work

```bash
deployctl push --stage $STAGE --token $API_TOKEN --to <target>
jq . plan.json
```
";

async fn look(world: &World, text: &str, environment: Environment) -> Preflight {
    let of = PreflightOf {
        runbook: Arc::new(belay_runbook::read(text).unwrap()),
        scope: Vec::new(),
        guide: None,
        environment,
        directory: PathBuf::from("/srv/orders"),
        given: BTreeSet::new(),
    };
    world.engine().preflight(&of).await
}

fn shown(preflight: &Preflight) -> String {
    let checks = preflight.checks.iter().map(|check| {
        let remedy = check.remedy.as_ref().map(|r| format!(" | {r}"));
        let sentence = &check.sentence;
        let remedy = remedy.unwrap_or_default();
        format!("{} {:?}: {sentence}{remedy}\n", check.id, check.state)
    });
    checks.collect::<String>() + &preflight.sentence
}

fn only(preflight: &Preflight, id: &str) -> (CheckState, String) {
    let check = preflight.checks.iter().find(|check| check.id == id);
    let check = check.unwrap_or_else(|| panic!("no {id} in {preflight:#?}"));
    (check.state, check.sentence.clone())
}

#[tokio::test]
async fn every_need_is_looked_at_and_said_with_the_line_that_asks_for_it() {
    let world = World::new();
    world.programs.says("kubectl", "Client Version: v1.26.3");
    world
        .programs
        .says("helm", "version.BuildInfo{Version:\"v3.14.0\"}");
    world
        .programs
        .says("deployctl", "deployctl, the deployment tool");
    world
        .programs
        .says("docker", "Docker version 24.0.7, build afdd53b");
    let preflight = look(&world, BOOK, production()).await;
    insta::assert_snapshot!(shown(&preflight), @r"
    endpoint Ok: AWS answers from Region `eu-west-1`.
    identity Ok: AWS says that this is `arn:aws:sts::222222222222:assumed-role/Operator/jt`, in the account that `orders-prod` pins.
    P8 Older: kubectl 1.26.3 is older than the 1.28 that line 8 asks for. | Install kubectl 1.28 or later.
    P9 Ok: helm 3.14 is there; line 9 asks for 3.12 or later.
    P10 Unknown: `deployctl --version` said “deployctl, the deployment tool”; whether it is 2 or later cannot be told.
    P11 ToConfirm: Belay knows no safe way to ask for the version of cdk; line 11 asks for 2.137 or later. | Confirm it: run `npx cdk --version` in a terminal and compare.
    P14 Ok: Docker 24.0.7 is there.
    P15 ToConfirm: Whether Postman is there, Belay cannot tell. | Confirm it: look for yourself.
    program-jq Missing: `jq` is not on the PATH that steps get; line 29 runs it. | Install it, or add its folder to the PATH of your login shell.
    program-npx Missing: `npx` is not on the PATH that steps get; line 11 runs it. | Install it, or add its folder to the PATH of your login shell.
    input-target Open: Target is still open; line 28 needs it.
    variable-STAGE Missing: Nothing sets `STAGE`; line 28 reads it. | Add it to the variables of `orders-prod`, or give it in the run.
    variable-API_TOKEN Open: `API_TOKEN` is secret and not given yet; line 28 reads it.
    P19 ToConfirm: VPN to the production network; only a person can say.
    P23 ToConfirm: DynamoDB: Read; Belay does not try permissions out, so a person has to know.
    5 of 15 needs stand in the way; 6 left for a person.
    ");
    assert!(!preflight.ready);
}

#[tokio::test]
async fn only_questions_that_change_nothing_are_asked() {
    let world = World::new();
    look(&world, BOOK, production()).await;
    assert_eq!(
        world.programs.asked(),
        [
            "kubectl version --client",
            "helm version",
            "deployctl --version",
            "docker --version",
        ]
    );
    assert!(world.commands.started().is_empty());
}

#[tokio::test]
async fn a_program_that_hangs_fails_or_cannot_be_started_is_a_state_of_its_own() {
    let world = World::new();
    world
        .programs
        .install("kubectl", ProgramAnswer::TimedOut { seconds: 10 });
    let message = "Permission denied (os error 13)".to_owned();
    world
        .programs
        .install("helm", ProgramAnswer::NotStarted { message });
    let answer = ProgramAnswer::Answered {
        text: "segmentation fault".into(),
        code: Some(139),
    };
    world.programs.install("deployctl", answer);
    let preflight = look(&world, BOOK, production()).await;
    insta::assert_snapshot!(shown(&preflight).lines().skip(2).take(3).collect::<Vec<_>>().join("\n"), @r"
    P8 Failed: `kubectl version --client` did not end within 10 s, so its version is not known. | Run it in a terminal and see what it waits for.
    P9 Failed: `helm version` could not be started: Permission denied (os error 13). | Look at the file that the PATH leads to.
    P10 Failed: `deployctl --version` said “segmentation fault” and ended with exit code 139; whether it is 2 or later cannot be told.
    ");
}

#[tokio::test]
async fn a_tool_that_is_asked_for_twice_is_one_need_and_the_higher_version_counts() {
    let book = "# Orders\n\n## Required tools\n\n- kubectl >= 1.28\n- kubectl >= 1.30\n- kubectl\n";
    let world = World::new();
    world.programs.says("kubectl", "Client Version: v1.29.1");
    let preflight = look(&world, book, development()).await;
    assert_eq!(
        only(&preflight, "P5"),
        (
            CheckState::Older,
            "kubectl 1.29.1 is older than the 1.30 that line 6 asks for.".to_owned()
        )
    );
    assert_eq!(world.programs.asked(), ["kubectl version --client"]);
}

#[tokio::test]
async fn another_account_and_a_silent_aws_are_told_apart() {
    let world = World::new();
    let book = one_command("true");
    world.identities.say("999999999999");
    let preflight = look(&world, &book, production()).await;
    assert_eq!(only(&preflight, "identity").0, CheckState::Failed);
    assert_eq!(only(&preflight, "endpoint").0, CheckState::Ok);

    world
        .identities
        .fail(PortErrorKind::Unreachable, "AWS could not be reached");
    let preflight = look(&world, &book, production()).await;
    assert_eq!(only(&preflight, "identity").0, CheckState::Unknown);
    assert_eq!(only(&preflight, "endpoint").0, CheckState::Failed);

    world
        .identities
        .fail(PortErrorKind::SignIn, "The session is over");
    let preflight = look(&world, &book, production()).await;
    assert_eq!(only(&preflight, "identity").0, CheckState::Failed);
    assert_eq!(only(&preflight, "endpoint").0, CheckState::Unknown);
    assert!(!preflight.ready);
}

#[tokio::test]
async fn a_variable_of_the_environment_and_a_value_of_the_run_meet_their_needs() {
    let world = World::new();
    for program in ["kubectl", "helm", "docker"] {
        world.programs.says(program, "9.9");
    }
    for program in ["deployctl", "jq", "npx"] {
        world.programs.says(program, "7.0");
    }
    let mut environment = production();
    environment.variables.insert("STAGE".into(), "prod".into());
    let engine = world.engine();
    let run = world.start(&engine, BOOK, environment);
    let before = engine.preflight_of_run(&run).await.unwrap();
    assert_eq!(only(&before, "variable-STAGE").0, CheckState::Ok);
    assert_eq!(only(&before, "variable-API_TOKEN").0, CheckState::Open);
    assert_eq!(only(&before, "input-target").0, CheckState::Open);
    assert!(before.ready, "{}", shown(&before));
    engine.set_input(&run, "target", "eu").unwrap();
    let token = engine.inputs(&run).unwrap();
    let token = token.iter().find(|needed| needed.input.secret).unwrap();
    engine
        .set_input(&run, &token.input.id, "hidden-value")
        .unwrap();
    let after = engine.preflight_of_run(&run).await.unwrap();
    assert_eq!(only(&after, "variable-API_TOKEN").0, CheckState::Ok);
    assert_eq!(only(&after, "input-target").0, CheckState::Ok);
    assert!(!format!("{after:?}").contains("hidden-value"));
}

#[tokio::test]
async fn a_persons_word_is_recorded_with_name_and_time_and_can_be_taken_back() {
    let world = World::new();
    let engine = world.engine();
    let run = world.start(&engine, BOOK, production());
    let state = async || {
        let preflight = engine.preflight_of_run(&run).await.unwrap();
        let access = preflight.checks.iter().find(|c| c.name.starts_with("VPN"));
        access.cloned().unwrap()
    };
    let access = state().await;
    assert_eq!(access.state, CheckState::ToConfirm);
    engine.confirm_need(&run, &access.id, true).unwrap();
    // Saying it twice is one event.
    engine.confirm_need(&run, &access.id, true).unwrap();
    let confirmed = state().await;
    assert_eq!(confirmed.state, CheckState::Ok);
    insta::assert_snapshot!(confirmed.sentence, @"VPN to the production network; confirmed 2026-11-21 08:00:00 UTC by jt@desk.");
    let events = engine.events(&run).unwrap();
    assert_eq!(events.len(), 2);
    let EventBody::NeedConfirmed {
        text, confirmed, ..
    } = &events[1].body
    else {
        panic!("{:?}", events[1].body);
    };
    assert_eq!(
        (text.as_str(), *confirmed),
        ("VPN to the production network", true)
    );
    assert_eq!(events[1].author.principal, "jt@desk");
    engine.confirm_need(&run, &access.id, false).unwrap();
    assert_eq!(state().await.state, CheckState::ToConfirm);
    assert!(engine.confirm_need(&run, "P999", true).is_err());
}

#[tokio::test]
async fn a_need_that_is_a_task_item_is_met_by_ticking_it() {
    let book = "# Orders\n\n## Prerequisites\n\n- [ ] VPN is connected\n\n## Work\n\n- [ ] Do it\n";
    let world = World::new();
    let engine = world.engine();
    let run = world.start(&engine, book, development());
    let unit = ids(&engine, &run).remove(0);
    engine.confirm_need(&run, "P5", true).unwrap();
    assert!(engine.view(&run).unwrap().status(&unit).is_settled());
    let preflight = engine.preflight_of_run(&run).await.unwrap();
    assert_eq!(only(&preflight, "P5").0, CheckState::Ok);
    engine.confirm_need(&run, "P5", false).unwrap();
    let preflight = engine.preflight_of_run(&run).await.unwrap();
    assert_eq!(only(&preflight, "P5").0, CheckState::ToConfirm);
}

#[tokio::test]
async fn nothing_is_confirmed_in_a_run_that_is_over() {
    let world = World::new();
    let engine = world.engine();
    let run = world.start(&engine, BOOK, development());
    let outcome = belay_journal::body::RunOutcome::Abandoned;
    engine.finish(&run, outcome, "enough").unwrap();
    let preflight = engine.preflight_of_run(&run).await.unwrap();
    let access = preflight
        .checks
        .iter()
        .find(|c| c.name.starts_with("VPN"))
        .unwrap();
    assert_eq!(
        no(engine.confirm_need(&run, &access.id, true).unwrap())[0].guard,
        "finished"
    );
}
