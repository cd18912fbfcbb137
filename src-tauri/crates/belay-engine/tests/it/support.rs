use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use belay_engine::environment::{Environment, Tier};
use belay_engine::guards::{Answer, Challenge, Refusal};
use belay_engine::pick::Listing;
use belay_engine::ports::{
    CallerIdentity, ChildCredentials, Clock as _, CommandExit, CommandKey, CommandOutcome,
    CommandSpec, Commands, Files, Identities, Instances, Inventory, OutputSummary, PortError,
    PortErrorKind, PortFuture, ProgramAnswer, Programs, Resource, Resources,
};
use belay_engine::report::{Report, markdown};
use belay_engine::{Changed, Engine, Executed, Given, Outside, RunbookSource, StartRun, Started};
use belay_journal::{Author, EventBody, RunId, SqliteStore, Store};
use belay_runbook::tools::VersionQuestion;
use belay_testkit::{CountingEntropy, FakeClock};

pub const ACCOUNT: &str = "222222222222";
pub const PATH: &str = "/runbooks/orders.md";

/// The report of a run as it stands, made an hour after the clock of [`World`] begins.
pub fn report(engine: &Engine, run: &RunId) -> String {
    let loaded = engine.load(run).unwrap();
    let events = engine.events(run).unwrap();
    markdown(&Report {
        view: &loaded.view,
        events: &events,
        runbook: &loaded.runbook,
        units: &loaded.units,
        ways: &loaded.ways,
        rules: &loaded.rules,
        charts: &[],
        proof: &belay_journal::verify(&events),
        made_at: "2026-11-21T09:00:00Z".parse().unwrap(),
    })
}

/// Everything outside the engine, in the test's hands.
pub struct World {
    pub clock: FakeClock,
    pub identities: Arc<FakeIdentities>,
    pub commands: Arc<FakeCommands>,
    pub programs: Arc<FakePrograms>,
    pub inventory: Arc<FakeInventory>,
    pub files: Arc<FakeFiles>,
    pub instances: Arc<FakeInstances>,
    pub store: Arc<SqliteStore>,
    entropy: Arc<CountingEntropy>,
    directory: Arc<tempfile::TempDir>,
}

impl World {
    pub fn new() -> Self {
        let directory = Arc::new(tempfile::tempdir().unwrap());
        let store = SqliteStore::open(&directory.path().join("journal.db")).unwrap();
        let clock = FakeClock::at_instant("2026-11-21T08:00:00Z");
        Self {
            identities: Arc::new(FakeIdentities::new(clock.clone())),
            clock,
            commands: Arc::default(),
            programs: Arc::default(),
            inventory: Arc::default(),
            files: Arc::default(),
            instances: Arc::new(FakeInstances {
                own: "first".into(),
                dead: Mutex::default(),
            }),
            store: Arc::new(store),
            entropy: Arc::new(CountingEntropy::from_seed(1)),
            directory,
        }
    }

    /// The same machine and data, after the program ended and was started anew.
    pub fn restarted(&self) -> Self {
        self.neighbour("second", &["first"])
    }

    /// Another window on the same data, while the first is alive.
    pub fn another_window(&self) -> Self {
        self.neighbour("other", &[])
    }

    fn neighbour(&self, own: &str, dead: &[&str]) -> Self {
        let path = self.directory.path().join("journal.db");
        Self {
            clock: self.clock.clone(),
            identities: self.identities.clone(),
            commands: Arc::default(),
            programs: self.programs.clone(),
            inventory: self.inventory.clone(),
            files: self.files.clone(),
            instances: Arc::new(FakeInstances {
                own: own.into(),
                dead: Mutex::new(dead.iter().map(|&name| name.to_owned()).collect()),
            }),
            store: Arc::new(SqliteStore::open(&path).unwrap()),
            entropy: Arc::new(CountingEntropy::from_seed(own.len() as u64 * 1000)),
            directory: self.directory.clone(),
        }
    }

    pub fn engine(&self) -> Engine {
        self.engine_on(self.store.clone())
    }

    /// An engine whose record is kept elsewhere than the locks.
    pub fn engine_on(&self, store: Arc<dyn Store>) -> Engine {
        Engine::new(Outside {
            store,
            locks: self.store.clone(),
            clock: Arc::new(self.clock.clone()),
            entropy: self.entropy.clone(),
            identities: self.identities.clone(),
            commands: self.commands.clone(),
            inventory: self.inventory.clone(),
            programs: self.programs.clone(),
            files: self.files.clone(),
            instances: self.instances.clone(),
            author: Author {
                principal: "jt@desk".into(),
                program_version: "0.1.0".into(),
            },
        })
    }

    /// Starts a run of `text` in `environment`, of the whole file.
    pub fn start(&self, engine: &Engine, text: &str, environment: Environment) -> RunId {
        self.files.put(PATH, text);
        match engine.start(whole(text, environment)).unwrap() {
            Started::Started(run) => run,
            Started::Refused(refusals) => panic!("{refusals:?}"),
        }
    }
}

pub fn whole(text: &str, environment: Environment) -> StartRun {
    StartRun {
        title: None,
        runbook: Some(RunbookSource {
            path: PATH.into(),
            text: text.into(),
        }),
        scope: Vec::new(),
        guide: None,
        environment,
        directory: PathBuf::from("/srv/orders"),
        given: Given::default(),
    }
}

pub fn environment(tier: Tier) -> Environment {
    let word = match tier {
        Tier::Development => "dev",
        Tier::Staging => "staging",
        Tier::Production => "prod",
    };
    Environment {
        name: format!("orders-{word}"),
        tier,
        profile: format!("orders-{word}"),
        role_arn: None,
        region: "eu-west-1".into(),
        account_id: ACCOUNT.into(),
        variables: BTreeMap::new(),
    }
}

pub fn development() -> Environment {
    environment(Tier::Development)
}

pub fn production() -> Environment {
    environment(Tier::Production)
}

/// A file with one command under one heading.
pub fn one_command(code: &str) -> String {
    format!("# Orders\n\n## Work\n\n```bash\n{code}\n```\n")
}

/// Ids of the run's units, in order.
pub fn ids(engine: &Engine, run: &RunId) -> Vec<String> {
    engine
        .load(run)
        .unwrap()
        .units
        .into_iter()
        .map(|unit| unit.id)
        .collect()
}

/// Runs a unit to its end; panics if it is refused.
pub async fn run(engine: &Engine, run: &RunId, unit: &str) -> CommandExit {
    match engine.execute(run, unit, None).await.unwrap() {
        Executed::Started { ended, .. } => ended.await.unwrap(),
        Executed::Refused { refusals, .. } => panic!("{refusals:?}"),
    }
}

/// Tries to run a unit; panics if it is not refused.
pub async fn refused(
    engine: &Engine,
    run: &RunId,
    unit: &str,
    answer: Option<Answer>,
) -> (Vec<Refusal>, Option<Challenge>) {
    match engine.execute(run, unit, answer).await.unwrap() {
        Executed::Refused {
            refusals,
            challenge,
        } => (refusals, challenge),
        Executed::Started { attempt, .. } => panic!("attempt {attempt} was started"),
    }
}

pub fn no(changed: Changed) -> Vec<Refusal> {
    match changed {
        Changed::Refused(refusals) => refusals,
        Changed::Done => panic!("it was done"),
    }
}

pub fn guards(refusals: &[Refusal]) -> Vec<&str> {
    refusals
        .iter()
        .map(|refusal| refusal.guard.as_str())
        .collect()
}

pub fn typed(challenge: &Challenge) -> Option<Answer> {
    Some(Answer {
        token: challenge.token.clone(),
        typed: challenge.phrase.clone(),
    })
}

// --- fakes ------------------------------------------------------------------

pub struct FakeIdentities {
    clock: FakeClock,
    account: Mutex<Result<String, PortError>>,
    asked: Mutex<u32>,
}

impl FakeIdentities {
    fn new(clock: FakeClock) -> Self {
        Self {
            clock,
            account: Mutex::new(Ok(ACCOUNT.into())),
            asked: Mutex::new(0),
        }
    }

    pub fn say(&self, account: &str) {
        *self.account.lock().unwrap() = Ok(account.into());
    }

    pub fn fail(&self, kind: PortErrorKind, message: &str) {
        *self.account.lock().unwrap() = Err(PortError {
            message: message.into(),
            hint: None,
            request_id: None,
            kind,
        });
    }

    /// How often AWS was asked.
    pub fn asked(&self) -> u32 {
        *self.asked.lock().unwrap()
    }
}

impl Identities for FakeIdentities {
    fn caller<'a>(
        &'a self,
        _: &'a Environment,
    ) -> PortFuture<'a, Result<CallerIdentity, PortError>> {
        Box::pin(async {
            *self.asked.lock().unwrap() += 1;
            let account_id = self.account.lock().unwrap().clone()?;
            Ok(CallerIdentity {
                arn: format!("arn:aws:sts::{account_id}:assumed-role/Operator/jt"),
                account_id,
                checked_at: self.clock.now(),
                expires_at: None,
                request_id: Some("request-1".into()),
            })
        })
    }

    fn child_credentials<'a>(
        &'a self,
        environment: &'a Environment,
    ) -> PortFuture<'a, Result<ChildCredentials, PortError>> {
        Box::pin(async {
            self.account.lock().unwrap().clone()?;
            Ok(ChildCredentials {
                secret: BTreeMap::from([(
                    "AWS_SECRET_ACCESS_KEY".into(),
                    "session-secret-key".into(),
                )]),
                public: BTreeMap::from([("AWS_REGION".into(), environment.region.clone())]),
                remove: vec!["AWS_PROFILE".into()],
            })
        })
    }
}

/// Records what it is asked to run. Each command ends as the test has said, or
/// with exit code 0.
#[derive(Default)]
pub struct FakeCommands {
    specs: Mutex<Vec<CommandSpec>>,
    exits: Mutex<VecDeque<CommandExit>>,
    stoppable: Mutex<HashSet<CommandKey>>,
    watched: Mutex<Option<Arc<SqliteStore>>>,
    at_start: Mutex<Vec<EventBody>>,
}

impl FakeCommands {
    /// What left this machine, as far as the engine is concerned.
    pub fn started(&self) -> Vec<CommandSpec> {
        self.specs.lock().unwrap().clone()
    }

    pub fn texts(&self) -> Vec<String> {
        self.started().into_iter().map(|spec| spec.text).collect()
    }

    pub fn will_end(&self, exit: CommandExit) {
        self.exits.lock().unwrap().push_back(exit);
    }

    /// Notes the last event of the record whenever a command is started.
    pub fn watch(&self, store: &Arc<SqliteStore>) {
        *self.watched.lock().unwrap() = Some(store.clone());
    }

    /// What stood last in the record when each command was started.
    pub fn at_start(&self) -> Vec<EventBody> {
        self.at_start.lock().unwrap().clone()
    }

    pub fn can_stop(&self, key: CommandKey) {
        self.stoppable.lock().unwrap().insert(key);
    }
}

pub fn exit(code: i32, tail: &str) -> CommandExit {
    CommandExit {
        outcome: CommandOutcome::Exited { code },
        duration_ms: 4_200,
        output: OutputSummary {
            bytes: tail.len() as u32,
            sha256: "ab".repeat(32),
            tail: tail.into(),
            truncated: None,
        },
        directory: None,
        exported: BTreeMap::new(),
    }
}

impl Commands for FakeCommands {
    fn run(&self, spec: CommandSpec) -> PortFuture<'static, CommandExit> {
        if let Some(store) = &*self.watched.lock().unwrap() {
            let last = store
                .events(&spec.key.run.parse().unwrap())
                .unwrap()
                .pop()
                .unwrap();
            self.at_start.lock().unwrap().push(last.body);
        }
        self.specs.lock().unwrap().push(spec);
        let exit = self
            .exits
            .lock()
            .unwrap()
            .pop_front()
            .unwrap_or_else(|| exit(0, ""));
        Box::pin(async { exit })
    }

    fn stop<'a>(&'a self, key: &'a CommandKey) -> PortFuture<'a, bool> {
        Box::pin(async { self.stoppable.lock().unwrap().remove(key) })
    }
}

/// Programs by name, with what each answers. What is not here is not there.
#[derive(Default)]
pub struct FakePrograms {
    answers: Mutex<HashMap<String, ProgramAnswer>>,
    asked: Mutex<Vec<String>>,
}

impl FakePrograms {
    pub fn install(&self, program: &str, answer: ProgramAnswer) {
        self.answers.lock().unwrap().insert(program.into(), answer);
    }

    pub fn says(&self, program: &str, text: &str) {
        self.install(
            program,
            ProgramAnswer::Answered {
                text: text.into(),
                code: Some(0),
            },
        );
    }

    /// Every question that was asked, as a person would type it.
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

impl Programs for FakePrograms {
    fn find(&self, program: &str, _: &BTreeMap<String, String>) -> Option<PathBuf> {
        let there = self.answers.lock().unwrap().contains_key(program);
        there.then(|| Path::new("/usr/bin").join(program))
    }

    fn ask<'a>(
        &'a self,
        questions: &'a [VersionQuestion],
        _: &'a Path,
        _: &'a BTreeMap<String, String>,
    ) -> PortFuture<'a, Vec<ProgramAnswer>> {
        let answer = |question: &VersionQuestion| {
            self.asked.lock().unwrap().push(question.line());
            let answers = self.answers.lock().unwrap();
            let answer = answers.get(&question.program).cloned();
            answer.unwrap_or(ProgramAnswer::NotFound)
        };
        Box::pin(async move { questions.iter().map(answer).collect() })
    }
}

/// AWS with one list in it; keeps what was asked.
#[derive(Default)]
pub struct FakeInventory {
    pub items: Mutex<Vec<Resource>>,
    asked: Mutex<Vec<(String, Listing)>>,
}

impl FakeInventory {
    /// The Regions and lists that were asked for, in order.
    pub fn asked(&self) -> Vec<(String, Listing)> {
        self.asked.lock().unwrap().clone()
    }
}

impl Inventory for FakeInventory {
    fn list<'a>(
        &'a self,
        environment: &'a Environment,
        listing: &'a Listing,
    ) -> PortFuture<'a, Result<Resources, PortError>> {
        Box::pin(async {
            let asked = (environment.region.clone(), listing.clone());
            self.asked.lock().unwrap().push(asked);
            Ok(Resources {
                items: self.items.lock().unwrap().clone(),
                truncated: false,
                request_id: Some("request-2".into()),
            })
        })
    }

    fn look<'a>(
        &'a self,
        _: &'a Environment,
        _: &'a Listing,
        name: &'a str,
    ) -> PortFuture<'a, Result<Resource, PortError>> {
        Box::pin(async move {
            Ok(Resource {
                facts: vec![format!("looked at {name}")],
                ..Resource::default()
            })
        })
    }
}

#[derive(Default)]
pub struct FakeFiles(Mutex<HashMap<PathBuf, Vec<u8>>>);

impl FakeFiles {
    pub fn put(&self, path: &str, text: &str) {
        self.0.lock().unwrap().insert(path.into(), text.into());
    }

    pub fn remove(&self, path: &str) {
        self.0.lock().unwrap().remove(Path::new(path));
    }
}

impl Files for FakeFiles {
    fn read(&self, path: &Path) -> std::io::Result<Vec<u8>> {
        let none = || std::io::Error::from(std::io::ErrorKind::NotFound);
        self.0.lock().unwrap().get(path).cloned().ok_or_else(none)
    }
}

pub struct FakeInstances {
    own: String,
    dead: Mutex<HashSet<String>>,
}

impl Instances for FakeInstances {
    fn own(&self) -> &str {
        &self.own
    }

    fn alive(&self, instance: &str) -> bool {
        !self.dead.lock().unwrap().contains(instance)
    }
}
