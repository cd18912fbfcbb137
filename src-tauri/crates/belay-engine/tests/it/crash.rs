use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use belay_engine::guards::Resolve;
use belay_engine::{Changed, Executed};
use belay_journal::view::UnitStatus;
use belay_journal::{Event, EventBody, EventDraft, RunHead, RunId, SqliteStore, Store, StoreError};

use crate::support::{World, development, exit, guards, ids, no, one_command, refused, run, typed};

const CHANGE: &str = "aws dynamodb put-item --table-name orders --item '{}'";

#[tokio::test]
async fn the_intent_is_in_the_record_before_the_command_starts_and_the_outcome_after() {
    let world = World::new();
    world.commands.watch(&world.store);
    let engine = world.engine();
    let id = world.start(&engine, &one_command(CHANGE), development());
    let unit = &ids(&engine, &id)[0];
    world.commands.will_end(exit(0, "done"));
    run(&engine, &id, unit).await;
    let at_start = world.commands.at_start();
    let [
        EventBody::CommandIntended {
            attempt: 1,
            text,
            effect,
            identity,
            ..
        },
    ] = &at_start[..]
    else {
        panic!("{at_start:?}")
    };
    assert!(text.contains("put-item"));
    assert_eq!(effect, "changesAws");
    assert_eq!(identity.as_ref().unwrap().account_id, "222222222222");
    let last = engine.events(&id).unwrap().pop().unwrap().body;
    assert!(
        matches!(last, EventBody::CommandEnded { attempt: 1, .. }),
        "{last:?}"
    );
    assert_eq!(engine.view(&id).unwrap().status(unit), UnitStatus::Done);
}

/// Begins a command and "kills" the program: nobody drives it to its end.
async fn killed(world: &World, code: &str) -> (RunId, String) {
    let engine = world.engine();
    let id = world.start(&engine, &one_command(code), development());
    let unit = ids(&engine, &id).remove(0);
    let Executed::Started { ended, .. } = engine.execute(&id, &unit, None).await.unwrap() else {
        panic!("refused")
    };
    drop(ended);
    (id, unit)
}

#[tokio::test]
async fn m5_a_change_that_was_cut_off_is_not_repeated_unawares() {
    let world = World::new();
    let (id, unit) = killed(&world, CHANGE).await;
    let after = world.restarted();
    let engine = after.engine();
    let found = engine.take_up().unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(
        (&found[0].run, &found[0].unit, found[0].attempt),
        (&id, &unit, 1)
    );
    assert_eq!(engine.take_up().unwrap(), [], "once");
    assert_eq!(
        engine.view(&id).unwrap().status(&unit),
        UnitStatus::Interrupted
    );

    let (refusals, challenge) = refused(&engine, &id, &unit, None).await;
    assert_eq!(guards(&refusals), ["interrupted"]);
    assert_eq!(refusals[0].mistake.as_deref(), Some("M5"));
    assert_eq!(refusals[0].resolve, Some(Resolve::Confirm));
    insta::assert_snapshot!(refusals[0].sentence, @"Attempt 1 was begun 2026-11-21 08:00:00 UTC and Belay ended before it did. What it changed is not known; it may have done all of it. Look before it is run a second time.");
    assert!(after.commands.started().is_empty());

    let answer = typed(&challenge.unwrap());
    let Executed::Started { attempt: 2, ended } = engine.execute(&id, &unit, answer).await.unwrap()
    else {
        panic!("refused")
    };
    ended.await.unwrap();
    assert_eq!(engine.view(&id).unwrap().status(&unit), UnitStatus::Done);
}

#[tokio::test]
async fn m5_a_person_who_has_looked_says_what_the_command_had_done() {
    for (done, status) in [(true, UnitStatus::Done), (false, UnitStatus::Pending)] {
        let world = World::new();
        let (id, unit) = killed(&world, CHANGE).await;
        let engine = world.restarted().engine();
        engine.take_up().unwrap();
        assert_eq!(
            guards(&no(engine
                .resolve_interruption(&id, &unit, done, "")
                .unwrap())),
            ["reason"]
        );
        let changed = engine
            .resolve_interruption(&id, &unit, done, "get-item shows it")
            .unwrap();
        assert_eq!(changed, Changed::Done);
        assert_eq!(engine.view(&id).unwrap().status(&unit), status);
        let again = engine
            .resolve_interruption(&id, &unit, done, "again")
            .unwrap();
        assert_eq!(guards(&no(again)), ["interrupted"]);
    }
}

#[tokio::test]
async fn a_look_that_was_cut_off_may_be_repeated() {
    let world = World::new();
    let (id, unit) = killed(&world, "aws dynamodb list-tables").await;
    let after = world.restarted();
    let engine = after.engine();
    engine.take_up().unwrap();
    run(&engine, &id, &unit).await;
    assert_eq!(after.commands.started().len(), 1);
}

#[tokio::test]
async fn what_another_window_runs_is_left_alone() {
    let world = World::new();
    let engine = world.engine();
    let id = world.start(&engine, &one_command(CHANGE), development());
    let unit = &ids(&engine, &id)[0];
    let Executed::Started { ended, .. } = engine.execute(&id, unit, None).await.unwrap() else {
        panic!("refused")
    };
    let other = world.another_window();
    let beside = other.engine();
    assert_eq!(beside.take_up().unwrap(), []);
    assert_eq!(
        engine.take_up().unwrap(),
        [],
        "nor does the window itself give it up"
    );
    let (refusals, _) = refused(&beside, &id, unit, None).await;
    assert_eq!(guards(&refusals), ["running"]);
    let stop = no(beside.stop(&id, unit).await.unwrap());
    assert!(
        stop[0].sentence.contains("Another window"),
        "{}",
        stop[0].sentence
    );
    assert_eq!(
        guards(&no(beside.tick(&id, unit).unwrap())),
        ["running", "tick"]
    );
    assert!(other.commands.started().is_empty());
    ended.await.unwrap();
    assert_eq!(beside.view(&id).unwrap().status(unit), UnitStatus::Done);
}

#[tokio::test]
async fn stop_reaches_the_running_attempt_alone() {
    let world = World::new();
    let engine = world.engine();
    let id = world.start(&engine, &one_command("echo one"), development());
    let unit = &ids(&engine, &id)[0];
    assert_eq!(guards(&no(engine.stop(&id, unit).await.unwrap())), ["stop"]);
    let Executed::Started { ended, .. } = engine.execute(&id, unit, None).await.unwrap() else {
        panic!("refused")
    };
    world.commands.can_stop(belay_engine::ports::CommandKey {
        run: id.to_string(),
        unit: unit.clone(),
        attempt: 1,
    });
    assert_eq!(engine.stop(&id, unit).await.unwrap(), Changed::Done);
    let mut end = exit(0, "");
    end.outcome = belay_engine::ports::CommandOutcome::Stopped {
        ended: 3,
        survivors: vec!["77 sh".into()],
    };
    world.commands.will_end(end);
    // The fake hands out its end when it is started, which was before.
    ended.await.unwrap();
}

/// A store on a disk that fills up.
struct Filling {
    store: Arc<SqliteStore>,
    full: AtomicBool,
}

impl Store for Filling {
    fn append(&self, run: &RunId, seq: u32, draft: EventDraft) -> Result<Event, StoreError> {
        if self.full.load(Ordering::SeqCst) {
            return Err(StoreError::DiskFull {
                path: "/data/journal.db".into(),
            });
        }
        self.store.append(run, seq, draft)
    }

    fn events_after(&self, run: &RunId, seq: u32) -> Result<Vec<Event>, StoreError> {
        self.store.events_after(run, seq)
    }

    fn head(&self, run: &RunId) -> Result<Option<RunHead>, StoreError> {
        self.store.head(run)
    }

    fn heads(&self) -> Result<Vec<RunHead>, StoreError> {
        self.store.heads()
    }
}

#[tokio::test]
async fn nothing_is_run_when_the_intent_cannot_be_written() {
    let world = World::new();
    let disk = Arc::new(Filling {
        store: world.store.clone(),
        full: AtomicBool::new(false),
    });
    let engine = world.engine_on(disk.clone());
    let id = world.start(&engine, &one_command(CHANGE), development());
    let unit = &ids(&engine, &id)[0];
    disk.full.store(true, Ordering::SeqCst);
    let error = engine.execute(&id, unit, None).await.unwrap_err();
    insta::assert_snapshot!(error, @"The disk that holds `/data/journal.db` is full; the event was not written and nothing was run. Free some space and try again.");
    assert!(world.commands.started().is_empty());
    assert!(engine.tick(&id, unit).is_ok_and(|_| false) || engine.note(&id, None, "x").is_err());
    disk.full.store(false, Ordering::SeqCst);
    run(&engine, &id, unit).await;
}

#[tokio::test]
async fn an_outcome_that_cannot_be_written_leaves_the_intent_open() {
    let world = World::new();
    let disk = Arc::new(Filling {
        store: world.store.clone(),
        full: AtomicBool::new(false),
    });
    let engine = world.engine_on(disk.clone());
    let id = world.start(&engine, &one_command(CHANGE), development());
    let unit = &ids(&engine, &id)[0];
    let Executed::Started { ended, .. } = engine.execute(&id, unit, None).await.unwrap() else {
        panic!("refused")
    };
    disk.full.store(true, Ordering::SeqCst);
    assert!(ended.await.is_err());
    disk.full.store(false, Ordering::SeqCst);
    assert_eq!(engine.take_up().unwrap().len(), 1);
    assert_eq!(
        engine.view(&id).unwrap().status(unit),
        UnitStatus::Interrupted
    );
}

#[tokio::test]
async fn two_windows_that_press_run_at_once_run_it_once() {
    let world = World::new();
    let engine = world.engine();
    let id = world.start(&engine, &one_command(CHANGE), development());
    let unit = ids(&engine, &id).remove(0);
    let other = world.another_window();
    let beside = other.engine();
    let (one, two) = tokio::join!(
        engine.execute(&id, &unit, None),
        beside.execute(&id, &unit, None)
    );
    let started = [one.unwrap(), two.unwrap()]
        .iter()
        .filter(|executed| matches!(executed, Executed::Started { .. }))
        .count();
    assert_eq!(started, 1);
    assert_eq!(engine.view(&id).unwrap().units[&unit].attempts.len(), 1);
}
