use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use belay_engine::report::{Picture, Report, html, markdown};
use belay_engine::unit::{UnitKind, units};
use belay_engine::{Changed, Started};
use belay_journal::body::RunOutcome;
use belay_journal::view::UnitStatus;
use belay_journal::{RunId, verify};
use jiff::SignedDuration;

use crate::support::{
    PATH, World, development, exit, guards, ids, no, one_command, production, refused, run, typed,
    whole,
};

const ROLLBACK: &str = "\
# Orders: going back

## Look

- [ ] Tell `#orders` that the rollback begins

```bash
# 1. Which versions are there?
aws lambda list-versions-by-function --function-name orders
```

## Go back

```bash
# 1. Choose the version
export VERSION=<previous-version>
cd rollback

# 2. Move the alias
aws lambda update-alias --function-name orders --name live --function-version \"$VERSION\"
```

1. Watch the errors for ten minutes
";

#[tokio::test]
async fn a_run_from_its_start_to_its_record() {
    let world = World::new();
    let engine = world.engine();
    let id = world.start(&engine, ROLLBACK, production());
    let units = ids(&engine, &id);
    assert_eq!(units.len(), 5, "{units:?}");
    engine.tick(&id, &units[0]).unwrap();
    world.commands.will_end(exit(0, "$LATEST\n41\n42\n"));
    run(&engine, &id, &units[1]).await;

    let (refusals, _) = refused(&engine, &id, &units[2], None).await;
    assert_eq!(guards(&refusals)[0], "placeholder");
    let inputs = engine.inputs(&id).unwrap();
    assert_eq!(inputs.len(), 1, "{inputs:?}");
    let input = &inputs[0].input.id;
    assert_eq!(
        guards(&no(engine.set_input(&id, input, " ").unwrap())),
        ["input"]
    );
    assert_eq!(engine.set_input(&id, input, "41").unwrap(), Changed::Done);
    world.clock.advance(SignedDuration::from_secs(90));
    let mut left = exit(0, "");
    left.directory = Some(PathBuf::from("/srv/orders/rollback"));
    left.exported = BTreeMap::from([("VERSION".into(), "41".into())]);
    world.commands.will_end(left);
    run(&engine, &id, &units[2]).await;

    let challenge = engine
        .prepare(&id, &units[3])
        .await
        .unwrap()
        .challenge
        .unwrap();
    world
        .commands
        .will_end(exit(254, "<b>An error occurred</b>\n"));
    let answer = typed(&challenge);
    let belay_engine::Executed::Started { ended, .. } =
        engine.execute(&id, &units[3], answer).await.unwrap()
    else {
        panic!("refused")
    };
    ended.await.unwrap();
    let started = world.commands.started();
    assert_eq!(started[1].text.lines().nth(1), Some("export VERSION=41"));
    assert_eq!(
        started[2].variables["VERSION"], "41",
        "what was exported carries on"
    );
    assert_eq!(started[2].directory, Path::new("/srv/orders/rollback"));

    assert_eq!(
        guards(&no(engine.finish(&id, RunOutcome::Completed, "").unwrap())),
        ["unfinished"]
    );
    engine
        .note(&id, Some(&units[3]), "Ask *who* owns the alias | `live`")
        .unwrap();
    engine.note(&id, None, "Handed over to mk").unwrap();
    world.clock.advance(SignedDuration::from_mins(5));
    engine
        .finish(
            &id,
            RunOutcome::Abandoned,
            "The alias did not move; mk goes on",
        )
        .unwrap();

    let (text, page) = reports(&engine, &id);
    insta::assert_snapshot!("report.md", text);
    insta::assert_snapshot!("report.html", page);
}

fn reports(engine: &belay_engine::Engine, id: &RunId) -> (String, String) {
    let loaded = engine.load(id).unwrap();
    let events = engine.events(id).unwrap();
    let charts = [Picture {
        title: "Errors of orders".into(),
        summary: "Sum, 1 min: highest 31 at 03:14 UTC".into(),
        svg: "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>".into(),
    }];
    let proof = verify(&events);
    let report = Report {
        view: &loaded.view,
        events: &events,
        runbook: &loaded.runbook,
        units: &loaded.units,
        ways: &loaded.ways,
        rules: &loaded.rules,
        charts: &charts,
        proof: &proof,
        made_at: "2026-11-21T09:00:00Z".parse().unwrap(),
    };
    (markdown(&report), html(&report))
}

#[tokio::test]
async fn m30_a_report_carries_no_markup_of_the_record_and_nothing_that_runs() {
    let world = World::new();
    let engine = world.engine();
    let evil = "<script>alert(1)</script><img src=x onerror=alert(1)> [a](javascript:b) \u{202E}";
    let text = format!(
        "# Orders {evil}\n\n- [ ] Item {evil}\n\n```bash\necho '```' '<script>alert(1)</script>'\n```\n"
    );
    let id = world.start(&engine, &text, development());
    let units = ids(&engine, &id);
    engine.skip(&id, &units[0], evil).unwrap();
    world.commands.will_end(exit(
        0,
        "````\n</pre><script>alert(1)</script>\u{1b}]0;x\u{7}",
    ));
    run(&engine, &id, &units[1]).await;
    engine.note(&id, None, evil).unwrap();
    let (text, page) = reports(&engine, &id);
    for forbidden in [
        "<script",
        "<img src=x",
        "onerror=alert(1)>",
        "\u{202E}",
        "\u{1b}",
    ] {
        assert!(!page.contains(forbidden), "{forbidden} in the page");
    }
    assert!(page.contains("⟦U+202E⟧") && page.contains("⟦U+001B⟧"));
    assert!(page.contains("default-src 'none'"));
    assert!(!page.contains("http://") && !page.contains("https://"));
    assert!(!text.contains("\u{202E}") && !text.contains("\u{1b}"));
    // In Markdown, markup stands escaped, or inside a fence longer than any in it.
    let mut fence: Option<usize> = None;
    for line in text.lines() {
        let ticks = line.len() - line.trim_start_matches('`').len();
        match fence {
            Some(open) if ticks >= open && line.trim_start_matches('`').is_empty() => fence = None,
            Some(_) => {}
            None if ticks >= 3 => fence = Some(ticks),
            None => assert!(
                !line.contains("<script") || line.contains("\\<script"),
                "{line}"
            ),
        }
    }
    assert_eq!(fence, None, "a fence was left open");
}

#[tokio::test]
async fn m20_a_secret_is_in_memory_alone_and_asked_for_again_after_a_restart() {
    let world = World::new();
    let engine = world.engine();
    let text = one_command("mysql --user admin --password=\"$DB_PASSWORD\" --execute 'select 1'");
    let id = world.start(&engine, &text, development());
    let unit = &ids(&engine, &id)[0];
    let inputs = engine.inputs(&id).unwrap();
    assert_eq!(inputs.len(), 1, "{inputs:?}");
    assert!(inputs[0].input.secret);
    let input = &inputs[0].input.id;
    let secret = "hunter2-and-more";
    engine.set_input(&id, input, secret).unwrap();
    engine.note(&id, None, &format!("it is {secret}")).unwrap();
    world
        .commands
        .will_end(exit(1, &format!("Access denied for {secret}")));
    run(&engine, &id, unit).await;
    let spec = &world.commands.started()[0];
    assert_eq!(spec.variables["DB_PASSWORD"], secret);
    assert!(
        spec.secrets.iter().any(|s| s == secret),
        "it is masked at the source"
    );
    assert!(spec.secrets.iter().any(|s| s == "session-secret-key"));

    let record: String = engine
        .events(&id)
        .unwrap()
        .iter()
        .map(|event| event.text().to_owned())
        .collect();
    assert!(!record.contains(secret), "{record}");
    assert!(record.contains("it is ••••••") && record.contains("Access denied for ••••••"));
    let (text, page) = reports(&engine, &id);
    assert!(!text.contains(secret) && !page.contains(secret));

    let after = world.restarted();
    let engine = after.engine();
    assert!(!engine.inputs(&id).unwrap()[0].given);
    let (refusals, _) = refused(&engine, &id, unit, None).await;
    assert_eq!(guards(&refusals), ["variable"]);
    assert_eq!(&refusals[0].inputs, std::slice::from_ref(input));
    assert!(
        refusals[0].remedy.contains("asked for again"),
        "{}",
        refusals[0].remedy
    );
    assert!(after.commands.started().is_empty());
}

#[tokio::test]
async fn a_secret_value_in_the_text_is_masked_in_what_is_shown() {
    let world = World::new();
    let engine = world.engine();
    let text = one_command("deploy-tool --api-token <api-token> --check");
    let id = world.start(&engine, &text, development());
    let unit = &ids(&engine, &id)[0];
    let inputs = engine.inputs(&id).unwrap();
    assert!(inputs[0].input.secret, "{inputs:?}");
    engine
        .set_input(&id, &inputs[0].input.id, "s3cr3t value")
        .unwrap();
    let shown = engine.prepare(&id, unit).await.unwrap().text.unwrap();
    assert!(
        shown.contains("••••••") && !shown.contains("s3cr3t"),
        "{shown}"
    );
    run(&engine, &id, unit).await;
    assert!(world.commands.texts()[0].contains("--api-token 's3cr3t value' --check"));
}

#[tokio::test]
async fn variables_come_from_the_environment_and_the_section_and_end_with_it() {
    let world = World::new();
    let engine = world.engine();
    let text = "# Orders\n\n## One\n\n```bash\n# 1. Set\nexport STAGE=here\n\n# 2. Use\necho \"$STAGE $OWNER\"\n```\n\n\
                ## Two\n\n```bash\necho \"$STAGE\"\n```\n";
    let mut environment = development();
    environment
        .variables
        .insert("OWNER".into(), "team-orders".into());
    environment
        .variables
        .insert("AWS_PROFILE".into(), "smuggled".into());
    let id = world.start(&engine, text, environment);
    let units = ids(&engine, &id);
    let mut left = exit(0, "");
    left.exported = BTreeMap::from([
        ("STAGE".into(), "here".into()),
        ("AWS_PROFILE".into(), "x".into()),
    ]);
    world.commands.will_end(left);
    run(&engine, &id, &units[0]).await;
    run(&engine, &id, &units[1]).await;
    let spec = &world.commands.started()[1];
    assert_eq!(
        (&*spec.variables["STAGE"], &*spec.variables["OWNER"]),
        ("here", "team-orders")
    );
    assert!(
        !spec.variables.contains_key("AWS_PROFILE"),
        "identity comes from the session alone"
    );
    assert_eq!(spec.variables["AWS_REGION"], "eu-west-1");
    let (refusals, _) = refused(&engine, &id, &units[2], None).await;
    assert_eq!(guards(&refusals), ["variable"]);
    insta::assert_snapshot!(refusals[0].remedy, @"“Set” (line 6) sets it, in another section; variables last for a section. Give the value.");
}

#[tokio::test]
async fn a_command_without_aws_runs_without_a_session() {
    use belay_engine::ports::PortErrorKind;
    let world = World::new();
    let engine = world.engine();
    let id = world.start(&engine, &one_command("node --version"), development());
    world
        .identities
        .fail(PortErrorKind::Unreachable, "no network");
    run(&engine, &id, &ids(&engine, &id)[0]).await;
    let spec = &world.commands.started()[0];
    assert!(
        spec.remove
            .iter()
            .any(|name| name == "AWS_SECRET_ACCESS_KEY")
    );

    let id = world.start(
        &engine,
        &one_command("aws dynamodb list-tables"),
        development(),
    );
    let (refusals, _) = refused(&engine, &id, &ids(&engine, &id)[0], None).await;
    assert_eq!(guards(&refusals), ["session"]);
}

#[tokio::test]
async fn preparing_runs_nothing_and_records_nothing() {
    let world = World::new();
    let engine = world.engine();
    let id = world.start(&engine, ROLLBACK, production());
    let units = ids(&engine, &id);
    let before = engine.events(&id).unwrap().len();
    for unit in &units {
        engine.prepare(&id, unit).await.unwrap();
    }
    assert_eq!(engine.events(&id).unwrap().len(), before);
    assert!(world.commands.started().is_empty());
    let refusals = engine.prepare(&id, &units[0]).await.unwrap().refusals;
    assert_eq!(guards(&refusals), ["notACommand"]);
}

#[test]
fn a_scope_takes_in_what_stands_under_it() {
    let runbook = belay_runbook::read(ROLLBACK).unwrap();
    let scope = |id: &str| {
        let section = runbook
            .sections
            .iter()
            .find(|s| s.title == id)
            .unwrap()
            .id
            .clone();
        units(&runbook, &[section.to_string()])
    };
    assert_eq!(scope("Orders: going back").len(), 5);
    let kinds: Vec<_> = scope("Go back").iter().map(|unit| unit.kind).collect();
    assert_eq!(
        kinds,
        [UnitKind::Command, UnitKind::Command, UnitKind::Manual]
    );
}

#[test]
fn a_start_that_makes_no_sense_is_refused() {
    let world = World::new();
    let engine = world.engine();
    let refusals = |start| match engine.start(start).unwrap() {
        Started::Refused(refusals) => refusals.into_iter().map(|r| r.guard).collect::<Vec<_>>(),
        Started::Started(_) => panic!("it was started"),
    };
    assert_eq!(
        refusals(whole("# Empty\n\nWords.\n", development())),
        ["nothing"]
    );
    let mut start = whole(ROLLBACK, development());
    start.scope = vec!["no-such-section".into()];
    assert_eq!(refusals(start), ["scope"]);
    let elsewhere = format!("---\nenvironments: [production]\n---\n{ROLLBACK}");
    assert_eq!(refusals(whole(&elsewhere, development())), ["environment"]);
    assert!(engine.runs().unwrap().is_empty(), "no record was begun");
    let there = whole(&elsewhere, production());
    assert!(matches!(engine.start(there).unwrap(), Started::Started(_)));
}

#[tokio::test]
async fn the_record_of_a_run_verifies_and_survives_a_restart() {
    let world = World::new();
    let engine = world.engine();
    let id = world.start(&engine, ROLLBACK, development());
    let unit = &ids(&engine, &id)[0];
    engine.tick(&id, unit).unwrap();
    engine.untick(&id, unit).unwrap();
    engine.untick(&id, unit).unwrap();
    engine.tick(&id, unit).unwrap();
    let after = world.restarted();
    let engine = after.engine();
    assert_eq!(engine.run(id.as_str()).unwrap(), id);
    assert!(engine.run("no-such-run").is_err());
    let digits = id.as_str().rsplit('-').next().unwrap();
    assert_eq!(
        engine.run(digits).unwrap(),
        id,
        "people say the digits at the end"
    );
    let view = engine.view(&id).unwrap();
    assert_eq!(view.status(unit), UnitStatus::Done);
    assert_eq!(view.last_seq, 4, "taking nothing back records nothing");
    assert_eq!(after.store.verify(&id).unwrap().events, 4);
    assert_eq!(view.runbook_path.as_deref(), Some(PATH));
    assert_eq!(engine.runs().unwrap().len(), 1);
}

#[tokio::test]
async fn a_changing_command_is_run_and_not_ticked() {
    let world = World::new();
    let engine = world.engine();
    let id = world.start(&engine, &one_command("npm run deploy"), development());
    assert_eq!(
        guards(&no(engine.tick(&id, &ids(&engine, &id)[0]).unwrap())),
        ["tick"]
    );
    let looks = world.start(
        &engine,
        &one_command("aws sts get-caller-identity"),
        development(),
    );
    assert_eq!(
        engine.tick(&looks, &ids(&engine, &looks)[0]).unwrap(),
        Changed::Done
    );
}
