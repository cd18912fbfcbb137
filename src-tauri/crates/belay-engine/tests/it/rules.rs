//! Rules of the prose: nothing gates before a person's word, and what gates then.

use belay_engine::guards::Resolve;
use belay_engine::rules::{Figures, Role, Standing, WaitState};
use belay_engine::{Changed, Engine};
use belay_journal::RunId;
use belay_journal::body::RunOutcome;
use belay_runbook::{Recurrence, RuleValue, Weekday, window_in};
use jiff::Timestamp;
use proptest::prelude::*;

use crate::support::{World, development, guards, ids, no, production, refused, report, run};

/// Rules: R5 window, R14 duration as a step, R19 validation, R25 threshold, R29 and
/// R30 triggers.
const BOOK: &str = "\
# Orders

## Change windows

- Deployments: Thursdays 2-4 PM EST

## Deploy

```bash
kubectl apply -f orders.yaml
```

1. Tell the channel
2. Monitor for 30 minutes

```bash
kubectl delete deployment orders-old
```

## Verification: first 10 minutes

- [ ] No new errors

## Metrics

Error rate should stay below 1%

## Rollback

Roll back when:
- Error rate > 10% for 5 minutes
- Orders are lost

```bash
kubectl rollout undo deployment/orders
```
";

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// The id of the rule whose sentence holds `words`.
fn rule(engine: &Engine, id: &RunId, words: &str) -> String {
    let rules = engine.load(id).unwrap().rules.rules;
    let found = rules.iter().find(|r| r.rule.sentence.contains(words));
    found.unwrap_or_else(|| panic!("{words}")).rule.id.clone()
}

fn confirm(engine: &Engine, id: &RunId, words: &str) -> String {
    let rule = rule(engine, id, words);
    let done = engine.confirm_rule(id, &rule, &Figures::default()).unwrap();
    assert_eq!(done, Changed::Done);
    rule
}

fn wait(engine: &Engine, id: &RunId, rule: &str, now: Timestamp) -> WaitState {
    let rules = engine.load(id).unwrap().rules;
    rules.rule(rule).unwrap().wait.as_ref().unwrap().state(now)
}

#[tokio::test]
async fn every_rule_is_proposed_and_none_gates_before_it_is_confirmed() {
    let world = World::new();
    let engine = world.engine();
    let id = world.start(&engine, BOOK, development());
    let loaded = engine.load(&id).unwrap();
    let told: Vec<(String, Role)> = loaded
        .rules
        .rules
        .iter()
        .map(|r| (r.rule.id.clone(), r.role))
        .collect();
    insta::assert_debug_snapshot!(told);
    let all = &loaded.rules.rules;
    assert!(all.iter().all(|r| r.standing == Standing::Proposed));
    // A Saturday, far from every window, and nothing is waited for.
    let [deploy, tell, monitor, remove, check, _] = ids(&engine, &id).try_into().unwrap();
    run(&engine, &id, &deploy).await;
    for unit in [&tell, &monitor] {
        assert_eq!(engine.tick(&id, unit).unwrap(), Changed::Done);
    }
    let (refusals, _) = refused(&engine, &id, &remove, None).await;
    assert_eq!(guards(&refusals), ["consequence"]);
    assert_eq!(engine.tick(&id, &check).unwrap(), Changed::Done);
}

#[tokio::test]
async fn what_is_said_about_a_rule_is_in_the_record_and_can_be_taken_back() {
    let world = World::new();
    let engine = world.engine();
    let id = world.start(&engine, BOOK, development());
    let rule = rule(&engine, &id, "Error rate > 10%");
    let figures = Figures {
        value: Some(5.0),
        seconds: Some(600),
        ..Figures::default()
    };
    engine.confirm_rule(&id, &rule, &figures).unwrap();
    // Said twice is one event.
    engine
        .confirm_rule(&id, &rule, &Figures::default())
        .unwrap();
    let state = engine.load(&id).unwrap().rules.rule(&rule).unwrap().clone();
    assert_eq!(state.standing, Standing::Confirmed);
    assert!(state.corrected());
    let no_reason = no(engine.dismiss_rule(&id, &rule, "  ").unwrap());
    assert_eq!(guards(&no_reason), ["reason"]);
    engine
        .dismiss_rule(&id, &rule, "measured elsewhere")
        .unwrap();
    engine.take_rule_back(&id, &rule).unwrap();
    let state = engine.load(&id).unwrap().rules.rule(&rule).unwrap().clone();
    assert_eq!(state.standing, Standing::Proposed);
    assert!(!state.corrected());
    let loaded = engine.load(&id).unwrap();
    let told = belay_engine::timeline::timeline(loaded.events(), &loaded.units);
    let told: Vec<String> = told.into_iter().skip(1).map(|e| e.sentence).collect();
    insta::assert_snapshot!(told.join("\n"));
}

#[test]
fn figures_that_cannot_be_are_refused() {
    let world = World::new();
    let engine = world.engine();
    let id = world.start(&engine, BOOK, development());
    let refuse = |words: &str, figures: Figures| {
        let rule = rule(&engine, &id, words);
        no(engine.confirm_rule(&id, &rule, &figures).unwrap())[0]
            .sentence
            .clone()
    };
    let window = |change: fn(&mut Recurrence)| {
        let mut window = window_in("Sundays 02:00-04:00 UTC").unwrap();
        change(&mut window);
        Figures {
            window: Some(window),
            ..Figures::default()
        }
    };
    let seconds = |seconds| Figures {
        seconds: Some(seconds),
        ..Figures::default()
    };
    let said = [
        refuse("Thursdays", seconds(60)),
        refuse("Monitor", seconds(0)),
        refuse("Monitor", window(|_| {})),
        refuse("Thursdays", window(|w| w.zone = "Mars/Olympus".into())),
        refuse("Thursdays", window(|w| w.end_minute = w.start_minute)),
        refuse("Thursdays", window(|w| w.start_minute = 1440)),
        refuse("Thursdays", window(|w| w.week_of_month = Some(5))),
    ];
    insta::assert_snapshot!(said.join("\n"));
}

#[tokio::test]
async fn what_an_earlier_run_confirmed_is_proposed_with_its_figures_and_still_said_anew() {
    let world = World::new();
    let engine = world.engine();
    let first = world.start(&engine, BOOK, development());
    let rule_id = rule(&engine, &first, "Monitor");
    let figures = Figures {
        seconds: Some(600),
        ..Figures::default()
    };
    engine.confirm_rule(&first, &rule_id, &figures).unwrap();
    let gone = rule(&engine, &first, "Orders are lost");
    engine
        .dismiss_rule(&first, &gone, "cannot be seen")
        .unwrap();
    world.clock.advance(jiff::SignedDuration::from_hours(24));
    let second = world.start(&engine, BOOK, production());
    let loaded = engine.load(&second).unwrap();
    let proposed = loaded.rules.rule(&rule_id).unwrap();
    assert_eq!(proposed.standing, Standing::Proposed);
    let before = proposed.remembered.clone().unwrap();
    assert_eq!(before.word.run, first.as_str());
    assert_eq!(before.environment, "orders-dev");
    assert!(matches!(
        proposed.value,
        RuleValue::Lasts { seconds: 600, .. }
    ));
    let dismissed = loaded.rules.rule(&gone).unwrap().remembered.clone();
    assert_eq!(dismissed.unwrap().reason.as_deref(), Some("cannot be seen"));
    // Another file's run says nothing about this one.
    assert!(
        loaded
            .rules
            .rules
            .iter()
            .filter(|r| r.remembered.is_some())
            .count()
            == 2
    );
    confirm(&engine, &second, "Monitor");
    let state = engine.view(&second).unwrap().rules[&rule_id].clone();
    let earlier = state.decision.unwrap().earlier.unwrap();
    assert_eq!(earlier.run, first.as_str());
}

#[tokio::test]
async fn m16_a_change_outside_the_confirmed_window_is_refused_until_somebody_says_why() {
    let world = World::new();
    let engine = world.engine();
    let id = world.start(&engine, BOOK, development());
    let window = confirm(&engine, &id, "Thursdays");
    let deploy = ids(&engine, &id)[0].clone();
    let (refusals, challenge) = refused(&engine, &id, &deploy, None).await;
    assert_eq!(guards(&refusals), ["changeWindow"]);
    assert!(challenge.is_none());
    let refusal = &refusals[0];
    assert_eq!(refusal.mistake.as_deref(), Some("M16"));
    assert_eq!(refusal.resolve, Some(Resolve::Rule));
    assert_eq!(refusal.rule.as_ref(), Some(&window));
    insta::assert_snapshot!(format!("{}\n{}", refusal.sentence, refusal.remedy));
    assert!(world.commands.started().is_empty());
    let no_reason = no(engine.override_rule(&id, &window, " ").unwrap());
    assert_eq!(guards(&no_reason), ["reason"]);
    engine
        .override_rule(&id, &window, "orders are being lost")
        .unwrap();
    run(&engine, &id, &deploy).await;
    // Going on twice needs no second reason.
    engine.override_rule(&id, &window, "again").unwrap();
    let state = engine.view(&id).unwrap().rules[&window].clone();
    assert_eq!(state.overridden.unwrap().reason, "orders are being lost");
}

#[tokio::test]
async fn inside_the_window_a_change_is_made_and_once_it_closed_a_reason_of_before_is_spent() {
    let world = World::new();
    let engine = world.engine();
    let id = world.start(&engine, BOOK, development());
    let window = confirm(&engine, &id, "Thursdays");
    engine
        .override_rule(&id, &window, "could not wait")
        .unwrap();
    let deploy = ids(&engine, &id)[0].clone();
    run(&engine, &id, &deploy).await;
    // Thursday, 14:00 in New York in winter: 19:00 UTC.
    world.clock.set(at("2026-11-26T19:00:00Z"));
    let challenge = refused(&engine, &id, &deploy, None).await.1;
    assert!(challenge.is_some(), "only `again` asks inside the window");
    world.clock.set(at("2026-11-26T21:00:00Z"));
    let (refusals, _) = refused(&engine, &id, &deploy, None).await;
    assert_eq!(guards(&refusals), ["changeWindow"]);
}

#[tokio::test]
async fn a_window_in_the_time_of_new_york_moves_with_summer_time() {
    let world = World::new();
    let engine = world.engine();
    let id = world.start(&engine, BOOK, development());
    confirm(&engine, &id, "Thursdays");
    let deploy = ids(&engine, &id)[0].clone();
    for (now, open) in [
        // The last Thursday of winter time, and the first of summer time.
        ("2027-03-11T18:59:59Z", false),
        ("2027-03-11T19:00:00Z", true),
        ("2027-03-18T17:59:59Z", false),
        ("2027-03-18T18:00:00Z", true),
        ("2027-03-18T19:59:59Z", true),
        ("2027-03-18T20:00:00Z", false),
    ] {
        world.clock.set(at(now));
        let prepared = engine.prepare(&id, &deploy).await.unwrap();
        assert_eq!(prepared.refusals.is_empty(), open, "{now}");
    }
}

#[tokio::test]
async fn a_window_that_was_corrected_counts_as_corrected() {
    let world = World::new();
    let engine = world.engine();
    let id = world.start(&engine, BOOK, development());
    let rule = rule(&engine, &id, "Thursdays");
    let figures = Figures {
        window: window_in("Saturdays 07:00-09:00 UTC"),
        ..Figures::default()
    };
    engine.confirm_rule(&id, &rule, &figures).unwrap();
    let deploy = ids(&engine, &id)[0].clone();
    run(&engine, &id, &deploy).await;
    let loaded = engine.load(&id).unwrap();
    let RuleValue::Window(window) = &loaded.rules.rule(&rule).unwrap().value else {
        panic!("a window");
    };
    assert_eq!(window.weekday, Some(Weekday::Saturday));
}

#[tokio::test]
async fn a_command_that_only_reads_is_never_outside_a_window() {
    let world = World::new();
    let engine = world.engine();
    let book = BOOK.replace("kubectl apply -f orders.yaml", "kubectl get pods");
    let id = world.start(&engine, &book, development());
    confirm(&engine, &id, "Thursdays");
    let get = ids(&engine, &id)[0].clone();
    run(&engine, &id, &get).await;
}

#[tokio::test]
async fn a_step_that_waits_starts_its_clock_when_it_is_reached_and_holds_what_follows() {
    let world = World::new();
    let engine = world.engine();
    let id = world.start(&engine, BOOK, development());
    let rule = confirm(&engine, &id, "Monitor");
    let [deploy, tell, monitor, _, _, _] = ids(&engine, &id).try_into().unwrap();
    run(&engine, &id, &deploy).await;
    assert_eq!(
        wait(&engine, &id, &rule, at("2026-11-21T08:00:00Z")),
        WaitState::NotStarted
    );
    world.clock.set(at("2026-11-21T08:10:00Z"));
    engine.tick(&id, &tell).unwrap();
    world.clock.set(at("2026-11-21T08:39:59Z"));
    let end = at("2026-11-21T08:40:00Z");
    assert_eq!(
        wait(&engine, &id, &rule, at("2026-11-21T08:39:59Z")),
        WaitState::Running(end)
    );
    let refusals = no(engine.tick(&id, &monitor).unwrap());
    assert_eq!(guards(&refusals), ["wait"]);
    insta::assert_snapshot!(format!("{}\n{}", refusals[0].sentence, refusals[0].remedy));
    // The record is all there is: another program goes on with the same clock.
    let engine = world.restarted().engine();
    let refusals = no(engine.tick(&id, &monitor).unwrap());
    assert_eq!(guards(&refusals), ["wait"]);
    world.clock.set(end);
    assert_eq!(engine.tick(&id, &monitor).unwrap(), Changed::Done);
}

#[tokio::test]
async fn going_on_before_the_end_of_a_clock_needs_a_reason_and_says_so_in_the_report() {
    let world = World::new();
    let engine = world.engine();
    let id = world.start(&engine, BOOK, development());
    let rule = confirm(&engine, &id, "Monitor");
    let [deploy, tell, monitor, _, _, _] = ids(&engine, &id).try_into().unwrap();
    run(&engine, &id, &deploy).await;
    engine.tick(&id, &tell).unwrap();
    world.clock.set(at("2026-11-21T08:12:00Z"));
    engine.override_rule(&id, &rule, "seen in staging").unwrap();
    assert_eq!(engine.tick(&id, &monitor).unwrap(), Changed::Done);
    let dismissed = self::rule(&engine, &id, "Orders are lost");
    engine
        .dismiss_rule(&id, &dismissed, "nobody can see that")
        .unwrap();
    let trigger = confirm(&engine, &id, "Error rate > 10%");
    engine.observe_rule(&id, &trigger, Some(false)).unwrap();
    let text = report(&engine, &id);
    let rules = text
        .split("## ")
        .find(|part| part.starts_with("Rules of the runbook"));
    insta::assert_snapshot!(rules.unwrap());
}

#[tokio::test]
async fn a_run_is_not_completed_while_a_clock_runs() {
    let world = World::new();
    let engine = world.engine();
    let book = "# T\n\n## Work\n\n- [ ] Switch over\n\nMonitor for 30 minutes.\n";
    let id = world.start(&engine, book, development());
    let rule = confirm(&engine, &id, "Monitor");
    let unit = ids(&engine, &id)[0].clone();
    engine.tick(&id, &unit).unwrap();
    let refusals = no(engine.finish(&id, RunOutcome::Completed, "").unwrap());
    assert_eq!(guards(&refusals), ["wait"]);
    // The switch was done once more: its clock begins anew.
    engine.untick(&id, &unit).unwrap();
    world.clock.set(at("2026-11-21T08:20:00Z"));
    engine.tick(&id, &unit).unwrap();
    let end = at("2026-11-21T08:50:00Z");
    let now = at("2026-11-21T08:30:00Z");
    assert_eq!(wait(&engine, &id, &rule, now), WaitState::Running(end));
    world.clock.set(end);
    let done = engine.finish(&id, RunOutcome::Completed, "").unwrap();
    assert_eq!(done, Changed::Done);
}

#[tokio::test]
async fn a_run_is_completed_before_the_end_of_its_clock_for_a_reason_that_the_report_keeps() {
    let world = World::new();
    let engine = world.engine();
    let book = "# T\n\n## Work\n\n- [ ] Switch over\n\nMonitor for 30 minutes.\n";
    let id = world.start(&engine, book, development());
    confirm(&engine, &id, "Monitor");
    engine.tick(&id, &ids(&engine, &id)[0]).unwrap();
    let refusals = no(engine.finish(&id, RunOutcome::Completed, "").unwrap());
    let rule = refusals[0].rule.clone().unwrap();
    engine.override_rule(&id, &rule, "seen in staging").unwrap();
    let done = engine.finish(&id, RunOutcome::Completed, "").unwrap();
    assert_eq!(done, Changed::Done);
    assert!(report(&engine, &id).contains("went on all the same"));
    assert!(report(&engine, &id).contains("seen in staging"));
}

#[tokio::test]
async fn a_validation_window_counts_from_the_last_step_before_its_section() {
    let world = World::new();
    let engine = world.engine();
    let book = "# T\n\n## Deploy\n\n- [ ] Deployed\n\n## First 5 minutes\n\n- [ ] No errors\n\n\
                ## First hour\n\n- [ ] Still none\n";
    let id = world.start(&engine, book, development());
    let first = confirm(&engine, &id, "First 5 minutes");
    let hour = confirm(&engine, &id, "First hour");
    let [deployed, five, sixty] = ids(&engine, &id).try_into().unwrap();
    let early = no(engine.tick(&id, &five).unwrap());
    assert!(
        early[0].sentence.contains("not been set going"),
        "{early:?}"
    );
    engine.tick(&id, &deployed).unwrap();
    world.clock.set(at("2026-11-21T08:05:00Z"));
    assert_eq!(engine.tick(&id, &five).unwrap(), Changed::Done);
    let now = at("2026-11-21T08:05:00Z");
    assert_eq!(wait(&engine, &id, &first, now), WaitState::Over(now));
    // What is ticked while looking is not the change.
    let end = at("2026-11-21T09:00:00Z");
    assert_eq!(wait(&engine, &id, &hour, now), WaitState::Running(end));
    assert_eq!(guards(&no(engine.tick(&id, &sixty).unwrap())), ["wait"]);
    // A person may set the clock going by hand, for a change made elsewhere.
    engine.start_wait(&id, &hour).unwrap();
    let end = at("2026-11-21T09:05:00Z");
    assert_eq!(wait(&engine, &id, &hour, now), WaitState::Running(end));
}

#[tokio::test]
async fn a_trigger_that_has_come_true_is_known_until_it_is_taken_back() {
    let world = World::new();
    let engine = world.engine();
    let id = world.start(&engine, BOOK, development());
    let trigger = rule(&engine, &id, "Orders are lost");
    let early = no(engine.observe_rule(&id, &trigger, Some(true)).unwrap());
    assert!(
        early[0].sentence.contains("Nobody has confirmed"),
        "{early:?}"
    );
    confirm(&engine, &id, "Orders are lost");
    engine.observe_rule(&id, &trigger, Some(true)).unwrap();
    assert_eq!(engine.load(&id).unwrap().rules.met().count(), 1);
    assert!(
        world.commands.started().is_empty(),
        "nothing runs by itself"
    );
    engine.observe_rule(&id, &trigger, None).unwrap();
    assert_eq!(engine.load(&id).unwrap().rules.met().count(), 0);
}

/// Something that a person does about the rules or the steps, by place in the list.
#[derive(Debug, Clone)]
enum Act {
    Confirm(usize),
    Dismiss(usize),
    TakeBack(usize),
    GoOn(usize),
    StartClock(usize),
    Saw(usize, Option<bool>),
    Tick(usize),
    Untick(usize),
    Pass(i64),
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let of = 0..6_usize;
    let act = prop_oneof![
        of.clone().prop_map(Act::Confirm),
        of.clone().prop_map(Act::Dismiss),
        of.clone().prop_map(Act::TakeBack),
        of.clone().prop_map(Act::GoOn),
        of.clone().prop_map(Act::StartClock),
        (of.clone(), proptest::option::of(any::<bool>())).prop_map(|(of, so)| Act::Saw(of, so)),
        of.clone().prop_map(Act::Tick),
        of.prop_map(Act::Untick),
        (1..40_i64).prop_map(Act::Pass),
    ];
    proptest::collection::vec(act, 1..30)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whatever is said in whatever order, only a confirmed rule stands against
    /// anything, and the record alone gives the same state to another program.
    #[test]
    fn only_confirmed_rules_gate_and_the_record_is_all_there_is(acts in acts()) {
        let world = World::new();
        let engine = world.engine();
        let id = world.start(&engine, BOOK, development());
        let units = ids(&engine, &id);
        let rules: Vec<String> = engine.load(&id).unwrap().rules.rules.iter()
            .map(|rule| rule.rule.id.clone()).collect();
        for act in acts {
            let changed = match act {
                Act::Confirm(of) => engine.confirm_rule(&id, &rules[of], &Figures::default()),
                Act::Dismiss(of) => engine.dismiss_rule(&id, &rules[of], "not here"),
                Act::TakeBack(of) => engine.take_rule_back(&id, &rules[of]),
                Act::GoOn(of) => engine.override_rule(&id, &rules[of], "it has to be"),
                Act::StartClock(of) => engine.start_wait(&id, &rules[of]),
                Act::Saw(of, so) => engine.observe_rule(&id, &rules[of], so),
                Act::Tick(of) => engine.tick(&id, &units[of]),
                Act::Untick(of) => engine.untick(&id, &units[of]),
                Act::Pass(minutes) => {
                    world.clock.advance(jiff::SignedDuration::from_mins(minutes));
                    Ok(Changed::Done)
                }
            };
            let now = engine.load(&id).unwrap().rules;
            if let Changed::Refused(refusals) = changed.unwrap() {
                for rule in refusals.iter().filter_map(|refusal| refusal.rule.as_ref()) {
                    prop_assert_eq!(now.rule(rule).unwrap().standing, Standing::Confirmed);
                }
            }
        }
        let elsewhere = world.restarted().engine().load(&id).unwrap();
        let here = engine.load(&id).unwrap();
        prop_assert_eq!(&here.view.rules, &elsewhere.view.rules);
        for (one, other) in here.rules.rules.iter().zip(&elsewhere.rules.rules) {
            prop_assert_eq!(one.standing, other.standing);
            prop_assert_eq!(&one.value, &other.value);
            prop_assert_eq!(&one.wait, &other.wait);
        }
    }
}
