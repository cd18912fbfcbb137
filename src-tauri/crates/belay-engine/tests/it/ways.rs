use belay_engine::unit::left;
use belay_engine::{Changed, Engine};
use belay_journal::RunId;
use belay_journal::body::RunOutcome;

use crate::support::{
    World, development, guards, ids, no, production, refused, report, run, typed,
};

const BOOK: &str = "\
# Orders

## Release

### Option 1: Helm (recommended)

```bash
helm upgrade orders ./chart
```

- [ ] The pods are new

### Option 2: kubectl

```bash
kubectl apply -f orders.yaml
```

## After

- [ ] Tell the team
";

/// Helm's command, its check, kubectl's command, the last check.
fn units(engine: &Engine, id: &RunId) -> [String; 4] {
    ids(engine, id).try_into().unwrap()
}

fn choice(engine: &Engine, id: &RunId) -> String {
    engine.load(id).unwrap().ways.choices[0]
        .choice
        .id
        .to_string()
}

fn open(engine: &Engine, id: &RunId) -> Vec<String> {
    let loaded = engine.load(id).unwrap();
    let left = left(&loaded.ways, &loaded.units, &loaded.view);
    left.into_iter().map(|unit| unit.id.clone()).collect()
}

#[tokio::test]
async fn nothing_of_several_ways_is_done_before_one_is_chosen() {
    let world = World::new();
    let engine = world.engine();
    let id = world.start(&engine, BOOK, production());
    let [helm, check, kubectl, _] = units(&engine, &id);
    for unit in [&helm, &kubectl] {
        let (refusals, _) = refused(&engine, &id, unit, None).await;
        assert!(guards(&refusals).contains(&"choice"), "{refusals:?}");
    }
    let refusals = no(engine.tick(&id, &check).unwrap());
    insta::assert_snapshot!(format!("{} {}", refusals[0].sentence, refusals[0].remedy), @"“The pods are new” (line 11) stands in one of 2 ways, and none has been chosen. Choose the way to go; the steps of the others are set aside.");
    assert!(world.commands.started().is_empty());
}

#[tokio::test]
async fn the_steps_of_the_other_ways_are_set_aside_and_do_not_count() {
    let world = World::new();
    let engine = world.engine();
    let id = world.start(&engine, BOOK, development());
    let [helm, check, kubectl, last] = units(&engine, &id);
    engine.choose(&id, &choice(&engine, &id), 2).unwrap();
    assert_eq!(open(&engine, &id), [kubectl.clone(), last.clone()]);
    run(&engine, &id, &kubectl).await;
    engine.tick(&id, &last).unwrap();
    assert_eq!(open(&engine, &id), Vec::<String>::new());
    let loaded = engine.load(&id).unwrap();
    for unit in loaded
        .units
        .iter()
        .filter(|u| [&helm, &check].contains(&&u.id))
    {
        assert!(loaded.ways.leaves_out(&loaded.view, unit));
    }
    let ended = engine.finish(&id, RunOutcome::Completed, "").unwrap();
    assert_eq!(ended, Changed::Done);
}

#[tokio::test]
async fn a_way_can_be_changed_until_something_of_it_was_done() {
    let world = World::new();
    let engine = world.engine();
    let id = world.start(&engine, BOOK, development());
    let [helm, _, kubectl, _] = units(&engine, &id);
    let choice = choice(&engine, &id);
    engine.choose(&id, &choice, 2).unwrap();
    // Chosen twice is one event.
    engine.choose(&id, &choice, 2).unwrap();
    assert_eq!(engine.events(&id).unwrap().len(), 2);
    engine.choose(&id, &choice, 1).unwrap();
    run(&engine, &id, &helm).await;
    let refusals = no(engine.choose(&id, &choice, 2).unwrap());
    insta::assert_snapshot!(format!("{} {}", refusals[0].sentence, refusals[0].remedy), @"Something of “Helm” was done already, so the way stays. Go on with it; or take back what was only ticked, or finish this run and start another.");
    assert_eq!(engine.view(&id).unwrap().choices[&choice].option, 0);
    // A step of the other way is asked about, not run by a slip.
    let (_, challenge) = refused(&engine, &id, &kubectl, None).await;
    let challenge = challenge.unwrap();
    assert!(
        challenge.reasons[0].contains("was not taken"),
        "{challenge:?}"
    );
    let answer = typed(&challenge);
    assert!(matches!(
        engine.execute(&id, &kubectl, answer).await.unwrap(),
        belay_engine::Executed::Started { .. }
    ));
}

#[tokio::test]
async fn a_record_without_a_choice_goes_by_the_way_whose_steps_were_begun() {
    let world = World::new();
    let engine = world.engine();
    let id = world.start(&engine, BOOK, development());
    let [_, check, _, last] = units(&engine, &id);
    // As an earlier version wrote it.
    let store: &dyn belay_journal::Store = &*world.store;
    let draft = belay_journal::EventDraft {
        at: "2026-11-21T08:00:01Z".parse().unwrap(),
        author: belay_journal::Author {
            principal: "jt@desk".into(),
            program_version: "0.0.1".into(),
        },
        body: belay_journal::EventBody::Ticked {
            unit: check.clone(),
        },
    };
    store.append(&id, 2, draft).unwrap();
    let loaded = engine.load(&id).unwrap();
    let decision = &loaded.ways.choices[0];
    assert_eq!((decision.taken, decision.begun), (Some(0), true));
    assert!(!open(&engine, &id).contains(&check));
    assert_eq!(open(&engine, &id).last(), Some(&last));
    assert_eq!(open(&engine, &id).len(), 2);
}

#[tokio::test]
async fn a_run_of_one_ways_section_asks_for_no_choice() {
    let world = World::new();
    let engine = world.engine();
    world.files.put(crate::support::PATH, BOOK);
    let mut start = crate::support::whole(BOOK, development());
    let book = belay_runbook::read(BOOK).unwrap();
    let section = book
        .sections
        .iter()
        .find(|s| s.title.contains("kubectl"))
        .unwrap();
    start.scope = vec![section.id.to_string()];
    let belay_engine::Started::Started(id) = engine.start(start).unwrap() else {
        panic!("not started");
    };
    assert!(engine.load(&id).unwrap().ways.choices.is_empty());
    run(&engine, &id, &ids(&engine, &id)[0]).await;
}

#[tokio::test]
async fn a_way_that_is_not_offered_is_an_error_and_a_run_that_is_over_takes_none() {
    let world = World::new();
    let engine = world.engine();
    let id = world.start(&engine, BOOK, development());
    let choice = choice(&engine, &id);
    for (choice, way) in [("C999", 1), (choice.as_str(), 0), (choice.as_str(), 3)] {
        assert!(engine.choose(&id, choice, way).is_err(), "{choice} {way}");
    }
    engine.finish(&id, RunOutcome::Abandoned, "enough").unwrap();
    assert_eq!(
        guards(&no(engine.choose(&id, &choice, 1).unwrap())),
        ["finished"]
    );
}

#[tokio::test]
async fn the_report_says_which_way_was_taken_and_by_whom() {
    let world = World::new();
    let engine = world.engine();
    let id = world.start(&engine, BOOK, development());
    engine.choose(&id, &choice(&engine, &id), 1).unwrap();
    let report = report(&engine, &id);
    let said: Vec<&str> = report
        .lines()
        .filter(|line| {
            line.contains("ways") || line.contains("set aside") || line.contains("Chose")
        })
        .collect();
    insta::assert_snapshot!(said.join("\n"), @r"
    - Release: “Helm”, one of 2 ways, chosen 2026-11-21 08:00:00 UTC by jt@desk
    Line 16: set aside, another way was taken
    | 2 | 2026-11-21 08:00:00 UTC | jt@desk | Chose “Helm” for “Release”. |
    ");
}

#[tokio::test]
async fn comments_of_one_block_that_tell_of_ways_are_a_choice() {
    let text = "\
# Orders

```bash
# Look
helm list

# Option 1: Helm
helm upgrade orders ./chart

# Option 2: kubectl
kubectl apply -f orders.yaml

# Look again
helm list
```
";
    let world = World::new();
    let engine = world.engine();
    let id = world.start(&engine, text, development());
    let [look, helm, kubectl, again] = units(&engine, &id);
    run(&engine, &id, &look).await;
    let (refusals, _) = refused(&engine, &id, &helm, None).await;
    assert_eq!(guards(&refusals), ["choice"]);
    let chosen = engine.choose(&id, &choice(&engine, &id), 2).unwrap();
    assert_eq!(chosen, Changed::Done);
    assert_eq!(open(&engine, &id), [kubectl, again]);
}
