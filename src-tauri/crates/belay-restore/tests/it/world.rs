//! A scripted AWS with one source table, a journal in memory, a clock that only
//! moves when somebody pauses, and a bomb that kills whoever makes the n-th call.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use belay_restore::facts::TableFacts;
use belay_restore::item::{Item, Value};
use belay_restore::ports::{Accepted, Later, NotAccepted, RecordFailed};
use belay_restore::{
    DriveError, Pace, Patience, Ports, Progress, Recorded, Recorder, RestoreEvent, RestorePlan,
    RestoreRequest, Sighting, Tables, Then, Trouble, TroubleKind, Window, Word, drive,
};
use jiff::{SignedDuration, Timestamp};
use tokio::sync::Notify;

use crate::fixtures::{NOW, at, facts, window};

/// How AWS takes the next restore call.
#[derive(Debug, Clone)]
pub enum Take {
    /// It acts and says so.
    Accept,
    /// It acts, and the answer is lost.
    AcceptSilently,
    /// It does nothing, and the answer is lost.
    Lose,
    /// It says no.
    Refuse(TroubleKind),
    /// It says that the name is taken.
    Exists,
}

/// Kills at the n-th step: before it has an effect, or after.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bomb {
    pub step: usize,
    pub after: bool,
}

#[derive(Default)]
struct State {
    now: Option<Timestamp>,
    target: Option<Target>,
    script: VecDeque<Take>,
    looks: VecDeque<Result<Option<Sighting>, Trouble>>,
    window: Option<Option<Window>>,
    /// Restore calls that reached AWS.
    submitted: usize,
    /// Restores that AWS began.
    begun: usize,
    /// Looks that the target takes to become ACTIVE, and to appear at all.
    active_after: u32,
    hidden_for: u32,
    journal: Vec<Recorded>,
    shown: Vec<Progress>,
    steps: usize,
    bomb: Option<Bomb>,
    unwritable: bool,
}

struct Target {
    looks: u32,
    hidden: u32,
}

/// The whole outside.
#[derive(Clone)]
pub struct World {
    state: Arc<Mutex<State>>,
    dead: Arc<Notify>,
}

impl World {
    pub fn new() -> Self {
        let state = State {
            now: Some(at(NOW)),
            window: Some(Some(window())),
            active_after: 2,
            ..State::default()
        };
        Self {
            state: Arc::new(Mutex::new(state)),
            dead: Arc::new(Notify::new()),
        }
    }

    pub fn script(self, takes: impl IntoIterator<Item = Take>) -> Self {
        self.with(|s| s.script = takes.into_iter().collect());
        self
    }

    /// Answers of the next looks at the target; then the world's own.
    pub fn looks(self, looks: impl IntoIterator<Item = Result<Option<Sighting>, Trouble>>) -> Self {
        self.with(|s| s.looks = looks.into_iter().collect());
        self
    }

    pub fn window(self, window: Option<Window>) -> Self {
        self.with(|s| s.window = Some(window));
        self
    }

    /// A target that AWS began does not show for so many looks.
    pub fn hidden_for(self, looks: u32) -> Self {
        self.with(|s| s.hidden_for = looks);
        self
    }

    pub fn bomb(self, bomb: Bomb) -> Self {
        self.with(|s| {
            s.bomb = Some(bomb);
            s.steps = 0;
        });
        self
    }

    pub fn unwritable(self) -> Self {
        self.with(|s| s.unwritable = true);
        self
    }

    pub fn submitted(&self) -> usize {
        self.with(|s| s.submitted)
    }

    pub fn begun(&self) -> usize {
        self.with(|s| s.begun)
    }

    pub fn journal(&self) -> Vec<Recorded> {
        self.with(|s| s.journal.clone())
    }

    /// The journal in one line per event.
    pub fn story(&self) -> String {
        self.journal()
            .iter()
            .map(|recorded| match &recorded.event {
                RestoreEvent::Intended { .. } => "intended".to_owned(),
                RestoreEvent::Submitted { request_id, .. } => {
                    format!("submitted {}", request_id.as_deref().unwrap_or("(adopted)"))
                }
                RestoreEvent::Observed { status, .. } => format!("observed {status}"),
                RestoreEvent::Compared { .. } => "compared".to_owned(),
                RestoreEvent::Ended { outcome, message } => format!(
                    "ended {outcome:?}: {}",
                    message.as_deref().unwrap_or_default()
                ),
            })
            .collect::<Vec<_>>()
            .join("\n")
    }

    pub fn shown(&self) -> Vec<Progress> {
        self.with(|s| s.shown.clone())
    }

    /// One life of the program, from what the journal holds; `None` if it died.
    pub async fn live(
        &self,
        plan: &RestorePlan,
        word: Word,
    ) -> Option<Result<Progress, DriveError>> {
        let history = self.journal();
        let ports = Ports {
            tables: self,
            recorder: self,
            pace: self,
        };
        let patience = Patience {
            poll_every: Duration::from_secs(10),
            looks: 3,
            throttled: 2,
        };
        tokio::select! {
            biased;
            () = self.dead.notified() => None,
            end = drive(plan, &history, word, Then::Compare, ports, patience) => Some(end),
        }
    }

    fn with<T>(&self, act: impl FnOnce(&mut State) -> T) -> T {
        act(&mut self.state.lock().unwrap())
    }

    /// Counts a step and does `act`, unless the bomb goes off.
    async fn step<T>(&self, act: impl FnOnce(&mut State) -> T) -> T {
        let bomb = self.with(|s| {
            s.steps += 1;
            s.bomb.filter(|bomb| bomb.step == s.steps)
        });
        if bomb
            == Some(Bomb {
                step: bomb.map_or(0, |b| b.step),
                after: false,
            })
        {
            self.die().await;
        }
        let result = self.with(act);
        if bomb.is_some() {
            self.die().await;
        }
        result
    }

    async fn die(&self) {
        self.with(|s| s.bomb = None);
        self.dead.notify_one();
        std::future::pending::<()>().await;
    }
}

pub fn trouble(kind: TroubleKind) -> Trouble {
    Trouble {
        sentence: format!("AWS said {kind:?}."),
        hint: None,
        request_id: Some("r-no".to_owned()),
        kind,
    }
}

pub fn ours(status: &str) -> Sighting {
    Sighting {
        name: "orders-restored".to_owned(),
        arn: "arn:aws:dynamodb:eu-west-1:222222222222:table/orders-restored".to_owned(),
        status: status.to_owned(),
        created_at: Some(at(NOW)),
        restored_from: Some(facts().arn),
        restored_to: Some(at("2026-03-14T09:07:59Z")),
        restoring: status != "ACTIVE",
        request_id: Some("r-look".to_owned()),
    }
}

impl Tables for World {
    fn describe<'a>(&'a self, table: &'a str) -> Later<'a, Result<TableFacts, Trouble>> {
        Box::pin(async move {
            self.step(|_| {
                Ok(TableFacts {
                    name: table.to_owned(),
                    ..facts()
                })
            })
            .await
        })
    }

    fn window<'a>(&'a self, _: &'a str) -> Later<'a, Result<Option<Window>, Trouble>> {
        Box::pin(async move { self.step(|s| Ok(s.window.clone().flatten())).await })
    }

    fn look<'a>(&'a self, _: &'a str) -> Later<'a, Result<Option<Sighting>, Trouble>> {
        Box::pin(async move {
            self.step(|s| {
                if let Some(scripted) = s.looks.pop_front() {
                    return scripted;
                }
                let active_after = s.active_after;
                let Some(target) = &mut s.target else {
                    return Ok(None);
                };
                if target.hidden > 0 {
                    target.hidden -= 1;
                    return Ok(None);
                }
                target.looks += 1;
                Ok(Some(ours(if target.looks > active_after {
                    "ACTIVE"
                } else {
                    "CREATING"
                })))
            })
            .await
        })
    }

    fn submit<'a>(&'a self, _: &'a RestoreRequest) -> Later<'a, Result<Accepted, NotAccepted>> {
        Box::pin(async move {
            self.step(|s| {
                s.submitted += 1;
                if s.target.is_some() {
                    return Err(NotAccepted::TargetExists(trouble(TroubleKind::Other)));
                }
                let take = s.script.pop_front().unwrap_or(Take::Accept);
                if matches!(take, Take::Accept | Take::AcceptSilently) {
                    s.begun += 1;
                    s.target = Some(Target {
                        looks: 0,
                        hidden: s.hidden_for,
                    });
                }
                match take {
                    Take::Accept => Ok(Accepted {
                        table: ours("CREATING"),
                        request_id: Some("r-restore".to_owned()),
                    }),
                    Take::AcceptSilently | Take::Lose => {
                        Err(NotAccepted::Unclear(trouble(TroubleKind::Passing)))
                    }
                    Take::Refuse(kind) => Err(NotAccepted::Nothing(trouble(kind))),
                    Take::Exists => Err(NotAccepted::TargetExists(trouble(TroubleKind::Other))),
                }
            })
            .await
        })
    }

    fn scan<'a>(
        &'a self,
        table: &'a str,
        sink: &'a mut (dyn FnMut(Vec<Item>) + Send),
    ) -> Later<'a, Result<(), Trouble>> {
        Box::pin(async move {
            let item = |id: &str, state: &str| {
                Item::from([
                    ("id".to_owned(), Value::S(id.to_owned())),
                    ("state".to_owned(), Value::S(state.to_owned())),
                ])
            };
            let items = if table == "orders" {
                vec![item("1", "paid"), item("2", "orphaned"), item("4", "new")]
            } else {
                vec![item("1", "paid"), item("2", "paid"), item("3", "paid")]
            };
            self.step(|_| ()).await;
            sink(items);
            Ok(())
        })
    }
}

impl Recorder for World {
    fn record<'a>(&'a self, event: &'a RestoreEvent) -> Later<'a, Result<(), RecordFailed>> {
        Box::pin(async move {
            self.step(|s| {
                if s.unwritable {
                    return Err(RecordFailed("the disk is full".into()));
                }
                let at = s.now.unwrap();
                s.journal.push(Recorded {
                    at,
                    event: event.clone(),
                });
                Ok(())
            })
            .await
        })
    }

    fn show(&self, progress: &Progress) {
        self.with(|s| s.shown.push(progress.clone()));
    }
}

impl Pace for World {
    fn now(&self) -> Timestamp {
        self.with(|s| s.now.unwrap())
    }

    fn pause(&self, length: Duration) -> Later<'_, ()> {
        Box::pin(async move {
            self.step(|s| {
                let length = SignedDuration::try_from(length).unwrap();
                s.now = s.now.map(|now| now + length);
            })
            .await;
        })
    }
}
