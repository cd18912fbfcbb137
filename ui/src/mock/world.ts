// A believable day at ApexShare, for looking at the window without a backend.
import type {
  Answer,
  IdentityState,
  KeptIn,
  Look,
  OutputChunk,
  RestoreDraft,
  RestoreOrigin,
  Settings,
} from "../ipc/types";
import { restoreCharts, runCharts } from "./charts";
import type { Channel } from "./core";
import { changed } from "./event";
import { entries, explain, find, page, rows, search } from "./library";
import { offers } from "./offers";
import { confirmNeed, preflight } from "./preflight";
import { procedure } from "./procedure";
import { compare, desk, plan, restores, submit, tables } from "./restores";
import { confirmRule, dismissRule, observeRule, overrideRule, takeRuleBack } from "./rules";
import * as runs from "./runs";
import { ahead, back, environments } from "./shared";

const asked = new URLSearchParams(globalThis.location?.search);
const bare = asked.get("world") === "empty";

let selected: string | null = bare ? null : (asked.get("env") ?? "apexshare-prod");
let settings: Settings = {
  timesFirst: "utc",
  theme: (asked.get("theme") as Settings["theme"]) ?? "system",
  refreshSeconds: 30,
  reading: asked.get("reading") === "procedure" ? "procedure" : "text",
};
const kept: KeptIn = {
  kind: "memory",
  why: "No Secret Service answers on this desktop. Start one, such as gnome-keyring, to keep keys.",
};

const list = () => ({
  environments: bare ? [] : environments,
  problems: bare
    ? []
    : [
        {
          source: "/home/jt/ops-runbooks/.belay/environments.toml",
          line: 31,
          message: "The environment `lexiscan-prod` names the Region `eu-west-9`, which does not exist.",
          hint: "Did you mean `eu-west-1`?",
        },
      ],
  selected,
  files: ["/home/jt/.config/belay/environments.toml", "/home/jt/ops-runbooks/.belay/environments.toml"],
});

const identities = new Map<string, IdentityState>([
  [
    "apexshare-prod",
    {
      kind: "confirmed",
      accountId: "222222222222",
      arn: "arn:aws:sts::222222222222:assumed-role/Operator/jt",
      role: "Operator",
      checkedAt: back(0.1),
      expiresAt: ahead(Number(asked.get("left") ?? 47)),
      requestId: "0f0c7a36-5a15-4a5e-8f6f-1d6f40b54b91",
    },
  ],
]);

interface Args {
  run: string;
  runbook: string;
  folder: string;
  name: string;
  environment: string;
  mfaCode: string | null;
  query: string;
  chunk: number;
  step: string;
  from: string | null;
  rule: string;
  need: string;
  input: string;
  value: string;
  unit: string;
  on: boolean;
  so: boolean | null;
  done: boolean;
  reason: string;
  note: string;
  answer: Answer | null;
  channel: Channel<OutputChunk>;
  outcome: "completed" | "abandoned";
  format: "markdown" | "html";
  look: Look;
  origin: RestoreOrigin;
  request: { from: string; to: string; look: Look };
  draft: RestoreDraft;
  settings: Settings;
}

export const world: Record<string, (args: Args) => unknown> = {
  environments: list,
  select_environment: ({ name }) => {
    selected = name;
    return list();
  },
  identity: ({ environment }) => identities.get(environment) ?? { kind: "signedOut" },
  sign_in: ({ environment, mfaCode }) => {
    if (!mfaCode)
      throw {
        code: "mfaNeeded",
        message: "The role asks for the code of arn:aws:iam::222222222222:mfa/jt.",
        hint: null,
        requestId: null,
      };
    if (mfaCode !== "123456")
      throw {
        code: "forbidden",
        message: "AWS did not accept the code.",
        hint: "Wait for the next code and enter that.",
        requestId: "5f0c77aa-91",
      };
    const card = environments.find((entry) => entry.name === environment);
    const state: IdentityState = {
      kind: "confirmed",
      accountId: card?.accountId ?? "",
      arn: `arn:aws:sts::${card?.accountId}:assumed-role/Operator/jt`,
      role: "Operator",
      checkedAt: back(0),
      expiresAt: ahead(60),
      requestId: null,
    };
    identities.set(environment, state);
    return state;
  },
  save_keys: () => kept,
  forget_keys: () => null,
  library: () => (bare ? [] : entries),
  add_folder: () => null,
  add_file: () => null,
  remove_folder: ({ folder: gone }) => entries.filter((folder) => folder.id !== gone),
  search_library: ({ query }) => search(query),
  runbook: ({ runbook }) => page(runbook),
  runbook_rows: ({ chunk }) => rows(chunk),
  runbook_outline: ({ runbook }) => page(runbook).outline,
  runbook_procedure: () => ({ version: "1", total: procedure.length, rows: procedure }),
  find_in_runbook: ({ query }) => find(query),
  explain_step: ({ step }) => explain(step),
  explain_rule: ({ rule }) => ({
    rule,
    title: rule,
    what: "A call that sets variables of a function names only some of them.",
    why: "Lambda stores the map of variables as a whole. A call that names one of them removes the others, and the function starts without its configuration.",
    bad: "aws lambda update-function-configuration --environment Variables={A=1}",
    good: "",
  }),
  runs: () => (bare ? [] : runs.list()),
  start_run: ({ environment }) =>
    environment === "apexshare-staging"
      ? {
          kind: "refused",
          refusals: [
            {
              guard: "identity",
              mistake: "M1",
              sentence: "Nobody is signed in to apexshare-staging, so its account is not confirmed.",
              remedy: "Sign in, then start the run.",
              resolve: "signIn",
              inputs: [],
            },
          ],
        }
      : { kind: "started", run: runs.RUN },
  asked: () => runs.asked(),
  offers: () => offers(),
  offer_facts: () => ({ facts: [], at: null }),
  let_go: () => null,
  preflight: () => preflight(false),
  preflight_of_run: () => preflight(true),
  confirm_rule: ({ rule }) => confirmRule(rule),
  dismiss_rule: ({ rule, reason }) => dismissRule(rule, reason),
  take_rule_back: ({ rule }) => takeRuleBack(rule),
  override_rule: ({ rule, reason }) => overrideRule(rule, reason),
  start_wait: () => ({ kind: "ok" }),
  observe_rule: ({ rule, so }) => observeRule(rule, so),
  confirm_need: ({ need, on }) => confirmNeed(need, on),
  run: ({ run }) => runs.page(run),
  enter_guide: ({ from }) => runs.enterGuide(from),
  leave_guide: () => runs.leaveGuide(),
  set_input: ({ input, value }) => runs.setInput(input, value),
  tick: ({ unit, on }) => runs.tick(unit, on),
  skip: ({ unit, reason }) => runs.skip(unit, reason),
  note: ({ unit, note }) => runs.note(unit, note),
  prepare: ({ unit }) => runs.prepare(unit),
  execute: ({ unit, answer }) => runs.execute(unit, answer),
  stop: ({ unit }) => runs.stop(unit),
  follow_output: ({ unit, channel }) => runs.follow(unit, channel),
  read_output: () => ({ offset: 0, text: "", ended: true }),
  finish_run: ({ outcome }) => runs.finish(outcome),
  export_run: ({ format }) => ({
    path: `/home/jt/.local/share/belay/exports/database-rollback-7c41.${format === "html" ? "html" : "md"}`,
  }),
  verify_run: () => ({
    kind: "intact",
    events: 64,
    lastHash: "9f2b6c1d77e0a4b5c6d7e8f90123456789abcdef0123456789abcdef01234567",
  }),
  accept_drift: () => ({ kind: "ok" }),
  unit_chart: ({ look }) => runCharts(look).slice(0, 1),
  run_charts: ({ look }) => runCharts(look),
  restores: () => (bare ? [] : restores()),
  tables: () => tables,
  open_restore: ({ origin }) => desk(origin),
  restore_charts: ({ request }) => restoreCharts(request.from, request.to, request.look),
  plan_restore: ({ draft }) => plan(draft),
  submit_restore: ({ answer }) => submit(answer),
  compare_restore: () => compare(),
  resubmit_restore: () => ({
    kind: "refused",
    refusals: [
      {
        guard: "restore intent",
        mistake: "M5",
        sentence: "The table exists already; it was made by this restore.",
        remedy: "Look at its state instead.",
        resolve: null,
        inputs: [],
      },
    ],
  }),
  resolve_interruption: ({ unit, done }) => runs.resolve(unit, done),
  take_over_lock: () => ({ kind: "ok" }),
  abandon_restore: () => ({ kind: "ok" }),
  settings: () => settings,
  save_settings: ({ settings: next }) => {
    settings = next;
    changed("settings");
    return next;
  },
  app_info: () => ({
    version: "0.1.0",
    home: "/home/jt/.local/share/belay",
    timeZone: "Europe/Berlin",
    secretService: kept,
    startRunbook: null,
  }),
};
