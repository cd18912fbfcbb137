//! Records of runs: the list, one run opened, its report, its proof.

use std::path::Path;

use belay_engine::EngineError;
use belay_journal::{RunId, VerifyError};

use super::run_page::{self, Parts};
use super::run_rules;
use super::{Desk, blocking};
use crate::environments;
use crate::error::AppError;
use crate::report;
use crate::views::{Exported, ReportFormat, RunPage, RunSummary, Verification};

const DRIFT: &str = "The runbook's file was changed after this run began. The run goes on with \
    the text that it started with.";

impl Desk {
    /// All runs, the one written to last first. A run that cannot be read is in
    /// the list, with the reason.
    ///
    /// # Errors
    /// The journal cannot be read.
    pub async fn runs(&self) -> Result<Vec<RunSummary>, AppError> {
        let desk = self.clone();
        blocking(move || {
            let runs = desk.inner.engine.run_ids()?;
            Ok(runs.iter().map(|run| desk.summary(run)).collect())
        })
        .await
    }

    /// Ids of all runs.
    ///
    /// # Errors
    /// The journal cannot be read.
    pub async fn run_ids(&self) -> Result<Vec<String>, AppError> {
        let runs = self.inner.engine.run_ids()?;
        Ok(runs.iter().map(ToString::to_string).collect())
    }

    /// One run, opened.
    ///
    /// # Errors
    /// It is gone, or cannot be read.
    pub async fn run(&self, run: &str) -> Result<RunPage, AppError> {
        let desk = self.clone();
        let run = self.run_id(run)?;
        blocking(move || desk.page(&run)).await
    }

    /// Writes the record of a run into Belay's own folder of exports.
    ///
    /// # Errors
    /// The run is gone, or the file cannot be written.
    pub async fn export_run(&self, run: &str, format: ReportFormat) -> Result<Exported, AppError> {
        let ending = match format {
            ReportFormat::Markdown => "md",
            ReportFormat::Html => "html",
        };
        let id = self.run_id(run)?;
        let view = self.inner.engine.view(&id)?;
        // The id begins with the day and time of the start.
        let name = format!("{}-{id}.{ending}", view.environment.name);
        let file = self.inner.home.exports().join(name);
        self.export_run_to(run, format, &file).await
    }

    /// Writes the record of a run to `file`.
    ///
    /// # Errors
    /// The run is gone, or the file cannot be written.
    pub async fn export_run_to(
        &self,
        run: &str,
        format: ReportFormat,
        file: &Path,
    ) -> Result<Exported, AppError> {
        let desk = self.clone();
        let run = self.run_id(run)?;
        let file = file.to_owned();
        blocking(move || {
            let text = report::text(&desk.inner.engine, &run, format, desk.now())?;
            let written = file
                .parent()
                .map_or(Ok(()), std::fs::create_dir_all)
                .and_then(|()| std::fs::write(&file, text));
            written.map_err(|e| AppError::file(&file, e))?;
            let path = std::fs::canonicalize(&file).unwrap_or(file);
            Ok(Exported {
                path: path.display().to_string(),
            })
        })
        .await
    }

    /// Proves that a record is as it was written.
    ///
    /// # Errors
    /// The run is gone, or the journal cannot be read.
    pub async fn verify_run(&self, run: &str) -> Result<Verification, AppError> {
        let id: RunId = run.parse().map_err(|_| AppError::unknown("run", run))?;
        match self.inner.store.verify(&id) {
            Ok(verified) => Ok(Verification::Intact {
                events: verified.events,
                last_hash: verified.last_hash.to_string(),
            }),
            Err(VerifyError::Broken(broken)) => Ok(Verification::Broken {
                seq: broken.seq,
                sentence: broken.to_string(),
            }),
            Err(VerifyError::NoSuchRun(_)) => Err(AppError::unknown("run", run)),
            Err(VerifyError::Store(e)) => Err(EngineError::from(e).into()),
        }
    }

    fn summary(&self, run: &RunId) -> RunSummary {
        match self.inner.engine.load(run) {
            Ok(loaded) => run_page::summary(&loaded),
            Err(error) => run_page::unreadable(run, &error),
        }
    }

    fn page(&self, run: &RunId) -> Result<RunPage, AppError> {
        let engine = &self.inner.engine;
        let loaded = engine.load(run)?;
        let findings = self.findings(&loaded);
        let restores = self.restores_of(run, &loaded.view);
        let book = loaded.view.runbook_path.is_some();
        let book = book.then_some(loaded.runbook.as_ref());
        let parts = Parts {
            view: &loaded.view,
            book,
            units: &loaded.units,
            ways: &loaded.ways,
            findings: &findings,
            restores: &restores,
        };
        let pickable = engine.pickable_in(&loaded);
        let holder = engine.lock_holder(&loaded.environment.name)?;
        Ok(RunPage {
            summary: run_page::summary(&loaded),
            runbook: self.in_library(loaded.view.runbook_path.as_deref()),
            runbook_path: loaded.view.runbook_path.clone(),
            drift: engine.drift(run)?.map(|_| DRIFT.to_owned()),
            environment: environments::card(&loaded.environment, Path::new("")),
            sections: book.map_or_else(Vec::new, |b| run_page::sections(b, &loaded.view)),
            guides: run_page::guides(&loaded),
            guide: run_page::guide_here(&loaded.view),
            units: loaded.units.iter().map(|u| parts.unit(u)).collect(),
            choices: run_page::choices(&loaded),
            rules: run_rules::view(&loaded, self.now()),
            inputs: engine
                .inputs_in(&loaded)
                .into_iter()
                .map(|needed| {
                    let pick = pickable.get(needed.input.id.as_str()).copied();
                    run_page::input(needed, pick)
                })
                .collect(),
            notes: run_page::notes(&loaded.view),
            timeline: report::timeline(&loaded),
            current: run_page::current(&loaded),
            holds_lock: holder.as_ref().is_some_and(|h| h.run == *run),
            held_by: holder
                .filter(|h| h.run != *run)
                .map(|h| format!("run {} of {}", h.run, h.owner)),
            restores,
        })
    }

    /// The id of a file that stands in the library. A terminal opens none for it.
    fn in_library(&self, path: Option<&str>) -> Option<String> {
        let id = belay_library::id_of(Path::new(path?));
        let found = self.inner.library.get()?.find(&id).ok()?;
        found.map(|_| id)
    }

    /// What the linter says about the text that the run holds on to.
    fn findings(&self, loaded: &belay_engine::Loaded) -> Vec<belay_runbook::check::Diagnostic> {
        let Some(text) = loaded.view.runbook_text() else {
            return Vec::new();
        };
        let mut kept = self.lock(&self.inner.findings);
        kept.entry(loaded.runbook.digest.clone())
            .or_insert_with(|| crate::library::check(&loaded.runbook, text).into())
            .to_vec()
    }
}
