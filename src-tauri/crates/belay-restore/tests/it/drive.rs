//! The state machine, along each of its ways.

use belay_restore::{RestoreState, Sighting, TroubleKind, Window, Word};

use crate::fixtures::{at, plan, window};
use crate::world::{Take, World, ours, trouble};

async fn run(world: &World, word: Word) -> belay_restore::Progress {
    world.live(&plan(), word).await.unwrap().unwrap()
}

#[tokio::test]
async fn a_restore_is_recorded_submitted_watched_and_compared() {
    let world = World::new();
    let end = run(&world, Word::Submit).await;
    assert_eq!(end.state, RestoreState::Compared);
    assert_eq!(end.request_id.as_deref(), Some("r-restore"));
    insta::assert_snapshot!(world.story(), @r"
    intended
    observed SUBMITTING
    submitted r-restore
    observed CREATING
    observed ACTIVE
    compared
    ended Completed: 1 items are the same, 1 differ, 1 are only in the source, 1 only in the restored table.
    ");
}

#[tokio::test]
async fn a_restore_that_is_over_is_compared_again_when_it_is_asked_for() {
    let world = World::new();
    run(&world, Word::Submit).await;
    let end = run(&world, Word::Watch).await;
    assert_eq!(end.state, RestoreState::Compared);
    assert_eq!(world.submitted(), 1);
    assert_eq!(world.story().matches("compared").count(), 2);
    assert_eq!(world.story().matches("ended Completed").count(), 1);
}

#[tokio::test]
async fn nothing_happens_without_a_word() {
    let world = World::new();
    let end = run(&world, Word::Watch).await;
    assert_eq!(end.state, RestoreState::Intended);
    assert_eq!(world.submitted(), 0);
    assert!(world.journal().is_empty());
}

#[tokio::test]
async fn a_lost_answer_is_looked_up_and_never_repeated() {
    let world = World::new().script([Take::AcceptSilently]).hidden_for(3);
    let end = run(&world, Word::Submit).await;
    assert!(matches!(end.state, RestoreState::Unknown { .. }));
    assert_eq!(world.submitted(), 1);
    // Later the table shows, and is adopted without another call.
    let end = run(&world, Word::Watch).await;
    assert_eq!(end.state, RestoreState::Compared);
    assert_eq!(world.submitted(), 1);
    insta::assert_snapshot!(world.story(), @r"
    intended
    observed SUBMITTING
    observed UNCLEAR
    submitted (adopted)
    observed CREATING
    observed ACTIVE
    compared
    ended Completed: 1 items are the same, 1 differ, 1 are only in the source, 1 only in the restored table.
    ");
}

#[tokio::test]
async fn a_lost_call_is_submitted_again_only_on_a_word() {
    let world = World::new().script([Take::Lose]);
    let end = run(&world, Word::Submit).await;
    assert!(matches!(end.state, RestoreState::Unknown { .. }));
    let end = run(&world, Word::Watch).await;
    assert!(matches!(end.state, RestoreState::Unknown { .. }));
    assert_eq!(world.submitted(), 1);
    let end = run(&world, Word::Submit).await;
    assert_eq!(end.state, RestoreState::Compared);
    assert_eq!((world.submitted(), world.begun()), (2, 1));
}

#[tokio::test]
async fn an_answer_that_the_name_is_taken_after_a_lost_call_means_ours() {
    // The first call arrived, but the table did not show for long.
    let world = World::new().script([Take::AcceptSilently]).hidden_for(6);
    let end = run(&world, Word::Submit).await;
    assert!(matches!(end.state, RestoreState::Unknown { .. }));
    let end = run(&world, Word::Submit).await;
    assert_eq!(end.state, RestoreState::Compared);
    assert_eq!((world.submitted(), world.begun()), (2, 1));
}

#[tokio::test]
async fn a_taken_name_at_the_first_call_is_somebody_elses() {
    let world = World::new()
        .script([Take::Exists])
        .looks([Ok(None), Ok(Some(ours("CREATING")))]);
    let end = run(&world, Word::Submit).await;
    assert!(matches!(end.state, RestoreState::Failed { .. }));
    assert_eq!(world.begun(), 0);
}

#[tokio::test]
async fn a_target_that_appeared_since_the_plan_is_not_touched() {
    let world = World::new().looks([Ok(Some(Sighting {
        restored_from: None,
        ..ours("ACTIVE")
    }))]);
    let end = run(&world, Word::Submit).await;
    assert!(end.is_over());
    assert_eq!(world.submitted(), 0);
    insta::assert_snapshot!(world.story(), @r"
    intended
    ended Failed: Table `orders-restored` exists already (created 2026-03-14 09:41:12 UTC). Nothing was submitted.
    ");
}

#[tokio::test]
async fn a_foreign_table_under_our_name_is_not_adopted() {
    for foreign in [
        Sighting {
            restored_to: Some(at("2026-03-14T09:08:00Z")),
            ..ours("CREATING")
        },
        Sighting {
            restored_from: Some("arn:aws:dynamodb:eu-west-1:222222222222:table/other".to_owned()),
            ..ours("CREATING")
        },
        Sighting {
            restored_from: None,
            restored_to: None,
            ..ours("ACTIVE")
        },
    ] {
        let world = World::new()
            .script([Take::Lose])
            .looks([Ok(None), Ok(Some(foreign))]);
        let end = run(&world, Word::Submit).await;
        let RestoreState::Failed { sentence, .. } = end.state else {
            panic!("{:?}", end.state);
        };
        assert!(sentence.contains("left alone"), "{sentence}");
    }
}

#[tokio::test]
async fn the_window_is_read_again_before_the_call() {
    let moved = Window {
        earliest: at("2026-03-14T09:08:00Z"),
        ..window()
    };
    for (window, expected) in [
        (Some(moved), "lies before the restorable window"),
        (None, "Point-in-time recovery is off"),
    ] {
        let world = World::new().window(window);
        let end = run(&world, Word::Submit).await;
        let RestoreState::Failed { sentence, .. } = end.state else {
            panic!("{:?}", end.state);
        };
        assert!(sentence.contains(expected), "{sentence}");
        assert_eq!(world.submitted(), 0);
    }
}

#[tokio::test]
async fn a_throttled_call_is_sent_again_and_a_refused_one_is_not() {
    let throttled = || Take::Refuse(TroubleKind::Throttled);
    let world = World::new().script([throttled(), throttled(), Take::Accept]);
    assert_eq!(
        run(&world, Word::Submit).await.state,
        RestoreState::Compared
    );
    assert_eq!((world.submitted(), world.begun()), (3, 1));

    let world = World::new().script([throttled(), throttled(), throttled()]);
    let end = run(&world, Word::Submit).await;
    assert_eq!(end.state, RestoreState::Intended);
    insta::assert_snapshot!(end.trouble.unwrap(), @"AWS said Throttled. Nothing was submitted.");

    let world = World::new().script([Take::Refuse(TroubleKind::Forbidden)]);
    let end = run(&world, Word::Submit).await;
    assert!(matches!(end.state, RestoreState::Failed { .. }));
    assert_eq!(world.submitted(), 1);
}

#[tokio::test]
async fn an_expired_session_leaves_the_restore_to_be_said_again() {
    let world = World::new().script([Take::Refuse(TroubleKind::SignIn)]);
    let end = run(&world, Word::Submit).await;
    assert_eq!(end.state, RestoreState::Intended);
    assert_eq!(
        run(&world, Word::Submit).await.state,
        RestoreState::Compared
    );
    assert_eq!(world.begun(), 1);
}

#[tokio::test]
async fn troubles_while_watching_are_shown_and_outlasted() {
    let mut looks = vec![Ok(None)];
    for kind in [
        TroubleKind::Throttled,
        TroubleKind::Passing,
        TroubleKind::SignIn,
        TroubleKind::Forbidden,
    ] {
        looks.extend(std::iter::repeat_with(|| Err(trouble(kind))).take(40));
    }
    let world = World::new().looks(looks);
    let end = run(&world, Word::Submit).await;
    assert_eq!(end.state, RestoreState::Compared);
    assert_eq!(end.trouble, None);
    let told: Vec<String> = world
        .shown()
        .into_iter()
        .filter_map(|p| p.trouble)
        .collect();
    assert!(told.contains(&"AWS said Throttled. Looking again in 10 s.".to_owned()));
    assert!(told.contains(&"AWS said SignIn. Looking again in 10 s.".to_owned()));
}

#[tokio::test]
async fn a_table_that_vanishes_or_cannot_be_read_is_a_failure() {
    let gone = [
        Ok(None),
        Ok(Some(ours("CREATING"))),
        Ok(None),
        Ok(None),
        Ok(None),
    ];
    let world = World::new().looks(gone);
    let end = run(&world, Word::Submit).await;
    let RestoreState::Failed { sentence, .. } = end.state else {
        panic!("{:?}", end.state);
    };
    insta::assert_snapshot!(sentence, @"Table `orders-restored` is not there any more. Somebody deleted it, or AWS gave the restore up.");

    for status in [
        "INACCESSIBLE_ENCRYPTION_CREDENTIALS",
        "DELETING",
        "ARCHIVED",
    ] {
        let world = World::new().looks([Ok(None), Ok(Some(ours(status)))]);
        let end = run(&world, Word::Submit).await;
        assert!(matches!(end.state, RestoreState::Failed { .. }), "{status}");
    }
}

#[tokio::test]
async fn nothing_is_submitted_without_a_record() {
    let world = World::new().unwritable();
    let end = world.live(&plan(), Word::Submit).await.unwrap();
    insta::assert_snapshot!(end.unwrap_err(), @"The record of the restore could not be written: the disk is full");
    assert_eq!(world.submitted(), 0);
}
