use belay_engine::guards::{GUARDS, Resolve};
use belay_engine::ports::PortErrorKind;
use belay_engine::{Changed, Executed};
use belay_journal::EventBody;
use jiff::SignedDuration;

use crate::support::{
    PATH, World, development, environment, exit, guards, ids, no, one_command, production, refused,
    run, typed,
};

/// Plays `code` as the only command of a run in development: it must be refused
/// by `guard`, for `mistake`, with nothing run and the refusal in the record.
#[track_caller]
fn stopped(code: &str, guard: &str, mistake: &str) -> String {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    runtime.block_on(async {
        let world = World::new();
        let engine = world.engine();
        let id = world.start(&engine, &one_command(code), development());
        let unit = ids(&engine, &id).remove(0);
        let (refusals, _) = refused(&engine, &id, &unit, None).await;
        let refusal = refusals
            .iter()
            .find(|refusal| refusal.guard == guard)
            .unwrap_or_else(|| panic!("{code}: {refusals:?}"));
        assert_eq!(refusal.mistake.as_deref(), Some(mistake), "{code}");
        assert!(!refusal.remedy.is_empty());
        assert!(
            world.commands.started().is_empty(),
            "{code}: something was run"
        );
        let view = engine.view(&id).unwrap();
        assert!(
            view.refusals.iter().any(|noted| noted.guard == guard),
            "{code}: not recorded"
        );
        assert!(view.units.is_empty(), "{code}: an intent was recorded");
        refusal.sentence.clone()
    })
}

/// `code` must run in development without being asked anything.
#[track_caller]
fn allowed(code: &str) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    runtime.block_on(async {
        let world = World::new();
        let engine = world.engine();
        let id = world.start(&engine, &one_command(code), development());
        run(&engine, &id, &ids(&engine, &id)[0]).await;
        assert_eq!(world.commands.started().len(), 1, "{code}");
    });
}

const CHANGE: &str =
    "aws lambda update-alias --function-name orders --name live --function-version 7";

#[test]
fn every_guard_has_a_name_of_its_own_and_says_what_it_stops() {
    let mut names: Vec<_> = GUARDS.iter().map(|guard| guard.id).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), GUARDS.len());
    assert!(GUARDS.iter().all(|guard| !guard.stops.is_empty()));
}

#[tokio::test]
async fn m1_a_profile_that_points_at_another_account_stops_every_change() {
    let world = World::new();
    let engine = world.engine();
    let id = world.start(&engine, &one_command(CHANGE), development());
    let unit = &ids(&engine, &id)[0];
    world.identities.say("999999999999");
    let (refusals, challenge) = refused(&engine, &id, unit, None).await;
    assert_eq!(guards(&refusals), ["account"]);
    insta::assert_snapshot!(refusals[0].sentence, @"AWS says that this is account 999999999999 (`arn:aws:sts::999999999999:assumed-role/Operator/jt`); environment `orders-dev` is account 222222222222. Nothing was run.");
    insta::assert_snapshot!(refusals[0].remedy, @"Check profile `orders-dev` in `~/.aws/config`, or the environment's `account_id`.");
    assert_eq!(challenge, None, "no confirmation makes up for it");
    assert!(world.commands.started().is_empty());
    assert!(engine.view(&id).unwrap().units.is_empty());
    assert!(engine.lock_holder("orders-dev").unwrap().is_none());
}

#[tokio::test]
async fn m1_an_identity_that_cannot_be_told_stops_every_change() {
    for (kind, resolve) in [
        (PortErrorKind::SignIn, Some(Resolve::SignIn)),
        (PortErrorKind::MfaNeeded, Some(Resolve::SignIn)),
        (PortErrorKind::Unreachable, None),
        (PortErrorKind::Configuration, None),
    ] {
        let world = World::new();
        let engine = world.engine();
        let id = world.start(&engine, &one_command(CHANGE), development());
        let unit = &ids(&engine, &id)[0];
        world
            .identities
            .fail(kind, "The session ended at 07:59 UTC.");
        let (refusals, _) = refused(&engine, &id, unit, None).await;
        assert_eq!(guards(&refusals), ["account"]);
        assert_eq!(refusals[0].resolve, resolve);
        assert_eq!(
            refusals[0].sentence,
            "AWS could not be asked who we are: The session ended at 07:59 UTC. Nothing was run."
        );
        assert!(world.commands.started().is_empty());
    }
}

#[tokio::test]
async fn m1_the_identity_is_asked_before_every_change_and_never_remembered() {
    let world = World::new();
    let engine = world.engine();
    let text =
        format!("# Orders\n\n## Work\n\n```bash\n{CHANGE}\n```\n\n```bash\n{CHANGE}0\n```\n");
    let id = world.start(&engine, &text, development());
    let units = ids(&engine, &id);
    run(&engine, &id, &units[0]).await;
    assert_eq!(world.identities.asked(), 1);
    world.identities.say("999999999999");
    let (refusals, _) = refused(&engine, &id, &units[1], None).await;
    assert_eq!(guards(&refusals), ["account"]);
    assert_eq!(world.identities.asked(), 2);
    assert_eq!(world.commands.started().len(), 1);
}

#[test]
fn m1_acting_as_somebody_else_is_refused() {
    let sentence = stopped("aws dynamodb list-tables --profile other", "profile", "M1");
    insta::assert_snapshot!(sentence, @"The command uses profile `other`. Belay checks the identity of `orders-dev` and no other.");
    stopped("export AWS_PROFILE=orders-prod", "profile", "M1");
    stopped(
        "AWS_PROFILE=other aws dynamodb list-tables",
        "profile",
        "M1",
    );
    stopped(
        "P=other\naws dynamodb list-tables --profile $P",
        "profile",
        "M1",
    );
    stopped("export AWS_ACCESS_KEY_ID=AKIAEXAMPLE", "profile", "M1");
    stopped(
        "aws dynamodb list-tables --endpoint-url http://localhost:1",
        "profile",
        "M1",
    );
    stopped(
        "env AWS_PROFILE=other aws dynamodb list-tables",
        "profile",
        "M1",
    );
    stopped(
        "bash -c 'aws dynamodb list-tables --profile other'",
        "profile",
        "M1",
    );
    stopped(
        "eval \"aws dynamodb list-tables --profile other\"",
        "profile",
        "M1",
    );
    stopped(
        "sudo sh -ec 'bash -c \"aws dynamodb list-tables --profile other\"'",
        "profile",
        "M1",
    );
    stopped(
        "watch -n 30 'aws dynamodb list-tables --profile other'",
        "profile",
        "M1",
    );
    allowed("export AWS_PROFILE=orders-dev");
    allowed("aws dynamodb list-tables --profile orders-dev");
}

#[test]
fn m2_another_region_or_account_is_refused_until_confirmed() {
    let sentence = stopped(
        "aws dynamodb list-tables --region us-east-1",
        "region",
        "M2",
    );
    insta::assert_snapshot!(sentence, @"The command acts in Region `us-east-1`; the environment is `orders-dev` in account 222222222222, Region `eu-west-1`.");
    stopped(
        "R=us-east-1\naws dynamodb list-tables --region \"$R\"",
        "region",
        "M2",
    );
    stopped("export AWS_REGION=us-east-1", "region", "M2");
    stopped(
        "env AWS_REGION=us-east-1 aws dynamodb list-tables",
        "region",
        "M2",
    );
    stopped(
        "AWS_DEFAULT_REGION=us-east-1 aws dynamodb list-tables",
        "region",
        "M2",
    );
    stopped(
        "aws sns list-tags-for-resource --resource-arn arn:aws:sns:us-east-1:222222222222:t",
        "region",
        "M2",
    );
    stopped(
        "aws sns list-tags-for-resource --resource-arn arn:aws:sns:eu-west-1:999999999999:t",
        "region",
        "M2",
    );
    stopped(
        "echo 999999999999.dkr.ecr.eu-west-1.amazonaws.com/app",
        "region",
        "M2",
    );
    allowed("aws dynamodb list-tables --region eu-west-1");
    allowed("aws sns list-tags-for-resource --resource-arn arn:aws:sns:eu-west-1:222222222222:t");
}

#[tokio::test]
async fn m2_a_confirmed_region_is_run_and_the_record_says_who_confirmed_what() {
    let world = World::new();
    let engine = world.engine();
    let text = one_command("aws acm list-certificates --region us-east-1");
    let id = world.start(&engine, &text, development());
    let unit = &ids(&engine, &id)[0];
    let (_, challenge) = refused(&engine, &id, unit, None).await;
    let challenge = challenge.unwrap();
    insta::assert_snapshot!(challenge.prompt, @"Run “aws acm list-certificates --region us-east-1” (line 6) in `orders-dev`: account 222222222222, Region `eu-west-1`. Type `orders-dev` to run it.");
    let answer = typed(&challenge);
    let Executed::Started { ended, .. } = engine.execute(&id, unit, answer).await.unwrap() else {
        panic!("refused")
    };
    ended.await.unwrap();
    let view = engine.view(&id).unwrap();
    let confirmation = view.units[unit].attempts[0].confirmation.clone().unwrap();
    assert_eq!(confirmation.guards, ["region"]);
    assert_eq!(confirmation.typed.as_deref(), Some("orders-dev"));
}

#[tokio::test]
async fn what_its_title_says_is_for_another_environment_is_asked_about() {
    for (heading, comment, asked) in [
        (
            "Work",
            "Apply (Prod)",
            Some("“Apply (Prod)” (line 6) is meant for production; `orders-dev` is development."),
        ),
        (
            "Work (Production only)",
            "Apply",
            Some(
                "The section “Work (Production only)” (line 3) is meant for production; `orders-dev` is development.",
            ),
        ),
        ("Work (Production only)", "Apply (Dev)", None),
        ("Work", "Apply (dev, staging)", None),
        ("Work", "Apply", None),
    ] {
        let world = World::new();
        let engine = world.engine();
        let text = format!("# Orders\n\n## {heading}\n\n```bash\n# {comment}\n{CHANGE}\n```\n");
        let id = world.start(&engine, &text, development());
        let unit = &ids(&engine, &id)[0];
        let Some(sentence) = asked else {
            run(&engine, &id, unit).await;
            continue;
        };
        let (refusals, challenge) = refused(&engine, &id, unit, None).await;
        assert_eq!(guards(&refusals), ["meantFor"]);
        assert_eq!(refusals[0].sentence, sentence);
        let answer = typed(&challenge.unwrap());
        let done = engine.execute(&id, unit, answer).await.unwrap();
        assert!(
            matches!(done, Executed::Started { .. }),
            "{heading}: refused"
        );
    }
}

#[tokio::test]
async fn looking_at_another_environment_s_step_is_not_asked_about() {
    let world = World::new();
    let engine = world.engine();
    let text = "# Orders\n\n## Work (Prod)\n\n```bash\naws sts get-caller-identity\n```\n";
    let id = world.start(&engine, text, development());
    run(&engine, &id, &ids(&engine, &id)[0]).await;
    assert_eq!(world.commands.started().len(), 1);
}

const THREE: &str = "\
# Orders

## Prepare

- [ ] Tell the channel
- [ ] Look at the dashboard

```bash
# 1. First
echo one

# 2. Second
echo two
```

## Other

```bash
echo elsewhere
```
";

#[tokio::test]
async fn m4_what_comes_before_must_be_done_or_skipped_with_a_reason() {
    let world = World::new();
    let engine = world.engine();
    let id = world.start(&engine, THREE, development());
    let units = ids(&engine, &id);
    assert_eq!(units.len(), 5, "{units:?}");
    let (refusals, _) = refused(&engine, &id, &units[2], None).await;
    assert_eq!(guards(&refusals), ["order"]);
    assert_eq!(refusals[0].resolve, Some(Resolve::Skip));
    insta::assert_snapshot!(refusals[0].sentence, @"“Tell the channel” (line 5) comes before “First” (line 9) and is not done.");
    // The items of a checklist do not wait for each other; sections neither.
    assert_eq!(engine.tick(&id, &units[1]).unwrap(), Changed::Done);
    run(&engine, &id, &units[4]).await;

    assert_eq!(
        guards(&no(engine.skip(&id, &units[0], "  ").unwrap())),
        ["reason"]
    );
    assert_eq!(
        engine.skip(&id, &units[0], "nobody is there").unwrap(),
        Changed::Done
    );
    let (refusals, _) = refused(&engine, &id, &units[3], None).await;
    assert_eq!(guards(&refusals), ["order"]);
    run(&engine, &id, &units[2]).await;
    run(&engine, &id, &units[3]).await;
    assert_eq!(world.commands.texts().len(), 3);
    let view = engine.view(&id).unwrap();
    assert_eq!(
        view.units[&units[0]]
            .mark
            .as_ref()
            .unwrap()
            .reason
            .as_deref(),
        Some("nobody is there")
    );
}

#[tokio::test]
async fn m4_a_failed_step_holds_back_what_follows() {
    let world = World::new();
    let engine = world.engine();
    let id = world.start(
        &engine,
        &one_command("# 1. One\necho one\n\n# 2. Two\necho two"),
        development(),
    );
    let units = ids(&engine, &id);
    world.commands.will_end(exit(3, "no"));
    run(&engine, &id, &units[0]).await;
    let (refusals, _) = refused(&engine, &id, &units[1], None).await;
    assert!(
        refusals[0].sentence.contains("failed"),
        "{}",
        refusals[0].sentence
    );
    assert_eq!(world.commands.started().len(), 1);
}

#[test]
fn m6_replacing_all_variables_of_a_function_is_refused_until_confirmed() {
    let sentence = stopped(
        "aws lambda update-function-configuration --function-name orders \
         --environment \"Variables={MAINTENANCE=true}\"",
        "functionEnvironment",
        "M6",
    );
    insta::assert_snapshot!(sentence, @"`--environment` replaces all variables of `orders`: each one that is not in the command is gone afterwards.");
    allowed("aws lambda update-function-configuration --function-name orders --timeout 30");
}

#[test]
fn m8_a_variable_that_nothing_sets_is_refused() {
    let sentence = stopped("echo deploy ${RELEASE_TAG_OF_TODAY}x", "variable", "M8");
    insta::assert_snapshot!(sentence, @"`$RELEASE_TAG_OF_TODAY` is set by nothing that has run. The shell would put nothing in its place.");
    allowed("echo ${RELEASE:-none} $HOME $1");
    allowed("for f in a b; do echo $f; done");
    allowed("read -r LINE < /dev/null; echo \"$LINE\"");
}

#[test]
fn m9_a_placeholder_is_never_executed_as_it_stands() {
    let sentence = stopped(
        "aws lambda update-alias --function-name orders --name live --function-version <previous-version>",
        "placeholder",
        "M9",
    );
    insta::assert_snapshot!(sentence, @"“aws lambda update-alias --function-name orders --name live …” (line 6) still has something to fill in: `<previous-version>`.");
}

#[test]
fn m21_what_destroys_is_refused_until_confirmed_in_any_tier() {
    for code in [
        "terraform apply -auto-approve",
        "terraform state push old.tfstate",
        "git push --force origin main",
        "kubectl delete deployment orders",
        "aws dynamodb delete-table --table-name orders",
        "T=delete-table\naws dynamodb $T --table-name orders",
        "bash -c 'rm -rf /srv/orders'",
    ] {
        stopped(code, "consequence", "M21");
    }
    allowed(
        "aws dynamodb tag-resource --resource-arn arn:aws:dynamodb:eu-west-1:222222222222:table/t --tags Key=a,Value=b",
    );
}

#[tokio::test]
async fn m21_a_change_in_production_asks_for_the_environments_name() {
    for code in [CHANGE, "npm run deploy:prod", "helm upgrade orders ./chart"] {
        let world = World::new();
        let engine = world.engine();
        let id = world.start(&engine, &one_command(code), production());
        let unit = &ids(&engine, &id)[0];
        let prepared = engine.prepare(&id, unit).await.unwrap();
        assert_eq!(prepared.refusals, []);
        let challenge = prepared.challenge.unwrap();
        assert_eq!(challenge.phrase, "orders-prod");
        for wrong in ["", "orders-dev", "ORDERS-PROD", "yes"] {
            let mut answer = typed(&engine.prepare(&id, unit).await.unwrap().challenge.unwrap());
            answer.as_mut().unwrap().typed = wrong.into();
            refused(&engine, &id, unit, answer).await;
        }
        assert!(world.commands.started().is_empty());
        let answer = typed(&challenge);
        assert!(matches!(
            engine.execute(&id, unit, answer).await.unwrap(),
            Executed::Started { attempt: 1, .. }
        ));
    }
}

#[tokio::test]
async fn m21_looking_in_production_asks_nothing() {
    let world = World::new();
    let engine = world.engine();
    let id = world.start(
        &engine,
        &one_command("aws dynamodb list-tables"),
        production(),
    );
    run(&engine, &id, &ids(&engine, &id)[0]).await;
    assert_eq!(world.identities.asked(), 0);
}

#[tokio::test]
async fn a_confirmation_is_good_once_for_ten_minutes_and_for_this_text_alone() {
    let world = World::new();
    let engine = world.engine();
    let text = format!(
        "# Orders\n\n## Work\n\n```bash\n{CHANGE}\n```\n\n## More\n\n```bash\n{CHANGE}0\n```\n"
    );
    let id = world.start(&engine, &text, production());
    let units = ids(&engine, &id);
    let first = engine
        .prepare(&id, &units[0])
        .await
        .unwrap()
        .challenge
        .unwrap();

    // For another unit.
    let (refusals, _) = refused(&engine, &id, &units[1], typed(&first)).await;
    assert_eq!(refusals[0].guard, "confirmation");
    // It was used up by that.
    let (refusals, fresh) = refused(&engine, &id, &units[0], typed(&first)).await;
    assert_eq!(refusals[0].guard, "confirmation");
    // A made-up one.
    let mut answer = typed(&fresh.clone().unwrap());
    answer.as_mut().unwrap().token = "0".repeat(32);
    refused(&engine, &id, &units[0], answer).await;
    // Ten minutes later.
    world.clock.advance(SignedDuration::from_mins(10));
    let (refusals, fresh) = refused(&engine, &id, &units[0], typed(&fresh.unwrap())).await;
    insta::assert_snapshot!(refusals[0].sentence, @"The confirmation is more than ten minutes old.");
    assert!(world.commands.started().is_empty());
    // In time, and once: the second attempt needs a new one.
    let answer = typed(&fresh.unwrap());
    let Executed::Started { ended, .. } = engine
        .execute(&id, &units[0], answer.clone())
        .await
        .unwrap()
    else {
        panic!("refused")
    };
    ended.await.unwrap();
    refused(&engine, &id, &units[0], answer).await;
    assert_eq!(world.commands.started().len(), 1);
}

#[tokio::test]
async fn m5_a_change_that_was_done_is_not_repeated_unawares() {
    let world = World::new();
    let engine = world.engine();
    let id = world.start(&engine, &one_command(CHANGE), development());
    let unit = &ids(&engine, &id)[0];
    run(&engine, &id, unit).await;
    let (refusals, challenge) = refused(&engine, &id, unit, None).await;
    assert_eq!(guards(&refusals), ["again"]);
    insta::assert_snapshot!(refusals[0].sentence, @"This was done already: attempt 1 ended 2026-11-21 08:00:00 UTC. Running it again makes the change a second time.");
    let answer = typed(&challenge.unwrap());
    assert!(matches!(
        engine.execute(&id, unit, answer).await.unwrap(),
        Executed::Started { attempt: 2, .. }
    ));
}

#[tokio::test]
async fn m17_a_second_run_does_not_change_the_same_environment() {
    let world = World::new();
    let engine = world.engine();
    let first = world.start(&engine, &one_command(CHANGE), development());
    let second = world.start(&engine, &one_command(CHANGE), development());
    let elsewhere = world.start(
        &engine,
        &one_command(CHANGE),
        environment(belay_engine::environment::Tier::Staging),
    );
    let unit = &ids(&engine, &first)[0];
    run(&engine, &first, unit).await;
    let (refusals, _) = refused(&engine, &second, unit, None).await;
    assert_eq!(guards(&refusals), ["lock"]);
    assert_eq!(refusals[0].resolve, Some(Resolve::Lock));
    run(&engine, &elsewhere, unit).await;
    assert_eq!(world.commands.started().len(), 2);

    assert_eq!(
        guards(&no(engine.take_over_lock(&second, "").unwrap())),
        ["reason"]
    );
    assert_eq!(
        engine.take_over_lock(&second, "jt went home").unwrap(),
        Changed::Done
    );
    run(&engine, &second, unit).await;
    let told = engine
        .view(&first)
        .unwrap()
        .notes
        .last()
        .unwrap()
        .text
        .clone();
    assert_eq!(
        told,
        format!("`orders-dev` was taken over by run {second}: jt went home")
    );
    assert!(
        engine
            .events(&second)
            .unwrap()
            .iter()
            .any(|event| matches!(event.body, EventBody::LockTakenOver { .. }))
    );
}

#[tokio::test]
async fn m17_a_lease_does_not_run_out_while_something_is_going_on() {
    let world = World::new();
    let engine = world.engine();
    let first = world.start(&engine, &one_command(CHANGE), development());
    let second = world.start(&engine, &one_command(CHANGE), development());
    let unit = &ids(&engine, &first)[0];
    let Executed::Started { ended, .. } = engine.execute(&first, unit, None).await.unwrap() else {
        panic!("refused")
    };
    world.clock.advance(SignedDuration::from_hours(5));
    let (refusals, _) = refused(&engine, &second, unit, None).await;
    assert_eq!(guards(&refusals), ["lock"]);
    ended.await.unwrap();
    run(&engine, &second, unit).await;
}

#[tokio::test]
async fn m17_a_lease_runs_out_and_looking_needs_none() {
    let world = World::new();
    let engine = world.engine();
    let first = world.start(&engine, &one_command(CHANGE), development());
    let looks = world.start(
        &engine,
        &one_command("aws dynamodb list-tables"),
        development(),
    );
    let second = world.start(&engine, &one_command(CHANGE), development());
    // Not there any more: the three runs hold different texts.
    world.files.remove(PATH);
    let unit = &ids(&engine, &first)[0];
    run(&engine, &first, unit).await;
    run(&engine, &looks, unit).await;
    world.clock.advance(SignedDuration::from_mins(61));
    run(&engine, &second, unit).await;
}

#[tokio::test]
async fn m19_a_changed_file_is_noticed_and_never_run() {
    let world = World::new();
    let engine = world.engine();
    let id = world.start(&engine, &one_command("echo as it was"), development());
    let unit = &ids(&engine, &id)[0];
    world.files.put(PATH, &one_command("echo changed"));
    assert!(engine.drift(&id).unwrap().is_some());
    let (refusals, _) = refused(&engine, &id, unit, None).await;
    assert_eq!(guards(&refusals), ["drift"]);
    assert_eq!(refusals[0].resolve, Some(Resolve::Drift));
    insta::assert_snapshot!(refusals[0].sentence, @"`/runbooks/orders.md` was changed after this run began. The run goes by the text that it started with, which is no longer that of the file.");
    assert!(world.commands.started().is_empty());

    assert_eq!(engine.accept_drift(&id).unwrap(), Changed::Done);
    assert_eq!(engine.drift(&id).unwrap(), None);
    run(&engine, &id, unit).await;
    assert!(
        world.commands.texts()[0].contains("as it was"),
        "the run goes by its own text"
    );
    // Changed once more: decided for that other text, not for this one.
    world.files.put(PATH, &one_command("echo changed again"));
    refused(&engine, &id, unit, None).await;
    world.files.remove(PATH);
    run(&engine, &id, unit).await;
}

#[test]
fn m27_recovery_is_never_switched_off() {
    let sentence = stopped(
        "aws dynamodb update-continuous-backups --table-name orders \
         --point-in-time-recovery-specification PointInTimeRecoveryEnabled=false",
        "recoveryWindow",
        "M27",
    );
    insta::assert_snapshot!(sentence, @"`aws dynamodb update-continuous-backups` would switch point-in-time recovery off. Every moment that can be restored now would be lost, and switching it on again starts from zero.");
    stopped(
        "aws dynamodb update-continuous-backups --table-name orders \
         --point-in-time-recovery-specification '{\"PointInTimeRecoveryEnabled\": false}'",
        "recoveryWindow",
        "M27",
    );
    stopped(
        "STATE=False\naws dynamodb update-continuous-backups --table-name orders \
         --point-in-time-recovery-specification PointInTimeRecoveryEnabled=$STATE",
        "recoveryWindow",
        "M27",
    );
    stopped(
        "aws dynamodb update-continuous-backups --table-name orders \
         --point-in-time-recovery-specification file://spec.json",
        "recoveryWindow",
        "M27",
    );
    stopped(
        "aws rds modify-db-instance --db-instance-identifier o --backup-retention-period 0",
        "recoveryWindow",
        "M27",
    );
    allowed(
        "aws dynamodb update-continuous-backups --table-name orders \
         --point-in-time-recovery-specification PointInTimeRecoveryEnabled=true",
    );
}

#[test]
fn m29_characters_that_nobody_sees_are_refused() {
    let sentence = stopped("echo safe\u{202E} fr- mr", "hidden", "M29");
    insta::assert_snapshot!(sentence, @"The command contains U+202E, which changes the direction of the text. What runs would not be what is read.");
    stopped("echo a\u{200B}b", "hidden", "M29");
    stopped("aws\u{00A0}dynamodb list-tables", "hidden", "M29");
    stopped("echo \u{1b}[2J", "hidden", "M29");
}

#[tokio::test]
async fn a_finished_run_is_over() {
    let world = World::new();
    let engine = world.engine();
    let id = world.start(&engine, &one_command("echo one"), development());
    let unit = &ids(&engine, &id)[0];
    let outcome = belay_journal::body::RunOutcome::Abandoned;
    assert_eq!(
        guards(&no(engine.finish(&id, outcome, " ").unwrap())),
        ["reason"]
    );
    assert_eq!(
        engine.finish(&id, outcome, "not needed").unwrap(),
        Changed::Done
    );
    let (refusals, _) = refused(&engine, &id, unit, None).await;
    assert_eq!(guards(&refusals), ["finished"]);
    assert_eq!(guards(&no(engine.tick(&id, unit).unwrap())), ["finished"]);
    assert_eq!(
        guards(&no(engine.skip(&id, unit, "x").unwrap())),
        ["finished"]
    );
    assert!(world.commands.started().is_empty());
}

#[tokio::test]
async fn a_record_that_cannot_be_read_in_full_is_not_acted_upon() {
    use belay_journal::{Author, EventDraft, Store as _};
    let world = World::new();
    let engine = world.engine();
    let id = world.start(&engine, &one_command("echo one"), development());
    let draft = EventDraft {
        at: "2026-11-21T08:00:00Z".parse().unwrap(),
        author: Author {
            principal: "x@y".into(),
            program_version: "9.0.0".into(),
        },
        body: EventBody::Unknown(serde_json::json!({"kind": "approved"})),
    };
    world.store.append(&id, 2, draft).unwrap();
    let (refusals, _) = refused(&engine, &id, &ids(&engine, &id)[0], None).await;
    assert_eq!(guards(&refusals), ["newerRecord"]);
    assert!(world.commands.started().is_empty());
}

/// Several ways, and a list item around its command.
const WAYS: &str = "\
# Orders

## Go back

1. Freeze the deployments:

   ```bash
   echo freeze
   ```

### Option 1: Alias (recommended)

```bash
echo alias
```

### Option 2: Redeploy

```bash
echo redeploy
```

## One section, two ways

**Option 1: Alias**

```bash
echo alias
```

**Option 2: Redeploy**

```bash
echo redeploy
```

**Afterwards**

```bash
echo look
```
";

#[tokio::test]
async fn m4_the_way_that_was_chosen_is_enough_and_a_list_item_does_not_hold_back_its_own_command() {
    let world = World::new();
    let engine = world.engine();
    let id = world.start(&engine, WAYS, development());
    let loaded = engine.load(&id).unwrap();
    let by_code = |code: &str, nth: usize| {
        let is = |unit: &&belay_engine::unit::Unit| {
            unit.code.as_deref().is_some_and(|c| c.contains(code))
        };
        loaded.units.iter().filter(is).nth(nth).unwrap().id.clone()
    };
    run(&engine, &id, &by_code("freeze", 0)).await;
    assert_eq!(
        loaded.runbook.choices.len(),
        2,
        "{:?}",
        loaded.runbook.choices
    );
    for (choice, nth) in loaded.runbook.choices.iter().zip(0..) {
        let redeploy = by_code("redeploy", nth);
        let (refusals, _) = refused(&engine, &id, &redeploy, None).await;
        assert_eq!(guards(&refusals), ["choice"]);
        engine.choose(&id, &choice.id, 2).unwrap();
        run(&engine, &id, &redeploy).await;
    }
    run(&engine, &id, &by_code("look", 0)).await;
}
