#![allow(clippy::unwrap_used)]

use jiff::{SignedDuration, Timestamp};

use super::{AttemptEnd, NotARun, RunView, UnitStatus};
use crate::body::{EnvironmentSnapshot, ExitOutcome, ExitRecord, OutputRecord, RestoreOutcome};
use crate::{Author, Digest, Event, EventBody, EventDraft};

fn started() -> EventBody {
    EventBody::RunStarted {
        title: "Database rollback".into(),
        runbook: None,
        scope: vec!["rollback".into()],
        environment: EnvironmentSnapshot {
            name: "apexshare-prod".into(),
            tier: "production".into(),
            profile: "apexshare".into(),
            role_arn: None,
            region: "eu-west-1".into(),
            account_id: "222222222222".into(),
            variables: Default::default(),
        },
        directory: "/srv".into(),
    }
}

fn events(bodies: Vec<EventBody>) -> Vec<Event> {
    let start: Timestamp = "2026-11-21T08:00:00Z".parse().unwrap();
    let mut prev = Digest::ZERO;
    std::iter::once(started())
        .chain(bodies)
        .zip(1..)
        .map(|(body, seq)| {
            let draft = EventDraft {
                at: start + SignedDuration::from_secs(i64::from(seq)),
                author: Author {
                    principal: "jt@desk".into(),
                    program_version: "0.1.0".into(),
                },
                body,
            };
            let event = Event::place(&"r".parse().unwrap(), seq, prev, draft).unwrap();
            prev = event.hash;
            event
        })
        .collect()
}

fn view(bodies: Vec<EventBody>) -> RunView {
    RunView::project(&events(bodies)).unwrap()
}

fn intended(attempt: u32) -> EventBody {
    EventBody::CommandIntended {
        unit: "u".into(),
        attempt,
        text: "true".into(),
        effect: "changes".into(),
        identity: None,
        confirmation: None,
        instance: "i".into(),
    }
}

fn ended(attempt: u32, outcome: ExitOutcome) -> EventBody {
    let exit = ExitRecord {
        outcome,
        duration_ms: 1,
        output: OutputRecord::default(),
        directory: None,
        exported: Default::default(),
    };
    EventBody::CommandEnded {
        unit: "u".into(),
        attempt,
        exit,
    }
}

fn stopped() -> ExitOutcome {
    ExitOutcome::Stopped {
        ended: 1,
        survivors: vec![],
    }
}

fn resolved(done: bool) -> EventBody {
    let reason = "looked it up".into();
    EventBody::InterruptionResolved {
        unit: "u".into(),
        attempt: 1,
        done,
        reason,
    }
}

fn restore() -> EventBody {
    EventBody::RestoreIntended {
        unit: Some("u".into()),
        restore: "r1".into(),
        plan: serde_json::json!({}),
        identity: None,
        confirmation: None,
    }
}

fn restore_ended(outcome: RestoreOutcome) -> EventBody {
    EventBody::RestoreEnded {
        restore: "r1".into(),
        outcome,
        message: None,
    }
}

#[test]
fn a_units_status_follows_its_last_event() {
    use UnitStatus::{Done, Failed, Interrupted, Pending, Running, Skipped, Stopped};
    let interrupted = || EventBody::CommandInterrupted {
        unit: "u".into(),
        attempt: 1,
    };
    let ticked = || EventBody::Ticked { unit: "u".into() };
    let unticked = || EventBody::Unticked { unit: "u".into() };
    let skipped = || EventBody::Skipped {
        unit: "u".into(),
        reason: "no".into(),
    };
    for (bodies, status) in [
        (vec![], Pending),
        (vec![ticked()], Done),
        (vec![ticked(), unticked()], Pending),
        (vec![skipped()], Skipped),
        (vec![skipped(), unticked()], Pending),
        (vec![intended(1)], Running),
        (
            vec![intended(1), ended(1, ExitOutcome::Exited { code: 0 })],
            Done,
        ),
        (
            vec![intended(1), ended(1, ExitOutcome::Exited { code: 2 })],
            Failed,
        ),
        (
            vec![intended(1), ended(1, ExitOutcome::Signalled { signal: 9 })],
            Failed,
        ),
        (
            vec![
                intended(1),
                ended(
                    1,
                    ExitOutcome::NotStarted {
                        message: "x".into(),
                    },
                ),
            ],
            Failed,
        ),
        (vec![intended(1), ended(1, stopped())], Stopped),
        (vec![intended(1), ended(1, stopped()), intended(2)], Running),
        (vec![intended(1), ended(1, stopped()), ticked()], Done),
        (vec![ticked(), intended(1)], Running),
        (vec![intended(1), interrupted()], Interrupted),
        (vec![intended(1), interrupted(), resolved(true)], Done),
        (vec![intended(1), interrupted(), resolved(false)], Pending),
        (vec![restore()], Running),
        (
            vec![restore(), restore_ended(RestoreOutcome::Completed)],
            Done,
        ),
        (
            vec![restore(), restore_ended(RestoreOutcome::Failed)],
            Failed,
        ),
        (
            vec![restore(), restore_ended(RestoreOutcome::Abandoned)],
            Stopped,
        ),
        (
            vec![
                restore(),
                restore_ended(RestoreOutcome::Failed),
                intended(1),
            ],
            Running,
        ),
    ] {
        assert_eq!(view(bodies.clone()).status("u"), status, "{bodies:?}");
    }
}

#[test]
fn intents_without_an_outcome_are_listed() {
    let view = view(vec![
        intended(1),
        ended(1, stopped()),
        intended(2),
        restore(),
    ]);
    let open: Vec<_> = view
        .open_attempts()
        .map(|(unit, a)| (unit, a.attempt))
        .collect();
    assert_eq!(open, [("u", 2)]);
    assert_eq!(
        view.open_restores().map(|(id, _)| id).collect::<Vec<_>>(),
        ["r1"]
    );
    assert_eq!(view.next_attempt("u"), 3);
    assert_eq!(view.next_attempt("other"), 1);
    assert!(matches!(
        view.units["u"].attempts[0].end,
        AttemptEnd::Ended { .. }
    ));
}

#[test]
fn a_clock_that_went_back_is_noted_and_order_stays() {
    let mut events = events(vec![intended(1), ended(1, stopped())]);
    events[2].at = events[0].at - SignedDuration::from_hours(2);
    let view = RunView::project(&events).unwrap();
    assert_eq!(view.clock_went_back, [3]);
    assert_eq!(view.status("u"), UnitStatus::Stopped);
    assert_eq!(view.last_at, events[2].at);
}

#[test]
fn an_unknown_event_is_counted_and_changes_nothing() {
    let newer = serde_json::json!({"kind": "approved", "unit": "u"});
    let view = view(vec![
        EventBody::Ticked { unit: "u".into() },
        EventBody::Unknown(newer),
    ]);
    assert_eq!(view.unknown, [3]);
    assert_eq!(view.status("u"), UnitStatus::Done);
}

#[test]
fn what_is_no_run_is_said() {
    assert_eq!(RunView::project(&[]), Err(NotARun));
    assert_eq!(RunView::project(&events(vec![])[1..]), Err(NotARun));
}

#[test]
fn a_secret_input_has_no_value() {
    let view = view(vec![
        EventBody::InputGiven {
            input: "TOKEN".into(),
            value: None,
            secret: true,
        },
        EventBody::InputGiven {
            input: "STAGE".into(),
            value: Some("prod".into()),
            secret: false,
        },
        EventBody::InputGiven {
            input: "STAGE".into(),
            value: Some("dev".into()),
            secret: false,
        },
    ]);
    assert_eq!(view.inputs["TOKEN"].value, None);
    assert_eq!(view.inputs["STAGE"].value.as_deref(), Some("dev"));
}
