//! Restores that go on in the background: each on a task of its own, driven by
//! one process at a time, resumed when the program starts again.

use std::collections::HashMap;
use std::fs::{File, TryLockError};
use std::sync::{Arc, Mutex, PoisonError};

use belay_aws::EnvironmentTables;
use belay_engine::Engine;
use belay_engine::ports::Entropy as _;
use belay_journal::RunId;
use belay_journal::body::RunOutcome;
use belay_restore::ports::{Later, RecordFailed};
use belay_restore::{
    Patience, Ports, Progress, Recorder, RestoreEvent, RestoreState, Then, Word, drive,
};
use tokio::task::AbortHandle;

use super::Drafted;
use crate::changes::{Changes, What};
use crate::desk::Desk;
use crate::error::AppError;
use crate::system::{SystemClock, SystemEntropy};

/// What is kept of restores in memory.
#[derive(Default)]
pub(in crate::desk) struct Restores {
    pub(super) drafts: Mutex<HashMap<String, Drafted>>,
    seen: Arc<Mutex<HashMap<String, Progress>>>,
    driven: Mutex<HashMap<String, AbortHandle>>,
}

impl Restores {
    pub(super) fn new_plan_id(&self) -> String {
        let mut bytes = [0; 8];
        SystemEntropy.fill(&mut bytes);
        bytes.iter().map(|b| format!("{b:02x}")).collect()
    }

    /// How a restore stands, as far as this process has seen it.
    pub(super) fn seen(&self, restore: &str) -> Option<Progress> {
        self.seen
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(restore)
            .cloned()
    }

    /// Stops looking at a restore.
    pub(super) fn stop(&self, restore: &str) {
        let mut driven = self.driven.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(task) = driven.remove(restore) {
            task.abort();
        }
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.remove(restore);
    }
}

impl Desk {
    /// Goes on where the program stood when it last ended: commands that were
    /// cut off are marked as such, restores are looked at again, and the chosen
    /// environment is signed in to. Called once by whoever stays open.
    ///
    /// # Errors
    /// A record cannot be read or written.
    pub async fn take_up(&self) -> Result<(), AppError> {
        if let Some(selected) = self.environments().await?.selected {
            self.sign_in_beside(&selected);
        }
        // A command that cannot be marked must not keep restores from going on.
        match self.inner.engine.take_up() {
            Ok(cut_off) => cut_off.iter().for_each(|c| self.told(&c.run)),
            Err(error) => tracing::error!(%error, "cut-off commands could not be marked"),
        }
        for listed in self.inner.engine.runs()? {
            let Ok(view) = listed.view else { continue };
            for (restore, _) in view.open_restores() {
                self.drive(&listed.run, restore, Word::Watch);
            }
        }
        Ok(())
    }

    /// Drives a restore on a task of its own, unless this or another process
    /// does so already.
    pub(super) fn drive(&self, run: &RunId, restore: &str, word: Word) {
        let mut driven = self.lock(&self.inner.restores.driven);
        if driven.get(restore).is_some_and(|task| !task.is_finished()) {
            return;
        }
        let (desk, run, id) = (self.clone(), run.clone(), restore.to_owned());
        let task = tokio::spawn(async move {
            if let Err(error) = desk.drive_to_end(&run, &id, word).await {
                tracing::error!(%run, restore = id, %error, "a restore could not be driven");
            }
            desk.inner.changes.tell(What::Restore, Some(&id));
            desk.told(&run);
        });
        driven.insert(restore.to_owned(), task.abort_handle());
    }

    async fn drive_to_end(&self, run: &RunId, restore: &str, word: Word) -> Result<(), AppError> {
        let (_lock, waited) = self.right_to_drive(restore).await?;
        let engine = &self.inner.engine;
        let (plan, history) = engine.restore_history(run, restore)?;
        // Whoever drove it meanwhile may have brought it to its end.
        let ended = Progress::of(&history).is_some_and(|p| p.is_over());
        if ended && word == Word::Watch && waited {
            return Ok(());
        }
        let environment = engine.load(run)?.environment;
        let tables = EnvironmentTables::new(self.inner.sessions.clone(), environment);
        let recorder = JournalRecorder {
            engine: engine.clone(),
            run: run.clone(),
            restore: restore.to_owned(),
            seen: self.inner.restores.seen.clone(),
            changes: self.inner.changes.clone(),
        };
        let ports = Ports {
            tables: &tables,
            recorder: &recorder,
            pace: &SystemClock,
        };
        let patience = Patience {
            poll_every: self.inner.poll_every,
            ..Patience::default()
        };
        let progress = drive(&plan, &history, word, Then::Compare, ports, patience)
            .await
            .map_err(|e| AppError::Task(e.to_string()))?;
        recorder.show(&progress);
        self.close_own_run(run, &progress)
    }

    /// A run that is nothing but this restore ends with it.
    fn close_own_run(&self, run: &RunId, progress: &Progress) -> Result<(), AppError> {
        let loaded = self.inner.engine.load(run)?;
        let over = progress.state == RestoreState::Compared;
        if over && loaded.view.runbook_path.is_none() && loaded.view.finished.is_none() {
            let note = progress.comparison.as_ref().map(|c| c.sentence());
            let note = note.unwrap_or_default();
            self.inner
                .engine
                .finish(run, RunOutcome::Completed, &note)?;
        }
        Ok(())
    }

    /// Waits for the right to drive a restore: another process may have it, and
    /// may die before the end. Says whether there was a wait.
    async fn right_to_drive(&self, restore: &str) -> Result<(File, bool), AppError> {
        let mut waited = false;
        loop {
            if let Some(lock) = self.lock_restore(restore)? {
                return Ok((lock, waited));
            }
            waited = true;
            tokio::time::sleep(self.inner.poll_every).await;
            // The other process writes to the record; the window reads it anew.
            self.inner.changes.tell(What::Restore, Some(restore));
        }
    }

    /// The right to drive a restore; none if another process has it. The system
    /// gives it back when the process ends, in whatever way.
    fn lock_restore(&self, restore: &str) -> Result<Option<File>, AppError> {
        let folder = self.inner.home.data().join("restores");
        let path = folder.join(restore);
        let file = std::fs::create_dir_all(&folder)
            .and_then(|()| File::create(&path))
            .map_err(|e| AppError::file(&path, e))?;
        match file.try_lock() {
            Ok(()) => Ok(Some(file)),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(e)) => Err(AppError::file(&path, e)),
        }
    }
}

/// Keeps what happens in the journal and shows it.
struct JournalRecorder {
    engine: Engine,
    run: RunId,
    restore: String,
    seen: Arc<Mutex<HashMap<String, Progress>>>,
    changes: Changes,
}

impl Recorder for JournalRecorder {
    fn record<'a>(&'a self, event: &'a RestoreEvent) -> Later<'a, Result<(), RecordFailed>> {
        Box::pin(async move {
            self.engine
                .record_restore(&self.run, &self.restore, event)
                .map_err(|e| RecordFailed(Box::new(e)))?;
            self.changes.tell(What::Run, Some(self.run.as_str()));
            Ok(())
        })
    }

    fn show(&self, progress: &Progress) {
        self.seen
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(self.restore.clone(), progress.clone());
        self.changes.tell(What::Restore, Some(&self.restore));
    }
}
