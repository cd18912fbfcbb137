//! The engine: what can be done with a run.

mod assess;
mod choices;
mod execute;
mod finish;
mod guides;
mod locks;
mod marks;
mod pick;
mod preflight;
mod records;
mod restores;
mod rules;
mod start;
mod take_up;

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use belay_journal::{
    Author, Event, EventBody, EventDraft, Locks, RunId, RunView, Store, StoreError,
};
use belay_runbook::Runbook;

use crate::environment::Environment;
use crate::error::EngineError;
use crate::guards::Refusal;
use crate::guards::confirm::Confirmations;
use crate::ports::{
    Clock, CommandKey, Commands, Entropy, Files, Identities, Instances, Inventory, Programs,
};
use crate::rules::{Memory, RunRules};
use crate::secrets::{Secrets, mask};
use crate::unit::{Unit, units_of_run};
use crate::ways::Ways;

use records::{Record, Records};

pub use assess::{Identity, Prepared};
pub use execute::{Ended, Executed};
pub use marks::InputNeeded;
pub use pick::{Asked, PickOf};
pub use preflight::PreflightOf;
pub use restores::{BegunRestore, PreparedRestore, RestoreAct};
pub use start::{Given, RunbookSource, StartRun, Started, Symptom};
pub use take_up::TakenUp;

/// What the engine needs from outside.
#[derive(Clone)]
pub struct Outside {
    /// Where records are kept.
    pub store: Arc<dyn Store>,
    /// Environment locks.
    pub locks: Arc<dyn Locks>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub entropy: Arc<dyn Entropy>,
    /// Who we are.
    pub identities: Arc<dyn Identities>,
    /// Runs commands.
    pub commands: Arc<dyn Commands>,
    /// What there is in AWS.
    pub inventory: Arc<dyn Inventory>,
    /// Programs of this machine.
    pub programs: Arc<dyn Programs>,
    /// Files of runbooks as they are now.
    pub files: Arc<dyn Files>,
    /// Which program instances are alive.
    pub instances: Arc<dyn Instances>,
    /// Who writes the record.
    pub author: Author,
}

/// Runs runbooks. Cheap to clone; clones share their state.
#[derive(Clone)]
pub struct Engine {
    inner: Arc<Inner>,
}

struct Inner {
    outside: Outside,
    secrets: Secrets,
    confirmations: Confirmations,
    runbooks: Mutex<HashMap<String, Arc<Runbook>>>,
    records: Records,
    /// What earlier runs say about the rules of a run.
    memories: Mutex<HashMap<RunId, Arc<Memory>>>,
    /// Attempts whose future this instance holds.
    running: Mutex<HashSet<CommandKey>>,
}

/// An answer to a small change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Changed {
    /// Done and recorded.
    Done,
    /// Not done.
    Refused(Vec<Refusal>),
}

/// One run of the list, readable or not.
#[derive(Debug)]
pub struct Listed {
    /// The run.
    pub run: RunId,
    /// How it stands, or why that cannot be told.
    pub view: Result<Arc<RunView>, EngineError>,
}

/// A run, loaded: its view and what it runs.
#[derive(Clone)]
pub struct Loaded {
    record: Arc<Record>,
    /// How it stands.
    pub view: Arc<RunView>,
    /// Where it acts.
    pub environment: Environment,
    /// The runbook, read from the text that the run holds on to. Empty for a
    /// run without one.
    pub runbook: Arc<Runbook>,
    /// Its units, in order.
    pub units: Vec<Unit>,
    /// Where one of several ways is taken, and which.
    pub ways: Ways,
    /// What its prose rules, and what became of that.
    pub rules: RunRules,
}

impl Loaded {
    /// What happened, in order.
    #[must_use]
    pub fn events(&self) -> &[Event] {
        &self.record.events
    }

    fn unit(&self, unit: &str) -> Result<&Unit, EngineError> {
        self.units
            .iter()
            .find(|u| u.id == unit)
            .ok_or_else(|| EngineError::NoSuchUnit {
                run: self.view.run.clone(),
                unit: unit.to_owned(),
            })
    }
}

impl Engine {
    /// An engine on `outside`.
    #[must_use]
    pub fn new(outside: Outside) -> Self {
        let inner = Inner {
            outside,
            secrets: Secrets::default(),
            confirmations: Confirmations::default(),
            runbooks: Mutex::default(),
            records: Records::default(),
            memories: Mutex::default(),
            running: Mutex::default(),
        };
        Self {
            inner: Arc::new(inner),
        }
    }

    /// Every run, the one written to last first.
    ///
    /// # Errors
    /// When the list cannot be read. A run that cannot be read is in the list,
    /// with the reason.
    pub fn runs(&self) -> Result<Vec<Listed>, EngineError> {
        let listed = |run| Listed {
            view: self.view(&run),
            run,
        };
        Ok(self.run_ids()?.into_iter().map(listed).collect())
    }

    /// The ids of all runs, in the order of [`Engine::runs`]; no record is read.
    ///
    /// # Errors
    /// The journal cannot be read.
    pub fn run_ids(&self) -> Result<Vec<RunId>, EngineError> {
        let heads = self.outside().store.heads()?;
        Ok(heads.into_iter().map(|head| head.run).collect())
    }

    /// The run that `text` names: its whole id, or the digits at its end if
    /// they are those of one run only.
    ///
    /// # Errors
    /// [`EngineError::NoSuchRun`] when it names none.
    pub fn run(&self, text: &str) -> Result<RunId, EngineError> {
        let none = || EngineError::NoSuchRun(text.to_owned());
        let run: RunId = text.parse().map_err(|_| none())?;
        if self.outside().store.head(&run)?.is_some() {
            return Ok(run);
        }
        let end = format!("-{text}");
        let heads = self.outside().store.heads()?;
        let mut ending = heads
            .into_iter()
            .map(|head| head.run)
            .filter(|run| run.as_str().ends_with(&end));
        let found = ending.next().ok_or_else(none)?;
        match ending.next() {
            None => Ok(found),
            Some(_) => Err(none()),
        }
    }

    /// The events of a run as they are kept now, whatever was read before: for
    /// proofs and reports.
    ///
    /// # Errors
    /// [`EngineError::NoSuchRun`], and when they cannot be read.
    pub fn events(&self, run: &RunId) -> Result<Vec<Event>, EngineError> {
        let events = self.outside().store.events(run)?;
        if events.is_empty() {
            return Err(EngineError::NoSuchRun(run.to_string()));
        }
        Ok(events)
    }

    /// How a run stands.
    ///
    /// # Errors
    /// [`EngineError::NoSuchRun`], and when its record cannot be read.
    pub fn view(&self, run: &RunId) -> Result<Arc<RunView>, EngineError> {
        Ok(self.record(run)?.view.clone())
    }

    fn record(&self, run: &RunId) -> Result<Arc<Record>, EngineError> {
        self.inner.records.read(&*self.outside().store, run)
    }

    /// A run with its runbook and units.
    ///
    /// # Errors
    /// As [`Engine::view`], and when the run's text cannot be read as a runbook.
    pub fn load(&self, run: &RunId) -> Result<Loaded, EngineError> {
        let record = self.record(run)?;
        let view = record.view.clone();
        let environment = Environment::from(&view.environment);
        let runbook = self.runbook(&view)?;
        let units = match view.runbook_text() {
            Some(_) => units_of_run(&runbook, &view),
            None => Vec::new(),
        };
        let ways = Ways::of(&runbook, &units, Some(&view));
        let memory = match runbook.rules.is_empty() || view.finished.is_some() {
            true => Arc::default(),
            false => self.memory(&view),
        };
        Ok(Loaded {
            rules: RunRules::of(&runbook, &units, &ways, &view, &memory),
            ways,
            record,
            view,
            environment,
            runbook,
            units,
        })
    }

    /// The runbook of the run's own text; read once per text.
    fn runbook(&self, view: &RunView) -> Result<Arc<Runbook>, EngineError> {
        let Some(text) = view.runbook_text() else {
            return Ok(Arc::new(Runbook::default()));
        };
        let digest = view.runbook_digest.clone().unwrap_or_default();
        let mut known = self
            .inner
            .runbooks
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(runbook) = known.get(&digest) {
            return Ok(runbook.clone());
        }
        let runbook = Arc::new(belay_runbook::read(text)?);
        known.insert(digest, runbook.clone());
        Ok(runbook)
    }

    fn outside(&self) -> &Outside {
        &self.inner.outside
    }

    fn running(&self) -> MutexGuard<'_, HashSet<CommandKey>> {
        self.inner
            .running
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn draft(&self, body: EventBody) -> EventDraft {
        let outside = self.outside();
        EventDraft {
            at: outside.clock.now(),
            author: outside.author.clone(),
            body,
        }
    }

    /// Appends an event as number `seq`, or not at all: for acts that were
    /// judged by the record up to there.
    fn append_at(&self, run: &RunId, seq: u32, body: EventBody) -> Result<Event, StoreError> {
        self.outside().store.append(run, seq, self.draft(body))
    }

    /// Appends the event that follows on what was loaded, or not at all: two windows
    /// may act at the same time, and the second one looks again.
    fn append_next(&self, loaded: &Loaded, body: EventBody) -> Result<Event, StoreError> {
        let seq = loaded.view.last_seq.saturating_add(1);
        self.append_at(&loaded.view.run, seq, body)
    }

    /// Appends an event at the end, wherever that is: for what is true
    /// regardless of what others wrote meanwhile.
    fn append(&self, run: &RunId, body: EventBody) -> Result<Event, StoreError> {
        let head = self.outside().store.head(run)?;
        let mut seq = head.map_or(1, |head| head.seq.saturating_add(1));
        let mut rounds = 0;
        loop {
            match self.append_at(run, seq, body.clone()) {
                Err(StoreError::Conflict { next, .. }) if rounds < 100 => {
                    seq = next;
                    rounds += 1;
                }
                other => return other,
            }
        }
    }

    /// Text of a person, for the record: what is secret in this run is masked.
    fn masked(&self, run: &RunId, text: &str) -> String {
        mask(text, &self.inner.secrets.of(run))
    }

    /// Records what guards refused, and hands it back.
    fn refused(
        &self,
        run: &RunId,
        unit: Option<&str>,
        refusals: Vec<Refusal>,
    ) -> Result<Vec<Refusal>, EngineError> {
        for refusal in &refusals {
            self.append(
                run,
                EventBody::Refused {
                    unit: unit.map(str::to_owned),
                    guard: refusal.guard.clone(),
                    sentence: self.masked(run, &refusal.sentence),
                },
            )?;
        }
        Ok(refusals)
    }

    fn no(
        &self,
        run: &RunId,
        unit: Option<&str>,
        refusals: Vec<Refusal>,
    ) -> Result<Changed, EngineError> {
        Ok(Changed::Refused(self.refused(run, unit, refusals)?))
    }
}
