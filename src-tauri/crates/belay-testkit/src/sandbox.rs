//! The sandbox from a test's side: an AWS account of its own, the time and the
//! faults there, and a look at what was asked of AWS.

use std::fs;
use std::hash::{BuildHasher, RandomState};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::control::{ask, escaped};

const HOW: &str = "This test needs the sandbox. `cargo xtask test --only rust` starts one for it; \
                   or run `cargo xtask sandbox up` and set BELAY_SANDBOX to target/sandbox/state/sandbox.json.";

/// A running sandbox.
#[derive(Debug, Clone)]
pub struct Sandbox {
    endpoint: String,
    world: Value,
}

impl Sandbox {
    /// The one that `BELAY_SANDBOX` names. Panics when there is none: a test that
    /// needs it and cannot have it has failed.
    pub fn from_env() -> Self {
        let file = std::env::var("BELAY_SANDBOX").expect(HOW);
        Self::from_record(Path::new(&file))
    }

    /// The one whose `sandbox.json` this is.
    pub fn from_record(file: &Path) -> Self {
        #[derive(Deserialize)]
        struct Record {
            endpoint: String,
            #[serde(default)]
            world: Value,
        }
        let record = fs::read(file)
            .unwrap_or_else(|error| panic!("Cannot read {}: {error}. {HOW}", file.display()));
        let record: Record = serde_json::from_slice(&record).unwrap_or_else(|error| {
            panic!("{} is not a sandbox's record: {error}.", file.display())
        });
        Self {
            endpoint: record.endpoint,
            world: record.world,
        }
    }

    /// Where AWS clients send requests: `http://127.0.0.1:PORT`.
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// What was seeded, as `sandbox.json` tells it.
    pub fn world(&self) -> &Value {
        &self.world
    }

    /// A new, empty account that no other test knows, in this Region.
    pub fn account(&self, region: &str) -> Account {
        // Twelve digits; the first is a 9, which no seeded account has.
        let id =
            900_000_000_000 + RandomState::new().hash_one(std::process::id()) % 100_000_000_000;
        Account::new(self.clone(), id.to_string(), region)
    }

    /// The account of a seeded environment. Others may use it too.
    pub fn seeded(&self, environment: &str) -> Account {
        let found = self.world["environments"]
            .as_array()
            .into_iter()
            .flatten()
            .find(|candidate| candidate["name"] == environment)
            .unwrap_or_else(|| panic!("The sandbox's world has no environment `{environment}`."));
        let text = |field: &str| found[field].as_str().unwrap_or_default().to_owned();
        Account::new(self.clone(), text("account"), &text("region"))
    }

    /// Asks the control API (`/_ctl` stands before `path`). Panics on a refusal.
    pub fn control(&self, method: &str, path: &str, body: Option<&Value>) -> Value {
        ask(&self.endpoint, method, &format!("/_ctl{path}"), body)
    }
}

/// An AWS account in the sandbox, with files that an AWS client reads.
#[derive(Debug)]
pub struct Account {
    sandbox: Sandbox,
    id: String,
    region: String,
    files: TempDir,
}

/// One line of the call log.
#[derive(Debug, Clone, Deserialize)]
pub struct Call {
    /// When, by the account's clock.
    pub time: Timestamp,
    /// The signing name, e.g. `dynamodb`, `monitoring`.
    pub service: String,
    /// E.g. `RestoreTableToPointInTime`.
    pub operation: String,
    /// Where it was sent.
    pub region: String,
    /// HTTP status; 0 when the connection was dropped without an answer.
    pub status: u16,
    /// The error code of the answer.
    pub error: Option<String>,
    /// The request id of the answer.
    pub request_id: String,
    /// The ARN that signed it.
    pub principal: Option<String>,
    /// What was asked.
    pub params: Value,
}

/// A rule that makes chosen calls fail, slow down or lose their answer.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Fault {
    /// A regular expression on `service.Operation`.
    #[serde(rename = "match")]
    pub matching: String,
    /// The error to answer with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Its HTTP status.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// How many calls it hits; `None`: all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub times: Option<u32>,
    /// Milliseconds to wait first.
    pub delay_ms: u32,
    /// Close the connection instead of answering.
    pub drop: bool,
    /// `before` (AWS never saw it) or `after` (AWS did it, the answer is lost).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Option<&'static str>,
}

impl Account {
    /// The profile in [`Account::config_file`].
    pub const PROFILE: &'static str = "sandbox";

    fn new(sandbox: Sandbox, id: String, region: &str) -> Self {
        let files = TempDir::with_prefix("belay-aws-").expect("a temporary directory");
        let account = Self {
            sandbox,
            id,
            region: region.to_owned(),
            files,
        };
        let config = format!(
            "[profile {}]\nregion = {region}\nendpoint_url = {}\n",
            Self::PROFILE,
            account.sandbox.endpoint
        );
        // The sandbox takes an access key of twelve digits for the account itself.
        let credentials = format!(
            "[{}]\naws_access_key_id = {}\naws_secret_access_key = sandbox\n",
            Self::PROFILE,
            account.id
        );
        for (file, content) in [
            (account.config_file(), config),
            (account.credentials_file(), credentials),
        ] {
            fs::write(file, content).expect("a file in a temporary directory");
        }
        account
    }

    /// Its twelve digits.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The Region it was asked for.
    pub fn region(&self) -> &str {
        &self.region
    }

    /// Where its sandbox answers.
    pub fn sandbox(&self) -> &Sandbox {
        &self.sandbox
    }

    /// For `AWS_CONFIG_FILE`: one profile, with the endpoint.
    pub fn config_file(&self) -> PathBuf {
        self.files.path().join("config")
    }

    /// For `AWS_SHARED_CREDENTIALS_FILE`.
    pub fn credentials_file(&self) -> PathBuf {
        self.files.path().join("credentials")
    }

    /// The variables that point an AWS client at this account.
    pub fn variables(&self) -> [(&'static str, String); 3] {
        [
            ("AWS_CONFIG_FILE", self.config_file().display().to_string()),
            (
                "AWS_SHARED_CREDENTIALS_FILE",
                self.credentials_file().display().to_string(),
            ),
            ("AWS_PROFILE", Self::PROFILE.to_owned()),
        ]
    }

    /// What was asked of this account so far, oldest first.
    pub fn calls(&self) -> Vec<Call> {
        self.calls_like("")
    }

    /// The calls whose `service.Operation` contains `part`.
    pub fn calls_like(&self, part: &str) -> Vec<Call> {
        let path = format!("/calls?account={}&match={}", self.id, escaped(part));
        let answer = self.sandbox.control("GET", &path, None);
        serde_json::from_value(answer["calls"].clone()).expect("a call log")
    }

    /// Fails the test unless exactly these operations whose names contain `part`
    /// were asked, in this order.
    #[track_caller]
    pub fn assert_calls(&self, part: &str, expected: &[&str]) {
        let calls = self.calls_like(part);
        let names: Vec<String> = calls
            .iter()
            .map(|call| format!("{}.{}", call.service, call.operation))
            .collect();
        assert_eq!(
            names, expected,
            "calls in account {} like `{part}`",
            self.id
        );
    }

    /// Forgets the calls so far.
    pub fn forget_calls(&self) {
        self.sandbox
            .control("DELETE", &format!("/calls?account={}", self.id), None);
    }

    /// Moves this account's clock against the real one; negative is the past.
    pub fn set_clock_offset(&self, seconds: f64) {
        self.sandbox.control(
            "POST",
            "/clock",
            Some(&json!({"offset_s": seconds, "account": self.id})),
        );
    }

    /// How long state changes take here: tables, databases (seconds).
    pub fn set_delays(&self, dynamodb_s: f64, rds_s: f64) {
        let body = json!({"dynamodb_s": dynamodb_s, "rds_s": rds_s, "account": self.id});
        self.sandbox.control("POST", "/delay", Some(&body));
    }

    /// Adds a fault rule for this account only.
    pub fn add_fault(&self, fault: &Fault) {
        let mut rule = serde_json::to_value(fault).expect("a fault rule is JSON");
        rule["account"] = json!(self.id);
        self.sandbox
            .control("POST", "/faults", Some(&json!({"rules": [rule]})));
    }

    /// Takes this account's fault rules away.
    pub fn clear_faults(&self) {
        self.sandbox
            .control("DELETE", &format!("/faults?account={}", self.id), None);
    }

    /// What a table truly held at an instant, by the sandbox's journal of writes.
    pub fn items_at(&self, table: &str, at: Timestamp) -> Vec<Value> {
        let (id, region) = (&self.id, &self.region);
        let (table, at) = (escaped(table), escaped(&at.to_string()));
        let path = format!("/world/items?account={id}&region={region}&table={table}&at={at}");
        match self.sandbox.control("GET", &path, None)["items"].take() {
            Value::Array(items) => items,
            other => panic!("The sandbox told no items of {table} but {other}."),
        }
    }
}
