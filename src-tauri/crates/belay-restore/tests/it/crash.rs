//! The program dies at every point of a restore, before and after the point's
//! effect. Taken up again, the restore ends with its data compared, and AWS has
//! begun exactly one.

use belay_restore::{RestoreState, Word};

use crate::fixtures::plan;
use crate::world::{Bomb, Take, World};

/// Drives a restore that dies at `bomb`, life after life, as the window would: a
/// look first, the person's word only where it is asked for. Returns whether the
/// bomb went off.
async fn survive(world: World, bomb: Bomb) -> bool {
    let world = world.bomb(bomb);
    let mut word = Word::Submit;
    let mut died = false;
    for _ in 0..6 {
        let calls = world.submitted();
        let end = world.live(&plan(), word).await;
        if word == Word::Watch {
            let story = world.story();
            assert_eq!(
                world.submitted(),
                calls,
                "{bomb:?}: submitted by itself\n{story}"
            );
        }
        word = match end {
            None => {
                died = true;
                Word::Watch
            }
            Some(end) => match end.unwrap().state {
                RestoreState::Intended | RestoreState::Unknown { .. } => Word::Submit,
                state => {
                    assert_eq!(state, RestoreState::Compared, "{bomb:?}\n{}", world.story());
                    assert_eq!(world.begun(), 1, "{bomb:?}\n{}", world.story());
                    let ends = world.story().matches("ended Completed").count();
                    assert_eq!(ends, 1, "{bomb:?}\n{}", world.story());
                    return died;
                }
            },
        };
    }
    panic!("{bomb:?}: no end\n{}", world.story());
}

async fn at_every_point(world: impl Fn() -> World) -> usize {
    for step in 1.. {
        let mut died = false;
        for after in [false, true] {
            died |= survive(world(), Bomb { step, after }).await;
        }
        if !died {
            return step - 1;
        }
    }
    unreachable!("the restore has an end")
}

#[tokio::test]
async fn death_at_any_point_means_one_restore() {
    let points = at_every_point(World::new).await;
    assert!(points >= 15, "only {points} points were tried");
}

#[tokio::test]
async fn death_at_any_point_after_a_lost_answer_means_one_restore() {
    let points = at_every_point(|| World::new().script([Take::AcceptSilently])).await;
    assert!(points >= 15, "only {points} points were tried");
}

#[tokio::test]
async fn death_at_any_point_with_a_table_that_shows_late_means_one_restore() {
    at_every_point(|| World::new().hidden_for(2)).await;
    at_every_point(|| World::new().script([Take::AcceptSilently]).hidden_for(2)).await;
}

#[tokio::test]
async fn death_at_any_point_of_a_lost_call_means_one_restore() {
    at_every_point(|| World::new().script([Take::Lose])).await;
}
