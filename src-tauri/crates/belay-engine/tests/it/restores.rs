use belay_engine::environment::Environment;
use belay_engine::guards::Answer;
use belay_engine::{BegunRestore, Engine, Given, RestoreAct, StartRun, Started};
use belay_journal::RunId;
use belay_journal::view::UnitStatus;
use belay_restore::{Outcome, RestoreEvent, RestorePlan};
use serde_json::json;

use crate::support::{
    World, development, guards, ids, one_command, production, refused, report, run, typed,
};

fn plan(target: &str) -> RestorePlan {
    serde_json::from_value(json!({
        "id": "plan-1",
        "scope": {"environment": "orders-prod", "accountId": "222222222222", "region": "eu-west-1"},
        "request": {
            "source": "orders", "target": target, "withoutIndexes": false, "onDemand": false,
            "at": {"kind": "instant", "at": "2026-11-21T03:12:44Z"},
        },
        "sourceArn": "arn:aws:dynamodb:eu-west-1:222222222222:table/orders",
        "keys": ["id"],
        "calls": [{
            "service": "dynamodb", "operation": "RestoreTableToPointInTime",
            "parameters": [["SourceTableName", "orders"]],
            "cli": "aws dynamodb restore-table-to-point-in-time --source-table-name orders",
        }],
        "window": {
            "earliest": "2026-10-17T00:00:00Z", "latest": "2026-11-21T07:55:00Z",
            "recoveryPeriodDays": 35, "readAt": "2026-11-21T08:00:00Z",
        },
        "sourceDigest": "00", "kept": [],
        "notRestored": [{
            "setting": "Time to live", "value": "on, attribute expiresAt",
            "reapply": "Switch it on again.", "cli": null,
        }],
        "warnings": [], "costs": [], "lost": "", "madeAt": "2026-11-21T08:00:00Z",
    }))
    .unwrap()
}

async fn begin(
    engine: &Engine,
    environment: &Environment,
    within: (&RunId, Option<&str>),
    plan: &RestorePlan,
    answer: Option<Answer>,
) -> BegunRestore {
    let act = RestoreAct {
        environment,
        within: Some(within),
        plan,
    };
    engine.begin_restore(act, answer.as_ref()).await.unwrap()
}

fn begun(begun: BegunRestore) -> String {
    match begun {
        BegunRestore::Begun { restore } => restore,
        BegunRestore::Refused { refusals, .. } => panic!("{refusals:?}"),
    }
}

fn refusal(begun: BegunRestore) -> Vec<String> {
    match begun {
        BegunRestore::Refused { refusals, .. } => refusals.into_iter().map(|r| r.guard).collect(),
        BegunRestore::Begun { .. } => panic!("it was begun"),
    }
}

/// A run without a runbook.
fn bare(engine: &Engine, environment: Environment) -> RunId {
    let start = StartRun {
        title: Some("Restore of orders".into()),
        runbook: None,
        scope: vec![],
        guide: None,
        environment,
        directory: "/srv".into(),
        given: Given::default(),
    };
    match engine.start(start).unwrap() {
        Started::Started(run) => run,
        Started::Refused(refusals) => panic!("{refusals:?}"),
    }
}

#[tokio::test]
async fn production_asks_for_the_new_tables_name_and_for_this_plan_alone() {
    let world = World::new();
    let engine = world.engine();
    let environment = production();
    let id = bare(&engine, environment.clone());
    let plan_one = plan("orders-restored");
    let act = RestoreAct {
        environment: &environment,
        within: None,
        plan: &plan_one,
    };
    let prepared = engine.prepare_restore(act).await.unwrap();
    assert_eq!(prepared.refusals, []);
    let challenge = prepared.challenge.unwrap();
    assert_eq!(challenge.phrase, "orders-restored");
    insta::assert_snapshot!(challenge.prompt, @"Restore `orders` to the new table `orders-restored` in `orders-prod`, production: account 222222222222, Region `eu-west-1`. Type `orders-restored` to start it.");

    let without = begin(&engine, &environment, (&id, None), &plan_one, None).await;
    assert_eq!(refusal(without), ["consequence"]);
    let another = plan("orders-other");
    let swapped = begin(
        &engine,
        &environment,
        (&id, None),
        &another,
        typed(&challenge),
    )
    .await;
    assert_eq!(refusal(swapped), ["consequence"]);
    assert!(
        engine.view(&id).unwrap().restores.is_empty(),
        "no intent was recorded"
    );

    let prepared = engine.prepare_restore(act).await.unwrap();
    let answer = typed(&prepared.challenge.unwrap());
    let restore = begun(begin(&engine, &environment, (&id, None), &plan_one, answer).await);
    let view = engine.view(&id).unwrap();
    let state = &view.restores[&restore];
    assert_eq!(
        state.confirmation.as_ref().unwrap().typed.as_deref(),
        Some("orders-restored")
    );
    assert_eq!(state.identity.as_ref().unwrap().account_id, "222222222222");
    assert_eq!(engine.lock_holder("orders-prod").unwrap().unwrap().run, id);
}

#[tokio::test]
async fn m1_a_restore_in_another_account_is_refused() {
    let world = World::new();
    let engine = world.engine();
    let id = bare(&engine, development());
    world.identities.say("999999999999");
    let refused = begin(&engine, &development(), (&id, None), &plan("t-1"), None).await;
    assert_eq!(refusal(refused), ["account"]);
    let view = engine.view(&id).unwrap();
    assert!(view.restores.is_empty());
    assert_eq!(view.refusals.len(), 1);
    assert!(engine.check_account(&development()).await.is_err());
}

#[tokio::test]
async fn what_was_recorded_comes_back_as_it_was() {
    let world = World::new();
    let engine = world.engine();
    let id = bare(&engine, development());
    let wanted = plan("orders-restored");
    let restore = begun(begin(&engine, &development(), (&id, None), &wanted, None).await);
    let events = [
        RestoreEvent::Observed {
            status: "SUBMITTING".into(),
            request_id: None,
        },
        RestoreEvent::Submitted {
            resource: Some("arn:aws:dynamodb:eu-west-1:222222222222:table/orders-restored".into()),
            request_id: Some("R1".into()),
        },
        RestoreEvent::Observed {
            status: "CREATING".into(),
            request_id: Some("R2".into()),
        },
        RestoreEvent::Ended {
            outcome: Outcome::Failed,
            message: Some("AWS gave up.".into()),
        },
    ];
    for event in &events {
        engine.record_restore(&id, &restore, event).unwrap();
    }
    let (plan, history) = world
        .restarted()
        .engine()
        .restore_history(&id, &restore)
        .unwrap();
    assert_eq!(plan, wanted);
    let told: Vec<_> = history.into_iter().map(|recorded| recorded.event).collect();
    assert_eq!(
        told[0],
        RestoreEvent::Intended {
            plan: Box::new(wanted)
        }
    );
    assert_eq!(told[1..], events);
    assert!(engine.restore_history(&id, "restore-none").is_err());
}

#[tokio::test]
async fn two_restores_to_one_table_are_refused() {
    let world = World::new();
    let engine = world.engine();
    let id = bare(&engine, development());
    begun(
        begin(
            &engine,
            &development(),
            (&id, None),
            &plan("orders-restored"),
            None,
        )
        .await,
    );
    let second = begin(
        &engine,
        &development(),
        (&id, None),
        &plan("orders-restored"),
        None,
    )
    .await;
    assert_eq!(refusal(second), ["running"]);
    begun(
        begin(
            &engine,
            &development(),
            (&id, None),
            &plan("orders-restored-2"),
            None,
        )
        .await,
    );
}

#[tokio::test]
async fn m17_a_restore_respects_the_environments_lock() {
    let world = World::new();
    let engine = world.engine();
    let text = one_command("aws dynamodb put-item --table-name orders --item '{}'");
    let first = world.start(&engine, &text, development());
    run(&engine, &first, &ids(&engine, &first)[0]).await;
    let id = bare(&engine, development());
    let second = begin(
        &engine,
        &development(),
        (&id, None),
        &plan("orders-restored"),
        None,
    )
    .await;
    assert_eq!(refusal(second), ["lock"]);
}

#[tokio::test]
async fn m10_a_table_that_a_running_restore_depends_on_is_not_deleted() {
    let world = World::new();
    let engine = world.engine();
    let text = "# Orders\n\n## One\n\n```bash\naws dynamodb delete-table --table-name orders\n```\n\n\
                ## Two\n\n```bash\nT=orders-restored\naws dynamodb delete-table --table-name \"$T\"\n```\n\n\
                ## Three\n\n```bash\naws dynamodb delete-table --table-name unrelated\n```\n";
    let id = world.start(&engine, text, development());
    let units = ids(&engine, &id);
    let restore = begun(
        begin(
            &engine,
            &development(),
            (&id, None),
            &plan("orders-restored"),
            None,
        )
        .await,
    );
    for unit in &units[..2] {
        let (refusals, challenge) = refused(&engine, &id, unit, None).await;
        assert_eq!(guards(&refusals), ["deleteTable"]);
        assert_eq!(refusals[0].mistake.as_deref(), Some("M10"));
        assert_eq!(challenge, None, "no confirmation makes up for it");
    }
    let (refusals, _) = refused(&engine, &id, &units[0], None).await;
    insta::assert_snapshot!(refusals[0].sentence.replace(id.as_str(), "RUN"), @"Table `orders` is the source of a restore that is going on: `orders` to `orders-restored`, run RUN, since 2026-11-21 08:00:00 UTC. DynamoDB cannot rename tables: once it is deleted there is no way back to its name but another restore.");
    let (refusals, _) = refused(&engine, &id, &units[2], None).await;
    assert_eq!(guards(&refusals), ["consequence"]);

    let ended = RestoreEvent::Ended {
        outcome: Outcome::Completed,
        message: None,
    };
    engine.record_restore(&id, &restore, &ended).unwrap();
    let (refusals, _) = refused(&engine, &id, &units[0], None).await;
    assert_eq!(guards(&refusals), ["consequence"]);
    assert!(world.commands.started().is_empty());
}

#[tokio::test]
async fn a_restore_gives_its_unit_its_status() {
    let world = World::new();
    let engine = world.engine();
    let text = one_command(
        "aws dynamodb restore-table-to-point-in-time --source-table-name orders \
         --target-table-name orders-restored --restore-date-time 2026-11-21T03:12:44Z",
    );
    let id = world.start(&engine, &text, development());
    let unit = &ids(&engine, &id)[0];
    let within = (&id, Some(unit.as_str()));
    let restore = begun(
        begin(
            &engine,
            &development(),
            within,
            &plan("orders-restored"),
            None,
        )
        .await,
    );
    assert_eq!(engine.view(&id).unwrap().status(unit), UnitStatus::Running);
    let (refusals, _) = refused(&engine, &id, unit, None).await;
    assert_eq!(guards(&refusals), ["running"]);
    let ended = RestoreEvent::Ended {
        outcome: Outcome::Completed,
        message: None,
    };
    engine.record_restore(&id, &restore, &ended).unwrap();
    assert_eq!(engine.view(&id).unwrap().status(unit), UnitStatus::Done);
    assert!(world.commands.started().is_empty());
}

/// What a colleague reads who takes over in the middle: everything that went
/// wrong stands at the top.
#[tokio::test]
async fn m30_a_report_in_the_middle_of_it_tells_what_must_not_be_missed() {
    use jiff::SignedDuration;

    let world = World::new();
    let engine = world.engine();
    let environment = production();
    let text = "# Orders\n\n## Restore\n\n- [ ] Tell the channel\n\n```bash\naws dynamodb \
                restore-table-to-point-in-time --source-table-name orders --target-table-name \
                orders-restored\n```\n\n## Look\n\n```bash\naws dynamodb list-tables\n```\n";
    let id = world.start(&engine, text, environment.clone());
    let units = ids(&engine, &id);
    engine.tick(&id, &units[0]).unwrap();
    let plan = plan("orders-restored");
    let act = RestoreAct {
        environment: &environment,
        within: None,
        plan: &plan,
    };
    let answer = typed(
        &engine
            .prepare_restore(act)
            .await
            .unwrap()
            .challenge
            .unwrap(),
    );
    let within = (&id, Some(units[1].as_str()));
    let restore = begun(begin(&engine, &environment, within, &plan, answer).await);
    for event in [
        RestoreEvent::Observed {
            status: "SUBMITTING".into(),
            request_id: None,
        },
        RestoreEvent::Submitted {
            resource: None,
            request_id: Some("R1".into()),
        },
        RestoreEvent::Observed {
            status: "CREATING".into(),
            request_id: Some("R2".into()),
        },
    ] {
        world.clock.advance(SignedDuration::from_secs(20));
        engine.record_restore(&id, &restore, &event).unwrap();
    }
    let belay_engine::Executed::Started { ended, .. } =
        engine.execute(&id, &units[2], None).await.unwrap()
    else {
        panic!("refused")
    };
    drop(ended);
    world.clock.advance(SignedDuration::from_mins(-30));
    world.files.put(crate::support::PATH, "# Another text\n");
    let engine = world.restarted().engine();
    engine.take_up().unwrap();
    engine.accept_drift(&id).unwrap();

    let report = report(&engine, &id);
    insta::assert_snapshot!("handover.md", report);
}
