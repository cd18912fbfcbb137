//! What may be picked for an input: the list that its place in a command asks for.

use std::collections::BTreeMap;
use std::sync::Arc;

use belay_engine::guards::Resolve;
use belay_engine::pick::{Listing, Offers, PickKind, Revisions};
use belay_engine::ports::Resource;
use belay_engine::{EngineError, PickOf, Started};

use crate::support::{World, development, guards, one_command, whole};

fn of(text: &str, given: &[(&str, &str)]) -> PickOf {
    let given = given.iter();
    PickOf {
        runbook: Arc::new(belay_runbook::read(text).unwrap()),
        scope: Vec::new(),
        guide: None,
        environment: development(),
        given: given
            .map(|(id, value)| ((*id).to_owned(), (*value).to_owned()))
            .collect(),
    }
}

async fn ask(world: &World, code: &str, input: &str) -> Offers {
    let of = of(&one_command(code), &[]);
    world.engine().offers(&of, input).await.unwrap()
}

/// The list that AWS would be asked for; panics if it would not be asked.
async fn listing(code: &str, input: &str, given: &[(&str, &str)]) -> Listing {
    let world = World::new();
    let of = of(&one_command(code), given);
    let offers = world.engine().offers(&of, input).await.unwrap();
    let mut asked = world.inventory.asked();
    assert_eq!(asked.len(), 1, "{offers:?}");
    asked.remove(0).1
}

async fn values(code: &str, input: &str, items: &[(&str, &str)]) -> Vec<String> {
    let world = World::new();
    *world.inventory.items.lock().unwrap() = items
        .iter()
        .map(|(id, arn)| Resource {
            id: (*id).to_owned(),
            arn: Some((*arn).to_owned()),
            ..Resource::default()
        })
        .collect();
    match ask(&world, code, input).await {
        Offers::Listed { offers, .. } => offers.into_iter().map(|offer| offer.value).collect(),
        other => panic!("{other:?}"),
    }
}

fn kinds(code: &str) -> BTreeMap<String, PickKind> {
    World::new().engine().pickable(&of(&one_command(code), &[]))
}

#[tokio::test]
async fn the_option_in_front_says_which_list_is_meant() {
    let named = |name: &str| Some(name.to_owned());
    for (code, input, expected) in [
        (
            "aws dynamodb describe-table --table-name <the-table>",
            "the-table",
            Listing::Tables,
        ),
        (
            "aws dynamodb describe-table --table-name \"$DAMAGED\"",
            "damaged",
            Listing::Tables,
        ),
        (
            "export T=<the-table>\naws dynamodb describe-table --table-name \"$T\"",
            "the-table",
            Listing::Tables,
        ),
        (
            "aws rds describe-db-snapshots --db-instance-identifier shop --db-snapshot-identifier <snapshot>",
            "snapshot",
            Listing::DbSnapshots {
                instance: named("shop"),
            },
        ),
        (
            // There, the instance is the one that will be made.
            "aws rds restore-db-instance-from-db-snapshot --db-instance-identifier shop-2 --db-snapshot-identifier <snapshot>",
            "snapshot",
            Listing::DbSnapshots { instance: None },
        ),
        (
            "aws lambda update-alias --function-name api --name live --function-version <previous-version>",
            "previous-version",
            Listing::FunctionVersions {
                function: "api".into(),
                aliases: false,
            },
        ),
        (
            "aws ecs update-service --cluster main --service web --task-definition web:<revision>",
            "revision",
            Listing::TaskDefinitions(Revisions::Family("web".into())),
        ),
        (
            "aws ecs update-service --cluster main --service web --task-definition <previous>",
            "previous",
            Listing::TaskDefinitions(Revisions::Service {
                cluster: named("main"),
                service: "web".into(),
            }),
        ),
        (
            "aws ecs stop-task --cluster main --task <task-id>",
            "task-id",
            Listing::Tasks {
                cluster: named("main"),
            },
        ),
    ] {
        assert_eq!(listing(code, input, &[]).await, expected, "{code}");
    }
}

#[tokio::test]
async fn what_is_made_by_the_command_is_not_picked() {
    for code in [
        "aws dynamodb create-table --table-name <table-name>",
        "aws rds create-db-snapshot --db-instance-identifier shop --db-snapshot-identifier <snapshot>",
        "aws rds restore-db-instance-from-db-snapshot --db-instance-identifier <db-instance> --db-snapshot-identifier x",
        "aws dynamodb restore-table-from-backup --target-table-name <table-name> --backup-arn x",
    ] {
        assert_eq!(kinds(code), BTreeMap::new(), "{code}");
    }
}

#[tokio::test]
async fn a_command_of_another_profile_offers_nothing() {
    let code = "aws dynamodb describe-table --profile other --table-name <the-name>";
    assert_eq!(kinds(code), BTreeMap::new());
}

#[tokio::test]
async fn a_secret_is_never_picked() {
    let code = "aws lambda get-function --function-name <api-token>";
    assert_eq!(kinds(code), BTreeMap::new());
}

#[tokio::test]
async fn a_value_is_the_part_that_the_word_leaves_open() {
    let definitions = [
        ("web:7", "arn:aws:ecs:eu-west-1:2:task-definition/web:7"),
        ("web:6", "arn:aws:ecs:eu-west-1:2:task-definition/web:6"),
    ];
    let code = "aws ecs update-service --service web --task-definition web:<revision>";
    assert_eq!(values(code, "revision", &definitions).await, ["7", "6"]);
    let code = "aws ecs update-service --service web --task-definition <definition>";
    assert_eq!(
        values(code, "definition", &definitions).await,
        ["web:7", "web:6"]
    );
    let backup = [(
        "017-1",
        "arn:aws:dynamodb:eu-west-1:2:table/orders/backup/017-1",
    )];
    let code = "aws dynamodb describe-backup --backup-arn <backup>";
    assert_eq!(values(code, "backup", &backup).await, [backup[0].1]);
    let code = "aws dynamodb describe-backup \
                --backup-arn arn:aws:dynamodb:eu-west-1:<account-id>:table/orders/backup/<backup>";
    assert_eq!(values(code, "backup", &backup).await, ["017-1"]);
}

#[tokio::test]
async fn another_input_of_the_line_is_asked_for_first_and_narrows_the_list_then() {
    let code = "aws lambda update-alias --function-name <the-function> --name live \
                --function-version <version>";
    let world = World::new();
    let Offers::NotYet { sentence, input } = ask(&world, code, "version").await else {
        panic!("it was listed");
    };
    assert_eq!(
        sentence,
        "Which function versions there are depends on \u{201c}The function\u{201d}, which is still open."
    );
    assert_eq!(input.as_deref(), Some("the-function"));
    assert_eq!(world.identities.asked(), 0);
    let given = [("the-function", "api")];
    let expected = Listing::FunctionVersions {
        function: "api".into(),
        aliases: false,
    };
    assert_eq!(listing(code, "version", &given).await, expected);
}

#[tokio::test]
async fn placeholders_in_capitals_are_as_open_as_those_in_brackets() {
    let code = "aws lambda update-alias --function-name YOUR_FUNCTION --function-version <version>";
    let world = World::new();
    let Offers::NotYet { input, .. } = ask(&world, code, "version").await else {
        panic!("it was listed");
    };
    assert_eq!(input.as_deref(), Some("function"));
}

#[tokio::test]
async fn the_region_of_the_command_is_asked_and_not_that_of_the_environment() {
    let world = World::new();
    let code = "aws dynamodb describe-table --region us-east-1 --table-name <the-name>";
    let Offers::Listed { region, .. } = ask(&world, code, "the-name").await else {
        panic!("it was not listed");
    };
    assert_eq!(region, "us-east-1");
    assert_eq!(world.inventory.asked()[0].0, "us-east-1");
}

#[tokio::test]
async fn nothing_is_listed_of_an_account_that_is_not_the_pinned_one() {
    let world = World::new();
    world.identities.say("999999999999");
    let code = "aws dynamodb describe-table --table-name <the-name>";
    let Offers::Refused { refusals } = ask(&world, code, "the-name").await else {
        panic!("it was listed");
    };
    insta::assert_snapshot!(refusals[0].sentence, @"AWS says that this is account 999999999999 (`arn:aws:sts::999999999999:assumed-role/Operator/jt`); environment `orders-dev` is account 222222222222. Nothing was listed: names of another account would mislead.");
    assert_eq!(refusals[0].resolve, None::<Resolve>);
    assert_eq!(world.inventory.asked(), []);
}

#[tokio::test]
async fn region_and_account_come_from_the_environment_and_nobody_is_asked() {
    let world = World::new();
    let code = "deployctl push --to <region>";
    let Offers::Listed {
        offers, exhaustive, ..
    } = ask(&world, code, "region").await
    else {
        panic!("it was not listed");
    };
    assert_eq!(offers[0].value, "eu-west-1");
    assert!(!exhaustive);
    assert_eq!(world.identities.asked(), 0);
}

#[tokio::test]
async fn in_a_run_its_values_and_what_its_commands_left_behind_narrow_the_list() {
    let world = World::new();
    let engine = world.engine();
    let code =
        "aws lambda update-alias --function-name <the-function> --function-version <version>";
    let run = world.start(&engine, &one_command(code), development());
    let before = engine.offers_in_run(&run, "version").await.unwrap();
    assert!(matches!(before, Offers::NotYet { .. }), "{before:?}");
    engine.set_input(&run, "the-function", "api").unwrap();
    engine.offers_in_run(&run, "version").await.unwrap();
    assert_eq!(world.inventory.asked()[0].1.of(), Some("api"));
    let facts = engine.offer_facts_in_run(&run, "version", "7").await;
    assert_eq!(facts.unwrap().facts, ["looked at 7"]);
    let none = engine.offers_in_run(&run, "nothing").await.unwrap_err();
    assert!(matches!(none, EngineError::NoList(_)), "{none}");
}

#[test]
fn a_run_starts_with_what_was_given_before() {
    let world = World::new();
    let engine = world.engine();
    let mut start = whole(&one_command("deployctl push --to <target>"), development());
    start.given.inputs = vec![("target".into(), "web".into())];
    let Started::Started(run) = engine.start(start).unwrap() else {
        panic!("it was refused");
    };
    let inputs = engine.inputs(&run).unwrap();
    assert_eq!(inputs[0].value.as_deref(), Some("web"));
}

#[test]
fn what_does_not_fit_starts_no_run() {
    let world = World::new();
    let engine = world.engine();
    let code = "deployctl push --replicas <count> --to <target>";
    let mut start = whole(&one_command(code), development());
    start.given.inputs = vec![
        ("count".into(), "many".into()),
        ("target".into(), "web".into()),
        ("no-such".into(), "1".into()),
    ];
    start.given.ways = vec![("no-such".into(), 1)];
    let Started::Refused(refusals) = engine.start(start).unwrap() else {
        panic!("it was started");
    };
    assert_eq!(guards(&refusals), ["input", "input", "choice"]);
    assert!(engine.runs().unwrap().is_empty());
}
