// Stands in for the generated file until the Rust side writes it.
import { type Channel, invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";

export type Instant = string;
type Result<T> = { status: "ok"; data: T } | { status: "error"; error: IpcError };
async function typed<T>(promise: Promise<T>): Promise<Result<T>> {
  try {
    return { status: "ok", data: await promise };
  } catch (error) {
    if (error instanceof Error) throw error;
    return { status: "error", error: error as IpcError };
  }
}
const call = <T>(command: string, args?: Record<string, unknown>) => typed(invoke<T>(command, args));

export type Inline = { kind: "text" | "code" | "emphasis" | "strong" | "link" | "image" | "break" | "cell"; text: string; target: string | null };
export type Block = { kind: "heading" | "paragraph" | "bullet" | "numbered" | "row" | "html" | "step"; section: string | null; depth: number; line: number; endLine: number; step: string | null; inline: Inline[] };
export type Section = { id: string; level: number; title: string; path: string[]; parent: string | null; anchor: string; line: number; endLine: number; role: string; prose: string | null };
export type Part = { id: string; kind: "run" | "manual"; title: string; code: string; line: number; endLine: number; expected: string | null; inputs: string[]; note: string | null };
export type Step = { id: string; section: string | null; parent: string | null; kind: "check" | "command" | "manual" | "reference"; form: "taskItem" | "fenced" | "indented" | "listItem" | "boldLine"; title: string; label: string | null; text: string; code: string | null; language: string | null; line: number; endLine: number; checked: boolean; parts: Part[]; expected: string | null; inputs: string[] };
export type Input = { id: string; label: string; kind: string; style: string; placeholder: string; required: boolean; secret: boolean; occurrences: { holder: string | null; text: string; line: number; column: number }[]; hint: string | null };
export type Runbook = { title: string; digest: string; lineCount: number; sections: Section[]; steps: Step[]; blocks: Block[]; inputs: Input[] };

export type IpcError = { code: "signIn"|"mfaNeeded"|"forbidden"|"throttled"|"unreachable"|"notFound"|"configuration"|"storage"|"other"; message: string; hint: string|null; requestId: string|null };
export type Refusal = { guard: string; mistake: string|null; sentence: string; remedy: string; resolve: "input"|"skip"|"confirm"|"signIn"|"drift"|"lock"|null; inputs: string[] };
export type Challenge = { token: string; prompt: string; phrase: string /* what must be typed; never pre-filled */; expiresAt: Instant; reasons: string[] };
export type Answer = { token: string; typed: string };

export type Tier = "development"|"staging"|"production";
export type EnvironmentCard = { name: string; tier: Tier; accountId: string; region: string; roleArn: string|null; roleName: string|null; profile: string; source: string /* file it stands in */; variables: [string,string][] };
export type EnvironmentList = { environments: EnvironmentCard[]; problems: { source: string; line: number|null; message: string; hint: string|null }[]; selected: string|null; files: string[] /* where entries may be put */ };
export type IdentityState =
  | { kind: "signedOut" }
  | { kind: "confirmed"; accountId: string; arn: string; role: string; checkedAt: Instant; expiresAt: Instant|null; requestId: string|null }
  | { kind: "mismatch"; accountId: string; expected: string; arn: string; checkedAt: Instant }
  | { kind: "failed"; error: IpcError };
export type KeptIn = { kind: "keyring" } | { kind: "memory"; why: string };

export type LibraryFolder = { id: string; name: string; path: string; branch: string|null; bundled: boolean; problem: string|null; runbooks: RunbookEntry[] };
export type RunbookEntry = { id: string; title: string; file: string /* relative */; sections: number; blocks: number; tasks: number; errors: number; warnings: number; problem: string|null };
export type RunbookPage = { entry: RunbookEntry; runbook: Runbook; source: string[] /* lines */; findings: Diagnostic[]; understood: Understood };
export type Diagnostic = { rule: string; severity: "error"|"warning"|"note"; line: number; column: number; endLine: number; endColumn: number; message: string; why: string; fix: string|null; step: string|null; part: string|null };
export type Understood = { heading: string; lines: { text: string; line: number|null }[] }[];   // "Environments", "Needs", "Rolls back when", "Change window", "Runs natively" ...

export type RunSummary = { id: string; short: string /* e.g. 7c41 */; title: string; runbookTitle: string|null; environment: string; tier: Tier; accountId: string; region: string; startedAt: Instant; endedAt: Instant|null; outcome: "open"|"completed"|"abandoned"; done: number; total: number; author: string; attention: string|null /* "1 step was interrupted" */; broken: string|null /* chain does not verify */ };
export type UnitKind = "check"|"command"|"manual"|"reference";
export type UnitState = { kind: "pending" } | { kind: "running"; attempt: number; startedAt: Instant } | { kind: "done"; at: Instant; by: string } | { kind: "skipped"; at: Instant; by: string; reason: string }
  | { kind: "failed"; at: Instant; attempt: number; sentence: string } | { kind: "stopped"; at: Instant; attempt: number; sentence: string } | { kind: "interrupted"; attempt: number; intendedAt: Instant };
export type Native = { kind: "identity" } | { kind: "chart"; title: string } | { kind: "alarms" } | { kind: "restoreTable"; source: string|null; target: string|null };
export type UnitView = { id: string; section: string|null /* section id */; kind: UnitKind; title: string; text: string; code: string|null; language: string|null; line: number; expected: string|null; state: UnitState;
  inputs: string[]; effect: EffectKind|null; effectReason: string|null; explanation: Explanation|null; native: Native|null; attempts: number; lastExit: ExitView|null; restore: RestoreView|null; blockedBy: string|null /* unit id that must come first */; findings: Diagnostic[] };
export type EffectKind = "readsOnly"|"changesLocal"|"unknown"|"changesRemote"|"changesAws"|"destructive";
export type Explanation = { what: string; changes: string; danger: "none"|"low"|"medium"|"high"|"unknown"; returns: string };
export type ExitView = { attempt: number; outcome: string /* "exit code 0", "stopped; 3 processes ended" */; ok: boolean; durationMs: number; bytes: number; tail: string; at: Instant };
export type SectionView = { id: string; title: string; path: string[]; line: number };
export type InputView = { id: string; label: string; placeholder: string; kind: string; secret: boolean; required: boolean; value: string|null /* null: not given; secrets show "kept in memory" flag */; given: boolean; hint: string|null; usedIn: string[] /* unit ids */ };
export type NoteView = { at: Instant; by: string; unit: string|null; text: string };
export type TimelineEntry = { at: Instant; by: string; seq: number; unit: string|null; sentence: string; tone: "plain"|"ok"|"warn"|"bad" };
export type RunPage = { summary: RunSummary; runbookPath: string|null; drift: string|null /* sentence: the file changed since start */; environment: EnvironmentCard; sections: SectionView[]; units: UnitView[]; inputs: InputView[]; notes: NoteView[]; timeline: TimelineEntry[]; restores: RestoreView[]; heldBy: string|null; holdsLock: boolean; current: string|null };
export type Started = { kind: "started"; run: string } | { kind: "refused"; refusals: Refusal[] };
export type Prepared = { unit: string; text: string|null /* resolved, masked */; identity: IdentityState; effect: EffectKind|null; refusals: Refusal[]; challenge: Challenge|null };
export type Executed = { kind: "started"; attempt: number } | { kind: "refused"; refusals: Refusal[]; challenge: Challenge|null };
export type Changed = { kind: "ok" } | { kind: "refused"; refusals: Refusal[] };
export type OutputChunk = { offset: number; text: string; ended: boolean };

export type PlotArea = { x: number; y: number; width: number; height: number };
export type ChartView = { id: string; title: string; subtitle: string; svg: string; plot: PlotArea; width: number; height: number; from: Instant; to: Instant; state: "data"|"empty"|"forbidden"|"throttled"|"partial"|"periodTooFine"|"failed"; sentence: string|null /* for every state but data */; requestId: string|null; periodS: number; statistic: string; summary: string /* for screen readers */ ; readAt: Instant; cli: string };
export type Look = { width: number; height: number; dark: boolean };

export type RestoreOrigin = { kind: "unit"; run: string; unit: string } | { kind: "table"; environment: string; table: string };
export type TableSummary = { name: string };
export type TableFactsView = { name: string; arn: string; status: string; items: string|null; bytes: string|null; createdAt: Instant|null; settings: { name: string; value: string; restored: boolean }[] };
export type RestoreWindow = { earliest: Instant; latest: Instant; readAt: Instant; recoveryDays: number|null };
export type RestoreDesk = { origin: RestoreOrigin; environment: EnvironmentCard; identity: IdentityState; source: TableFactsView; window: RestoreWindow|null; suggested: { target: string; at: Instant|null; latest: boolean }; refusals: Refusal[] };
export type RestoreDraft = { origin: RestoreOrigin; source: string; target: string; at: Instant|null /* null = latest */; withoutIndexes: boolean };
export type PlannedCall = { service: string; operation: string; parameters: [string,string][]; cli: string };
export type NotRestored = { setting: string; value: string; reapply: string; cli: string|null };
export type RestorePlanView = { planId: string; environment: string; accountId: string; region: string; source: string; target: string; at: Instant|null; calls: PlannedCall[]; notRestored: NotRestored[]; kept: { setting: string; value: string }[]; warnings: string[]; costs: string[]; lost: string };
export type Planned = { kind: "planned"; plan: RestorePlanView; challenge: Challenge|null } | { kind: "refused"; refusals: Refusal[] };
export type Submitted = { kind: "started"; run: string; unit: string|null; restore: string } | { kind: "refused"; refusals: Refusal[]; challenge: Challenge|null };
export type RestoreState = { kind: "intended" } | { kind: "submitting" } | { kind: "creating"; status: string } | { kind: "active" } | { kind: "comparing"; scanned: number } | { kind: "compared" } | { kind: "failed"; sentence: string; hint: string|null; requestId: string|null } | { kind: "unknown"; sentence: string } | { kind: "abandoned" };
export type Comparison = { same: number; onlyInSource: number; onlyInRestored: number; differing: number; samples: { keys: string; what: "onlyInSource"|"onlyInRestored"|"differs" }[]; comparedAt: Instant; settings: { setting: string; source: string; restored: string }[] };
export type RestoreView = { id: string; run: string; unit: string|null; environment: string; source: string; target: string; at: Instant|null; state: RestoreState; since: Instant; lastLookedAt: Instant|null; trouble: string|null /* "throttled, looking again in 10 s" */; requestId: string|null; comparison: Comparison|null; plan: RestorePlanView };

export type Settings = { timesFirst: "utc"|"local"; theme: "system"|"light"|"dark"; refreshSeconds: number };
export type AppInfo = { version: string; home: string; timeZone: string; secretService: KeptIn; startRunbook: string|null /* runbook or folder opened from the command line: runbook id */ };
export type SearchHit = { runbook: string; title: string; line: number; text: string };
export type RuleExplanation = { rule: string; title: string; text: string };
export type Exported = { path: string };
export type Verified = { kind: "intact"; events: number; lastHash: string } | { kind: "broken"; seq: number; sentence: string };
export type Changes = { what: "run" | "library" | "environments" | "restore" | "identity"; id: string | null };

export const commands = {
  environments: () => call<EnvironmentList>("environments"),
  selectEnvironment: (name: string) => call<EnvironmentList>("select_environment", { name }),
  signIn: (environment: string, mfaCode: string | null) => call<IdentityState>("sign_in", { environment, mfaCode }),
  identity: (environment: string) => call<IdentityState>("identity", { environment }),
  saveKeys: (environment: string, keys: { accessKeyId: string; secretAccessKey: string }) => call<KeptIn>("save_keys", { environment, keys }),
  forgetKeys: (environment: string) => call<null>("forget_keys", { environment }),
  library: () => call<LibraryFolder[]>("library"),
  addFolder: () => call<LibraryFolder[] | null>("add_folder"),
  addFile: () => call<RunbookEntry | null>("add_file"),
  removeFolder: (folder: string) => call<LibraryFolder[]>("remove_folder", { folder }),
  searchLibrary: (query: string) => call<SearchHit[]>("search_library", { query }),
  runbook: (runbook: string) => call<RunbookPage>("runbook", { runbook }),
  explainRule: (rule: string) => call<RuleExplanation>("explain_rule", { rule }),
  runs: () => call<RunSummary[]>("runs"),
  startRun: (runbook: string, section: string | null, environment: string) => call<Started>("start_run", { runbook, section, environment }),
  run: (run: string) => call<RunPage>("run", { run }),
  setInput: (run: string, input: string, value: string) => call<Changed>("set_input", { run, input, value }),
  tick: (run: string, unit: string, on: boolean) => call<Changed>("tick", { run, unit, on }),
  skip: (run: string, unit: string, reason: string) => call<Changed>("skip", { run, unit, reason }),
  note: (run: string, unit: string | null, note: string) => call<Changed>("note", { run, unit, note }),
  prepare: (run: string, unit: string) => call<Prepared>("prepare", { run, unit }),
  execute: (run: string, unit: string, answer: Answer | null) => call<Executed>("execute", { run, unit, answer }),
  stop: (run: string, unit: string) => call<Changed>("stop", { run, unit }),
  followOutput: (run: string, unit: string, attempt: number, offset: number, channel: Channel<OutputChunk>) => call<null>("follow_output", { run, unit, attempt, offset, channel }),
  readOutput: (run: string, unit: string, attempt: number, offset: number) => call<OutputChunk>("read_output", { run, unit, attempt, offset }),
  finishRun: (run: string, outcome: "completed" | "abandoned", note: string) => call<Changed>("finish_run", { run, outcome, note }),
  exportRun: (run: string, format: "markdown" | "html") => call<Exported>("export_run", { run, format }),
  verifyRun: (run: string) => call<Verified>("verify_run", { run }),
  acceptDrift: (run: string) => call<Changed>("accept_drift", { run }),
  unitChart: (run: string, unit: string, look: Look) => call<ChartView[]>("unit_chart", { run, unit, look }),
  runCharts: (run: string, look: Look) => call<ChartView[]>("run_charts", { run, look }),
  restores: () => call<RestoreView[]>("restores"),
  tables: (environment: string) => call<TableSummary[]>("tables", { environment }),
  openRestore: (origin: RestoreOrigin) => call<RestoreDesk>("open_restore", { origin }),
  restoreCharts: (request: { environment: string; table: string; run: string | null; from: Instant; to: Instant; latest: Instant | null; look: Look }) => call<ChartView[]>("restore_charts", { request }),
  planRestore: (draft: RestoreDraft) => call<Planned>("plan_restore", { draft }),
  submitRestore: (plan: string, answer: Answer | null) => call<Submitted>("submit_restore", { plan, answer }),
  compareRestore: (run: string, restore: string) => call<Changed>("compare_restore", { run, restore }),
  resubmitRestore: (run: string, restore: string, answer: Answer | null) => call<Submitted>("resubmit_restore", { run, restore, answer }),
  abandonRestore: (run: string, restore: string) => call<Changed>("abandon_restore", { run, restore }),
  settings: () => call<Settings>("settings"),
  saveSettings: (settings: Settings) => call<Settings>("save_settings", { settings }),
  appInfo: () => call<AppInfo>("app_info"),
};
export const events = {
  changed: { listen: (heard: (event: { payload: Changes }) => void) => listen<Changes>("changed", heard) },
};
