use belay_engine::unit::{left, total, units_of_guide};
use belay_engine::ways::Ways;
use belay_engine::{Changed, Engine, EngineError, Started, Symptom};
use belay_journal::RunId;
use belay_journal::body::RunOutcome;

use crate::support::{World, development, guards, ids, no, report, run, whole};

const BOOK: &str = "\
# Orders

## Release

- [ ] Tell the team

## Troubleshooting

**Symptom**: Orders are slow

```bash
kubectl top pods
```

**Resolution**:

1. Add a pod

**Symptom**: Orders are lost

```bash
kubectl logs deploy/orders
```

## Metrics

| Symptom | Fix |
|---|---|
| No metrics | Wait a minute |
";

fn guide(engine: &Engine, id: &RunId, at: usize) -> Symptom {
    Symptom {
        guide: engine.load(id).unwrap().runbook.guides[at].id.to_string(),
        symptom: 0,
    }
}

/// A run of the guide for slow orders alone.
fn alone(engine: &Engine) -> RunId {
    let mut start = whole(BOOK, development());
    let book = belay_runbook::read(BOOK).unwrap();
    start.guide = Some(Symptom {
        guide: book.guides[0].id.to_string(),
        symptom: 0,
    });
    match engine.start(start).unwrap() {
        Started::Started(run) => run,
        Started::Refused(refusals) => panic!("{refusals:?}"),
    }
}

fn to_do(engine: &Engine, id: &RunId) -> Vec<String> {
    let loaded = engine.load(id).unwrap();
    let left = left(&loaded.ways, &loaded.units, &loaded.view);
    left.into_iter().map(|unit| unit.title.clone()).collect()
}

#[tokio::test]
async fn a_run_of_a_guide_has_its_steps_to_do_and_the_rest_within_reach() {
    let world = World::new();
    let engine = world.engine();
    world.files.put(crate::support::PATH, BOOK);
    let id = alone(&engine);
    assert_eq!(engine.load(&id).unwrap().view.title, "Orders are slow");
    assert_eq!(to_do(&engine, &id), ["kubectl top pods", "Add a pod"]);
    let [tell, top, add, logs] = ids(&engine, &id).try_into().unwrap();
    // Another guide of the same section does not wait for this one.
    run(&engine, &id, &logs).await;
    assert_eq!(engine.tick(&id, &tell).unwrap(), Changed::Done);
    run(&engine, &id, &top).await;
    assert_eq!(engine.tick(&id, &add).unwrap(), Changed::Done);
    let finished = engine.finish(&id, RunOutcome::Completed, "").unwrap();
    assert_eq!(finished, Changed::Done);
}

#[tokio::test]
async fn the_record_says_from_which_symptom_a_guide_was_entered() {
    let world = World::new();
    let engine = world.engine();
    world.files.put(crate::support::PATH, BOOK);
    let id = alone(&engine);
    let text = report(&engine, &id);
    let told: Vec<_> = text.lines().filter(|l| l.contains("Orders are")).collect();
    insta::assert_snapshot!(told.join("\n"), @"
    # Orders are slow
    - “Troubleshooting”, seen: Orders are slow, entered 2026-11-21 08:00:00 UTC by jt@desk; the run is of this guide alone
    | 1 | 2026-11-21 08:00:00 UTC | jt@desk | Started “Orders are slow” in `orders-dev`. |
    | 2 | 2026-11-21 08:00:00 UTC | jt@desk | Entered the guide “Troubleshooting”: Orders are slow. |
    ");
    assert!(!text.contains("Tell the team"), "it was not touched");
    assert!(text.contains("0 of 2 steps done"), "{text}");
}

#[tokio::test]
async fn a_guide_is_entered_in_an_open_run_and_left_again() {
    let world = World::new();
    let engine = world.engine();
    let id = world.start(&engine, BOOK, development());
    let all = to_do(&engine, &id);
    let lost = guide(&engine, &id, 1);
    let entered = engine.enter_guide(&id, &lost, Some("L5".into())).unwrap();
    assert_eq!(entered, Changed::Done);
    // Twice is once.
    engine.enter_guide(&id, &lost, None).unwrap();
    let view = engine.view(&id).unwrap();
    let here = view.guide().unwrap();
    assert_eq!(
        (here.symptom.as_str(), here.from.as_deref()),
        ("Orders are lost", Some("L5"))
    );
    assert_eq!(view.guides.len(), 1);
    assert_eq!(to_do(&engine, &id), all, "what is to be done stays");
    engine.leave_guide(&id).unwrap();
    assert_eq!(engine.view(&id).unwrap().guide(), None);
}

#[tokio::test]
async fn a_guide_outside_the_sections_of_a_run_comes_within_reach() {
    let world = World::new();
    let engine = world.engine();
    world.files.put(crate::support::PATH, BOOK);
    let mut start = whole(BOOK, development());
    start.scope = vec!["release".into()];
    let Started::Started(id) = engine.start(start).unwrap() else {
        panic!("refused")
    };
    assert_eq!(ids(&engine, &id).len(), 1);
    engine
        .enter_guide(&id, &guide(&engine, &id, 0), None)
        .unwrap();
    assert_eq!(ids(&engine, &id).len(), 3);
    assert_eq!(to_do(&engine, &id), ["Tell the team"]);
}

#[tokio::test]
async fn a_guide_that_is_only_read_or_not_there_cannot_be_run() {
    let world = World::new();
    let engine = world.engine();
    let book = BOOK.replace("| Symptom | Fix |", "| Symptom | Cause |");
    let id = world.start(&engine, &book, development());
    let read = guide(&engine, &id, 2);
    let refusals = no(engine.enter_guide(&id, &read, None).unwrap());
    assert_eq!(guards(&refusals), ["nothing"]);
    let none = Symptom {
        guide: "G999".into(),
        symptom: 0,
    };
    let error = engine.enter_guide(&id, &none, None).unwrap_err();
    assert!(matches!(error, EngineError::NoSuchGuide { .. }));
    let mut start = whole(BOOK, development());
    start.guide = Some(none);
    let Started::Refused(refusals) = engine.start(start).unwrap() else {
        panic!("started")
    };
    assert_eq!(guards(&refusals), ["scope"]);
}

#[tokio::test]
async fn a_guide_that_only_has_text_is_gone_through_line_by_line_and_recorded() {
    let world = World::new();
    let engine = world.engine();
    world.files.put(crate::support::PATH, BOOK);
    let mut start = whole(BOOK, development());
    let book = belay_runbook::read(BOOK).unwrap();
    let guide = book.guides[2].id.to_string();
    start.guide = Some(Symptom { guide, symptom: 0 });
    let Started::Started(id) = engine.start(start).unwrap() else {
        panic!("refused")
    };
    assert_eq!(to_do(&engine, &id), ["Wait a minute"]);
    let early = no(engine.finish(&id, RunOutcome::Completed, "").unwrap());
    assert_eq!(guards(&early), ["unfinished"]);
    let wait = engine.load(&id).unwrap().units.last().unwrap().id.clone();
    assert_eq!(engine.tick(&id, &wait).unwrap(), Changed::Done);
    let done = engine.finish(&id, RunOutcome::Completed, "").unwrap();
    assert_eq!(done, Changed::Done);
    let text = report(&engine, &id);
    assert!(text.contains("Wait a minute"), "{text}");
    assert!(text.contains("1 of 1 step"), "{text}");
}

#[tokio::test]
async fn in_an_open_run_the_lines_of_a_guide_come_within_reach_and_are_not_to_be_done() {
    let world = World::new();
    let engine = world.engine();
    let id = world.start(&engine, BOOK, development());
    let all = to_do(&engine, &id);
    engine
        .enter_guide(&id, &guide(&engine, &id, 2), None)
        .unwrap();
    assert_eq!(to_do(&engine, &id), all);
    let loaded = engine.load(&id).unwrap();
    let wait = loaded.units.last().unwrap();
    assert_eq!(loaded.ways.guides_of(wait), [2]);
    assert_eq!(engine.tick(&id, &wait.id).unwrap(), Changed::Done);
    let units = loaded.units.len();
    engine.leave_guide(&id).unwrap();
    engine
        .enter_guide(&id, &guide(&engine, &id, 2), None)
        .unwrap();
    assert_eq!(ids(&engine, &id).len(), units, "entering again adds none");
}

#[tokio::test]
async fn a_step_of_two_guides_belongs_to_both() {
    let text = "\
# Orders

| Symptom | Fix |
|---|---|
| Orders are slow | Restart |
| Orders are lost | Write again |
";
    let mut book = belay_runbook::read(text).unwrap();
    let shared = belay_runbook::read("# A\n\n- [ ] Restart\n").unwrap().steps;
    for guide in &mut book.guides {
        guide.resolution[0].step = Some(shared[0].id.clone());
    }
    book.steps = shared;
    let units = units_of_guide(&book, &book.guides[1].id);
    let to_do: Vec<_> = units.iter().filter(|unit| unit.within).collect();
    assert_eq!(to_do.len(), 1, "it is to be done in the second one too");
    let ways = Ways::of(&book, &units, None);
    assert_eq!(ways.guides_of(&units[0]), [0, 1]);
}

#[tokio::test]
async fn of_ways_that_are_open_the_shortest_counts() {
    let text = "# A\n## Option 1: Helm\n- [ ] one\n- [ ] two\n- [ ] three\n## Option 2: By hand\n- [ ] four\n## After\n- [ ] five\n";
    let world = World::new();
    let engine = world.engine();
    let id = world.start(&engine, text, development());
    let of = |engine: &Engine| {
        let loaded = engine.load(&id).unwrap();
        total(&loaded.ways, &loaded.units, &loaded.view)
    };
    assert_eq!(of(&engine), (2, true));
    let choice = engine.load(&id).unwrap().ways.choices[0].choice.id.clone();
    engine.choose(&id, &choice, 1).unwrap();
    assert_eq!(of(&engine), (4, false));
}
