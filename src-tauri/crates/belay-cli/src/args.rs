//! The command line: what can be asked, and how.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Runs a team's Markdown runbooks against AWS, guided, guarded and recorded.
/// Without a command it opens the window.
#[derive(Debug, Parser)]
#[command(name = "belay", version, after_help = EXIT_CODES, disable_help_subcommand = true)]
pub struct Cli {
    /// How results are printed.
    #[arg(long, global = true, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// What to do.
    #[command(subcommand)]
    pub command: Option<Command>,
}

const EXIT_CODES: &str = "Exit codes: 0 done, 1 findings or a failed step, 2 usage, \
3 refused by a guard, 4 AWS or another remote side failed.\n\
`BELAY_HOME` moves all state. `belay help json` documents the JSON, `belay help schema` \
what may be added to a runbook.";

/// How results are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    Text,
    /// One JSON document; stable.
    Json,
    /// SARIF 2.1.0; `check` only.
    Sarif,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Open the window on a folder or a runbook
    Open {
        /// A folder of runbooks, or one file
        path: PathBuf,
    },
    /// Show a runbook as Belay understands it
    Show {
        /// A Markdown file
        file: PathBuf,
    },
    /// Find mistakes in runbooks; exit code 1 if there are errors
    Check {
        /// Markdown files or folders of them
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// The operators' machines: whose `date`, `sed` and `grep` run the steps
        #[arg(long, value_enum, default_value_t = PlatformName::Any)]
        platform: PlatformName,
    },
    /// Explain a rule of `check`, or list them all
    Explain {
        /// The rule's id, as `check` prints it; without it, all rules are listed
        rule: Option<String>,
    },
    /// See whether everything is there that a runbook needs; exit code 1 if not
    Preflight(PreflightArgs),
    /// List what a run would ask, or what AWS has for one of its inputs
    Inputs(InputsArgs),
    /// Run a runbook, or one of its sections
    Run(RunArgs),
    /// Look at recorded runs
    #[command(subcommand)]
    Runs(RunsCommand),
    /// Decide on the rules that a runbook's prose states, in a run
    #[command(subcommand)]
    Rules(RulesCommand),
    /// Look at environments
    #[command(subcommand)]
    Env(EnvCommand),
    /// List databases, and which seconds of them can be restored
    Databases(DatabasesArgs),
    /// Restore data to a point in time
    #[command(subcommand)]
    Restore(RestoreCommand),
    /// Chart a CloudWatch metric
    Chart(ChartArgs),
    /// Help on a topic
    Help {
        /// `json`: the documents that `--format json` prints
        topic: Option<String>,
    },
}

/// `belay preflight`.
#[derive(Debug, Args)]
pub struct PreflightArgs {
    /// A Markdown file
    pub file: PathBuf,
    /// Environment to run in
    #[arg(long)]
    pub env: String,
    /// Section to run: its id or its title
    #[arg(long)]
    pub section: Option<String>,
    /// Guide to run: its id, its title or one of its symptoms, as `show` prints them
    #[arg(long, conflicts_with = "section")]
    pub guide: Option<String>,
    /// A placeholder that will have a value, as for `run`; may be given more than once
    #[arg(long = "input", value_name = "NAME[=VALUE]")]
    pub inputs: Vec<String>,
}

/// `belay rules …`.
#[derive(Debug, Subcommand)]
pub enum RulesCommand {
    /// The rules of a run, and what became of them
    List {
        /// The run's id, or a part of it that is unique
        run: String,
    },
    /// Say that rules hold in a run; from then on they do what the list says
    Confirm(ConfirmRules),
    /// Say that a rule does not hold in a run, and why
    Dismiss {
        /// The run's id, or a part of it that is unique
        run: String,
        /// The rule's id
        rule: String,
        /// Why
        #[arg(long)]
        reason: String,
    },
    /// Take back what was said about a rule in a run
    Undo {
        /// The run's id, or a part of it that is unique
        run: String,
        /// The rule's id
        rule: String,
    },
    /// Go on although a rule is against it, and say why
    GoOn {
        /// The run's id, or a part of it that is unique
        run: String,
        /// The rule's id
        rule: String,
        /// Why
        #[arg(long)]
        reason: String,
    },
    /// Set the clock of a rule going, or anew
    Start {
        /// The run's id, or a part of it that is unique
        run: String,
        /// The rule's id
        rule: String,
    },
    /// Say whether what a rule speaks of is so
    Saw {
        /// The run's id, or a part of it that is unique
        run: String,
        /// The rule's id
        rule: String,
        /// Whether it is so; `undo` takes the last answer back
        #[arg(value_enum)]
        answer: SeenAnswer,
    },
}

/// `belay rules confirm`.
#[derive(Debug, Args)]
pub struct ConfirmRules {
    /// The run's id, or a part of it that is unique
    pub run: String,
    /// Ids of rules; `before` for all that were confirmed in an earlier run
    #[arg(required = true)]
    pub rules: Vec<String>,
    /// The right bound, in the rule's own unit
    #[arg(long, allow_hyphen_values = true)]
    pub value: Option<f64>,
    /// The right length of time, e.g. `10m` or `24h`
    #[arg(long = "for", value_name = "LENGTH")]
    pub lasting: Option<String>,
    /// The right beginning of a stretch after the change, e.g. `5m`
    #[arg(long, value_name = "LENGTH")]
    pub from: Option<String>,
    /// The right number of times in a row
    #[arg(long)]
    pub count: Option<u32>,
    /// The right change window, e.g. `third Sunday 02:00-04:00 UTC`
    #[arg(long)]
    pub window: Option<String>,
}

/// What somebody saw.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SeenAnswer {
    /// It is so.
    Yes,
    /// It is not.
    No,
    /// The last answer does not count.
    Undo,
}

/// `belay inputs`.
#[derive(Debug, Args)]
pub struct InputsArgs {
    /// A Markdown file
    pub file: PathBuf,
    /// Environment to look in
    #[arg(long)]
    pub env: String,
    /// Section to run: its id or its title
    #[arg(long)]
    pub section: Option<String>,
    /// Guide to run: its id, its title or one of its symptoms, as `show` prints them
    #[arg(long, conflicts_with = "section")]
    pub guide: Option<String>,
    /// An input's id: list what AWS has for it. With a value: what others depend on, as
    /// for `run`; may be given more than once
    #[arg(long = "input", value_name = "NAME[=VALUE]")]
    pub inputs: Vec<String>,
}

/// `belay run`.
#[derive(Debug, Args)]
pub struct RunArgs {
    /// A Markdown file
    pub file: PathBuf,
    /// Environment to run in
    #[arg(long)]
    pub env: String,
    /// Section to run: its id or its title
    #[arg(long)]
    pub section: Option<String>,
    /// Guide to run, and nothing else: its id, its title or the symptom that is seen, as
    /// `show` prints them
    #[arg(long, conflicts_with_all = ["section", "resume"])]
    pub guide: Option<String>,
    /// A value for a placeholder; may be given more than once
    #[arg(long = "input", value_name = "NAME=VALUE")]
    pub inputs: Vec<String>,
    /// Take one of several ways: the choice's id, as the run prints it, and the way's
    /// number or title; may be given more than once
    #[arg(long = "choose", value_name = "ID=WAY")]
    pub choices: Vec<String>,
    /// Tick a task item or manual step by its id, or `all` of them
    #[arg(long = "tick", value_name = "ID|all")]
    pub ticks: Vec<String>,
    /// Confirm a rule that the prose states, by its id, or all that were confirmed
    /// `before`; may be given more than once
    #[arg(long = "rule", value_name = "ID|before")]
    pub rules: Vec<String>,
    /// What to type when a guard asks, for use without a terminal
    #[arg(long = "confirm", value_name = "PHRASE")]
    pub confirm: Option<String>,
    /// Go on with a run that was begun earlier
    #[arg(long, value_name = "RUN", conflicts_with = "section")]
    pub resume: Option<String>,
}

/// `belay runs …`.
#[derive(Debug, Subcommand)]
pub enum RunsCommand {
    /// All runs, newest first
    List,
    /// One run
    Show {
        /// Its id, or a part of it that is unique
        run: String,
    },
    /// Write the record of a run to a file
    Export {
        /// Its id, or a part of it that is unique
        run: String,
        /// `markdown`, or one self-contained `html` file
        #[arg(long = "as", value_enum, default_value_t = ReportKind::Markdown)]
        kind: ReportKind,
        /// Where to write it; without it, Belay's own folder of exports
        #[arg(long)]
        out: Option<PathBuf>,
    },
    /// Prove that the record of a run was not changed
    Verify {
        /// Its id, or a part of it that is unique
        run: String,
    },
}

/// Formats of a record.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum ReportKind {
    /// Markdown.
    Markdown,
    /// One self-contained HTML file.
    Html,
}

/// `belay env …`.
#[derive(Debug, Subcommand)]
pub enum EnvCommand {
    /// All environments
    List,
    /// Sign in and compare the account with the pinned one
    Check {
        /// Environments; without any, all of them
        names: Vec<String>,
        /// Code from an MFA device
        #[arg(long)]
        mfa: Option<String>,
    },
}

/// `belay check --platform`.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum PlatformName {
    /// Not known; what works on one of them only is a note
    Any,
    /// GNU tools
    Linux,
    /// BSD tools
    Macos,
}

/// `belay databases`.
#[derive(Debug, Args)]
pub struct DatabasesArgs {
    /// Environment to read in
    #[arg(long)]
    pub env: String,
}

/// `belay restore …`.
#[derive(Debug, Subcommand)]
pub enum RestoreCommand {
    /// A DynamoDB table, into a new table
    Dynamodb(RestoreArgs),
}

/// `belay restore dynamodb`.
#[derive(Debug, Args)]
pub struct RestoreArgs {
    /// Environment of the table
    #[arg(long)]
    pub env: String,
    /// The damaged table
    #[arg(long)]
    pub source: String,
    /// Instant with its zone, e.g. 2026-11-21T07:21:35Z, how long ago, e.g. -45m,
    /// or `latest`
    #[arg(long, allow_hyphen_values = true)]
    pub at: String,
    /// Name for the new table
    #[arg(long)]
    pub target: String,
    /// Say what would be called, and stop
    #[arg(long)]
    pub plan: bool,
    /// Leave global secondary indexes out: faster and cheaper
    #[arg(long)]
    pub without_indexes: bool,
    /// What to type when a guard asks, for use without a terminal
    #[arg(long = "confirm", value_name = "PHRASE")]
    pub confirm: Option<String>,
}

/// `belay chart`.
#[derive(Debug, Args)]
pub struct ChartArgs {
    /// Environment to read in
    #[arg(long)]
    pub env: String,
    /// Namespace and metric with its dimensions, e.g.
    /// `AWS/Lambda/Errors?FunctionName=api`; may be given more than once
    #[arg(
        long = "metric",
        required = true,
        value_name = "NAMESPACE/METRIC?NAME=VALUE"
    )]
    pub metrics: Vec<String>,
    /// Start: an instant with its zone, or how long ago, e.g. `-3h`
    #[arg(long, default_value = "-3h", allow_hyphen_values = true)]
    pub from: String,
    /// End: likewise; `now` by default
    #[arg(long, default_value = "now", allow_hyphen_values = true)]
    pub to: String,
    /// Seconds a point stands for; without it, the finest that fits
    #[arg(long)]
    pub period: Option<u32>,
    /// Average, Sum, Minimum, Maximum, SampleCount or a percentile such as p95
    #[arg(long, default_value = "Average")]
    pub stat: String,
    /// File to write; its ending chooses the format: svg, png, csv, json
    #[arg(long)]
    pub out: Option<PathBuf>,
    /// Draw for a dark background
    #[arg(long)]
    pub dark: bool,
}
