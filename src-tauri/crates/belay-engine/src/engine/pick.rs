//! Looking up in AWS what may be picked for an input, before a run and inside it.

use std::collections::BTreeMap;
use std::sync::Arc;

use belay_journal::RunId;
use belay_runbook::{Input, Runbook};

use super::marks::inputs_of;
use super::{Engine, InputNeeded, Loaded};
use crate::environment::Environment;
use crate::error::EngineError;
use crate::guards::{ACCOUNT, Refusal, account_remedy};
use crate::pick::{Facts, Offer, Offers, PickKind, Setting, Target, Wanted, offers};
use crate::resolve::variables_of;
use crate::unit::{Unit, units_before};
use crate::ways::Ways;

/// A runbook whose inputs are filled in before a run of it is started.
#[derive(Debug, Clone)]
pub struct PickOf {
    /// What would be run.
    pub runbook: Arc<Runbook>,
    /// Ids of sections; empty for the whole file.
    pub scope: Vec<String>,
    /// The guide that would be run alone.
    pub guide: Option<String>,
    /// Where it would act.
    pub environment: Environment,
    /// Values so far, by the input's id.
    pub given: BTreeMap<String, String>,
}

/// What a run would ask a person.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Inputs that its units need, in the order of the file.
    pub inputs: Vec<InputNeeded>,
    /// Where one of several ways is taken.
    pub ways: Ways,
    /// Its units, in order.
    pub units: Vec<Unit>,
}

impl Engine {
    /// What a run would ask. Asks nobody.
    #[must_use]
    pub fn asked(&self, of: &PickOf) -> Asked {
        let units = units_before(&of.runbook, &of.scope, of.guide.as_deref());
        let value = |input: &Input| Some((of.given.get(input.id.as_str())?.clone(), input.secret));
        Asked {
            inputs: inputs_of(&of.runbook, &units, value),
            ways: Ways::of(&of.runbook, &units, None),
            units,
        }
    }

    /// The inputs for which something may be picked, and what. Asks nobody.
    #[must_use]
    pub fn pickable(&self, of: &PickOf) -> BTreeMap<String, PickKind> {
        with(of, kinds)
    }

    /// The same in a run that is loaded.
    #[must_use]
    pub fn pickable_in(&self, loaded: &Loaded) -> BTreeMap<String, PickKind> {
        self.with_run(loaded, kinds)
    }

    /// What AWS has for an input. The account is asked first, as before a change:
    /// names of another account would lead a person astray.
    ///
    /// # Errors
    /// [`EngineError::NoList`] where nothing can be picked, and what AWS says.
    pub async fn offers(&self, of: &PickOf, input: &str) -> Result<Offers, EngineError> {
        let wanted = with(of, |setting| wanted(setting, input))?;
        self.look_up(&of.environment, wanted).await
    }

    /// The same in a run.
    ///
    /// # Errors
    /// As [`Engine::offers`], and as [`Engine::load`].
    pub async fn offers_in_run(&self, run: &RunId, input: &str) -> Result<Offers, EngineError> {
        let loaded = self.load(run)?;
        let wanted = self.with_run(&loaded, |setting| wanted(setting, input))?;
        self.look_up(&loaded.environment, wanted).await
    }

    /// What the list did not tell of one value, for which it said that there is
    /// [`Offer::more`]. The account was asked for the list, not a second time here.
    ///
    /// # Errors
    /// As [`Engine::offers`].
    pub async fn offer_facts(
        &self,
        of: &PickOf,
        input: &str,
        value: &str,
    ) -> Result<Facts, EngineError> {
        let wanted = with(of, |setting| wanted(setting, input))?;
        self.look_at(&of.environment, wanted, value).await
    }

    /// The same in a run.
    ///
    /// # Errors
    /// As [`Engine::offers_in_run`].
    pub async fn offer_facts_in_run(
        &self,
        run: &RunId,
        input: &str,
        value: &str,
    ) -> Result<Facts, EngineError> {
        let loaded = self.load(run)?;
        let wanted = self.with_run(&loaded, |setting| wanted(setting, input))?;
        self.look_at(&loaded.environment, wanted, value).await
    }

    fn with_run<T>(&self, loaded: &Loaded, ask: impl FnOnce(&Setting<'_>) -> T) -> T {
        let sources = self.sources(loaded);
        let inputs = loaded.runbook.inputs.iter();
        let given = inputs.filter_map(|input| {
            let (value, secret) = sources.value(input)?;
            (!secret).then(|| (input.id.to_string(), value))
        });
        ask(&Setting {
            runbook: &loaded.runbook,
            units: &loaded.units,
            environment: &loaded.environment,
            given: given.collect(),
            variables: &|section| sources.variables(section),
        })
    }

    async fn look_up(
        &self,
        environment: &Environment,
        wanted: Wanted,
    ) -> Result<Offers, EngineError> {
        let target = match wanted {
            Wanted::List(target) => target,
            Wanted::Open {
                sentence, input, ..
            } => return Ok(Offers::NotYet { sentence, input }),
            Wanted::Fixed { kind, value } => return Ok(of_environment(environment, kind, value)),
        };
        let place = place(environment, &target);
        let caller = self.outside().identities.caller(environment).await?;
        if caller.account_id != environment.account_id {
            let refusal = elsewhere(environment, &caller.account_id, &caller.arn);
            return Ok(Offers::Refused {
                refusals: vec![refusal],
            });
        }
        let listed = self.outside().inventory.list(&place, &target.listing);
        let listed = listed.await?;
        Ok(Offers::Listed {
            what: target.listing.kind(),
            of: target.listing.of().map(str::to_owned),
            account_id: caller.account_id,
            region: place.region,
            offers: offers(&target.around, listed.items),
            truncated: listed.truncated,
            exhaustive: !listed.truncated,
            request_id: listed.request_id,
        })
    }

    async fn look_at(
        &self,
        environment: &Environment,
        wanted: Wanted,
        value: &str,
    ) -> Result<Facts, EngineError> {
        let Wanted::List(target) = wanted else {
            return Ok(Facts::default());
        };
        let place = place(environment, &target);
        let name = target.around.name(value);
        let inventory = &self.outside().inventory;
        Ok(inventory.look(&place, &target.listing, &name).await?.into())
    }
}

fn with<T>(of: &PickOf, ask: impl FnOnce(&Setting<'_>) -> T) -> T {
    let units: Vec<Unit> = units_before(&of.runbook, &of.scope, of.guide.as_deref());
    let variables = variables_of(&of.runbook, &of.environment);
    ask(&Setting {
        runbook: &of.runbook,
        units: &units,
        environment: &of.environment,
        given: of.given.clone(),
        variables: &|_| variables.clone(),
    })
}

fn kinds(setting: &Setting<'_>) -> BTreeMap<String, PickKind> {
    let inputs = setting.runbook.inputs.iter();
    inputs
        .filter_map(|input| Some((input.id.to_string(), setting.wanted(input)?.kind())))
        .collect()
}

fn wanted(setting: &Setting<'_>, input: &str) -> Result<Wanted, EngineError> {
    let known = setting.runbook.input(input);
    known
        .and_then(|input| setting.wanted(input))
        .ok_or_else(|| EngineError::NoList(input.to_owned()))
}

/// The environment, in the Region that the command names.
fn place(environment: &Environment, target: &Target) -> Environment {
    let mut place = environment.clone();
    place.region = target.region.clone().unwrap_or(place.region);
    place
}

fn of_environment(environment: &Environment, kind: PickKind, value: String) -> Offers {
    Offers::Listed {
        what: kind,
        of: None,
        account_id: environment.account_id.clone(),
        region: environment.region.clone(),
        offers: vec![Offer {
            value,
            facts: vec![format!("of environment {}", environment.name)],
            at: None,
            more: false,
        }],
        truncated: false,
        // Others may well be meant.
        exhaustive: false,
        request_id: None,
    }
}

fn elsewhere(environment: &Environment, account: &str, arn: &str) -> Refusal {
    let (name, pinned) = (&environment.name, &environment.account_id);
    let mut refusal = Refusal::new(
        ACCOUNT.0,
        format!(
            "AWS says that this is account {account} (`{arn}`); environment `{name}` is account \
             {pinned}. Nothing was listed: names of another account would mislead."
        ),
        account_remedy(environment),
        None,
    );
    refusal.mistake = Some(ACCOUNT.1.to_owned());
    refusal
}
