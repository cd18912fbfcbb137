//! Starting a run.

use std::path::PathBuf;

use belay_journal::body::RunbookSnapshot;
use belay_journal::{Digest, EventBody, RunId};
use belay_runbook::Runbook;
use jiff::tz::TimeZone;

use super::Engine;
use super::guides::{entered, guide_refusal};
use super::marks::misfit;
use crate::environment::{Environment, Tier};
use crate::error::EngineError;
use crate::guards::Refusal;
use crate::guards::confirm::hex;
use crate::unit::{Unit, units, units_before};
use crate::ways::is_offered;
use crate::words::{list, unquoted};

/// What is to be run, and where.
#[derive(Debug, Clone)]
pub struct StartRun {
    /// What to call it; the section's or the runbook's title if `None`.
    pub title: Option<String>,
    /// The runbook; `None` for a restore without one.
    pub runbook: Option<RunbookSource>,
    /// Ids of sections; empty for the whole file.
    pub scope: Vec<String>,
    /// The guide that is to be run alone, from a symptom; the scope is empty then.
    pub guide: Option<Symptom>,
    /// Where it acts.
    pub environment: Environment,
    /// Directory in which the commands of each section start.
    pub directory: PathBuf,
    /// What was decided before.
    pub given: Given,
}

/// What a person decides before a run is there. All of it must fit, or there is
/// no run.
#[derive(Debug, Clone, Default)]
pub struct Given {
    /// Values, by the input's id.
    pub inputs: Vec<(String, String)>,
    /// Ways, from 1, by the choice's id.
    pub ways: Vec<(String, u32)>,
}

/// A runbook's file.
#[derive(Debug, Clone)]
pub struct RunbookSource {
    /// Where it is.
    pub path: String,
    /// Its whole text. The run holds on to it.
    pub text: String,
}

/// A guide, and what was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Symptom {
    /// The guide's id.
    pub guide: String,
    /// Which of its symptoms, from 0; the first if there are fewer.
    pub symptom: u32,
}

/// An answer to "start".
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Started {
    /// It is there.
    Started(RunId),
    /// It may not.
    Refused(Vec<Refusal>),
}

impl Engine {
    /// Starts a run. The text is kept in the record: whatever happens to the
    /// file, this is what is run.
    ///
    /// # Errors
    /// When the runbook cannot be read or the record not be written.
    pub fn start(&self, start: StartRun) -> Result<Started, EngineError> {
        let runbook = match &start.runbook {
            Some(source) => Some(belay_runbook::read(&source.text)?),
            None => None,
        };
        let refusals = runbook
            .as_ref()
            .map(|r| refusals(r, &start))
            .unwrap_or_default();
        if !refusals.is_empty() {
            return Ok(Started::Refused(refusals));
        }
        let given = start.given;
        let run = self.new_run();
        let guide = runbook
            .as_ref()
            .zip(start.guide.as_ref())
            .and_then(|(runbook, symptom)| entered(runbook, symptom, true, None));
        let title = start.title.unwrap_or_else(|| match &guide {
            Some(EventBody::GuideEntered { symptom, .. }) => symptom.clone(),
            _ => title(runbook.as_ref(), &start.scope),
        });
        let body = EventBody::RunStarted {
            title,
            runbook: start.runbook.map(|source| RunbookSnapshot {
                path: source.path,
                digest: Digest::of(source.text.as_bytes()).to_string(),
                text: source.text,
            }),
            scope: start.scope,
            environment: (&start.environment).into(),
            directory: start.directory.to_string_lossy().into_owned(),
        };
        self.append_at(&run, 1, body)?;
        if let Some(guide) = guide {
            self.append_at(&run, 2, guide)?;
        }
        // They were judged above, by the same text, so that nothing is refused here.
        for (input, value) in &given.inputs {
            self.set_input(&run, input, value)?;
        }
        for (choice, way) in &given.ways {
            self.choose(&run, choice, *way)?;
        }
        Ok(Started::Started(run))
    }

    /// The day and time, so that names sort, and four digits that people say.
    fn new_run(&self) -> RunId {
        let outside = self.outside();
        let mut bytes = [0; 4];
        outside.entropy.fill(&mut bytes);
        let day = outside
            .clock
            .now()
            .to_zoned(TimeZone::UTC)
            .strftime("%Y%m%d-%H%M%S");
        let digits = hex(&bytes);
        let (head, tail) = digits.split_at(4);
        let name = format!("{day}-{head}-{tail}");
        name.parse()
            .unwrap_or_else(|_| unreachable!("digits and dashes name a run"))
    }
}

fn title(runbook: Option<&Runbook>, scope: &[String]) -> String {
    let Some(runbook) = runbook else {
        return "Restore".to_owned();
    };
    match scope {
        [only] => runbook
            .section(only)
            .map(|s| s.title.to_string())
            .unwrap_or_default(),
        _ => runbook.title.clone(),
    }
}

fn refusals(runbook: &Runbook, start: &StartRun) -> Vec<Refusal> {
    let mut found = Vec::new();
    let unknown: Vec<String> = start
        .scope
        .iter()
        .filter(|id| runbook.section(id).is_none())
        .cloned()
        .collect();
    if !unknown.is_empty() {
        found.push(Refusal::new(
            "scope",
            format!("The runbook has no section {}.", list(&unknown)),
            "Choose one of its sections; the file may have changed since the list was made.",
            None,
        ));
    } else if let Some(symptom) = &start.guide {
        found.extend(guide_refusal(runbook, symptom));
    } else if units(runbook, &start.scope).is_empty() {
        found.push(Refusal::new(
            "nothing",
            "There is nothing to tick, to run or to do in what was chosen.",
            "Choose another section, or the whole file.",
            None,
        ));
    }
    found.extend(environment_refusal(runbook, &start.environment));
    found.extend(
        start
            .given
            .inputs
            .iter()
            .filter_map(|(id, value)| match runbook.input(id) {
                Some(input) => misfit(input, value),
                None => Some(unknown_input(runbook, id)),
            }),
    );
    let guide = start.guide.as_ref().map(|symptom| symptom.guide.as_str());
    let units = units_before(runbook, &start.scope, guide);
    found.extend(
        start
            .given
            .ways
            .iter()
            .filter_map(|(choice, way)| unknown_way(runbook, &units, choice, *way)),
    );
    found
}

fn unknown_input(runbook: &Runbook, id: &str) -> Refusal {
    let known: Vec<String> = runbook.inputs.iter().map(|i| i.id.to_string()).collect();
    let remedy = match known.is_empty() {
        true => "It asks for none.".to_owned(),
        false => format!("It asks for {}.", list(&known)),
    };
    let sentence = format!("The runbook asks for no input `{}`.", unquoted(id));
    Refusal::new("input", sentence, remedy, None)
}

fn unknown_way(runbook: &Runbook, units: &[Unit], choice: &str, way: u32) -> Option<Refusal> {
    let offered = runbook.choices.iter().find(|one| one.id == choice);
    let offered = offered.filter(|one| is_offered(one, units));
    let ways = offered.map_or(0, |one| one.options.len());
    let there = usize::try_from(way).is_ok_and(|way| (1..=ways).contains(&way));
    (!there).then(|| {
        Refusal::new(
            "choice",
            format!(
                "What was chosen offers no way {way} for choice `{}`.",
                unquoted(choice)
            ),
            "Choose in the run; it shows the ways there are.",
            None,
        )
    })
}

/// The file's head may say where it may run.
fn environment_refusal(runbook: &Runbook, environment: &Environment) -> Option<Refusal> {
    let allowed = &runbook.front_matter.as_ref()?.environments;
    let tier: &[&str] = match environment.tier {
        Tier::Development => &["development", "dev"],
        Tier::Staging => &["staging", "stage"],
        Tier::Production => &["production", "prod"],
    };
    let fits = |name: &String| {
        name.eq_ignore_ascii_case(&environment.name)
            || tier.iter().any(|word| name.eq_ignore_ascii_case(word))
    };
    if allowed.is_empty() || allowed.iter().any(fits) {
        return None;
    }
    Some(Refusal::new(
        "environment",
        format!(
            "The runbook is for {}; `{}` is not among them.",
            list(allowed),
            environment.name
        ),
        "Choose an environment that the runbook is for.",
        None,
    ))
}
