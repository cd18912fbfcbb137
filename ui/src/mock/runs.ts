import type {
  Answer,
  Asked,
  Changed,
  Executed,
  InputView,
  OutputChunk,
  Prepared,
  RunPage,
  RunSummary,
  UnitState,
  UnitView,
} from "../ipc/types";
import type { Channel } from "./core";
import { changed } from "./event";
import { findings, slow } from "./library";
import { rules } from "./rules";
import { ahead, back, prod } from "./shared";

export const RUN = "01jd5k7c41";
const by = "jt";
const began = { started: back(31), restored: null as string | null };

const unit = (
  id: string,
  section: string,
  kind: UnitView["kind"],
  title: string,
  line: number,
  state: UnitState,
  more: Partial<UnitView> = {},
): UnitView => ({
  id,
  section,
  kind,
  title,
  text: title,
  code: null,
  language: null,
  line,
  expected: null,
  state,
  inputs: [],
  within: true,
  effect: null,
  effectReason: null,
  explanation: null,
  native: null,
  attempts: 0,
  lastExit: null,
  restore: null,
  blockedBy: null,
  findings: [],
  ...more,
});
const done = (minutes: number): UnitState => ({ kind: "done", at: back(minutes), by });
const pending: UnitState = { kind: "pending" };

const units: UnitView[] = [
  unit("L9", "before", "check", "The change is approved", 9, done(29)),
  unit("L10", "before", "check", "Alarms were looked at: none is in ALARM", 10, done(28)),
  unit("L11", "before", "check", "Stakeholders were told in #incidents", 11, {
    kind: "skipped",
    at: back(27),
    by,
    reason: "done by m.ortiz",
  }),
  unit("L20.1", "rollback", "command", "Maintenance mode on", 20, done(24), {
    code: "aws lambda update-function-configuration \\\n  --function-name apexshare-upload-handler-prod",
    attempts: 1,
    effect: "changesAws",
    lastExit: {
      attempt: 1,
      outcome: "exit code 0",
      ok: true,
      durationMs: 2140,
      bytes: 812,
      tail: '{\n  "FunctionName": "apexshare-upload-handler-prod",\n  "LastUpdateStatus": "InProgress"\n}',
      at: back(24),
    },
  }),
  unit(
    "L26.1",
    "rollback",
    "command",
    "Writes have stopped",
    26,
    { kind: "interrupted", attempt: 1, intendedAt: back(20) },
    {
      code: "aws cloudwatch get-metric-statistics --metric-name ConsumedWriteCapacityUnits",
      attempts: 1,
      effect: "readsOnly",
      native: { kind: "chart", title: "Writes" },
    },
  ),
  unit("L28", "rollback", "command", "Restore from point-in-time", 28, pending, {
    code: "aws dynamodb restore-table-to-point-in-time \\\n  --source-table-name apexshare-uploads-prod \\\n  --target-table-name apexshare-uploads-prod-restored \\\n  --restore-date-time $(date -d '30 minutes ago' -u +%Y-%m-%dT%H:%M:%S)",
    effect: "changesAws",
    effectReason: "Makes a new table, which costs storage.",
    explanation: {
      what: "Makes a new table that holds the data of one chosen second. The source table is not touched.",
      changes: "There is a second table.",
      danger: "medium",
      returns: "The new table, with status CREATING.",
      undo: "Delete the new table; the source stays as it is.",
    },
    native: {
      kind: "restoreTable",
      source: "apexshare-uploads-prod",
      target: "apexshare-uploads-prod-restored",
    },
    findings: findings.slice(1, 2),
  }),
  unit("L35.1", "use", "command", "Point the functions to the restored table", 35, pending, {
    code: "aws lambda update-alias --function-name apexshare-upload-handler-prod \\\n  --name live --function-version <previous-version>",
    effect: "changesAws",
    effectReason: "`lambda update-alias` sends traffic to another version.",
    inputs: ["previous-version", "api-token"],
    attempts: 0,
  }),
  unit("L39", "use", "manual", "Watch the error rate for 30 minutes", 39, pending, {
    text: "It has to stay below 1 %.",
    blockedBy: "L35.1",
  }),
  unit("L44.1", "frontend", "command", "Check out the last good commit", 44, pending, {
    code: 'for i in $(seq 1 40); do echo "step $i"; sleep 0.2; done',
    effect: "changesLocal",
    attempts: 0,
  }),
  unit("L45.1", "frontend", "command", "Delete the old table", 45, pending, {
    code: "aws dynamodb delete-table --table-name apexshare-uploads-prod",
    effect: "destructive",
    effectReason: "`dynamodb delete-table` removes the table and its items.",
    attempts: 0,
  }),
  unit("L50", "frontend", "reference", "Expected reply of the health check", 50, pending, {
    code: '{"status":"ok"}',
  }),
];

const inputs: InputView[] = [
  {
    id: "previous-version",
    label: "Previous version",
    placeholder: "<previous-version>",
    kind: "functionVersion",
    secret: false,
    required: true,
    value: null,
    given: false,
    hint: "a published version, such as 41",
    usedIn: ["L35.1"],
    pick: "functionVersion",
  },
  {
    id: "api-token",
    label: "API token",
    placeholder: "$API_TOKEN",
    kind: "secret",
    secret: true,
    required: false,
    value: null,
    given: true,
    hint: null,
    usedIn: ["L35.1"],
    pick: null,
  },
];

/** What a run of the runbook would ask. */
export const asked = (): Asked => ({
  inputs: inputs.map((input) => ({ ...input, value: null, given: false })),
  choices: [],
});
const notes = [
  {
    at: back(26),
    by,
    unit: "L20.1",
    text: "m.ortiz agrees to the rollback; the upload page says that it is down.",
  },
];
let outcome: RunSummary["outcome"] = "open";

const summary = (): RunSummary => ({
  id: RUN,
  short: "7c41",
  title: "Database rollback",
  runbookTitle: "ApexShare deployment",
  environment: prod.name,
  tier: "production",
  accountId: prod.accountId,
  region: prod.region,
  startedAt: began.started,
  endedAt: outcome === "open" ? null : back(0),
  outcome,
  done: units.filter((entry) => entry.state.kind === "done" || entry.state.kind === "skipped").length,
  total: units.length,
  more: false,
  author: by,
  attention: units.some((entry) => entry.state.kind === "interrupted")
    ? "1 step was interrupted; its outcome is not known."
    : null,
  broken: null,
});

export const list = (): RunSummary[] => [
  summary(),
  {
    ...summary(),
    id: "old1",
    short: "b210",
    title: "ApexShare deployment",
    runbookTitle: null,
    environment: "apexshare-staging",
    tier: "staging",
    accountId: "333333333333",
    startedAt: back(3000),
    endedAt: back(2900),
    outcome: "completed",
    done: 41,
    total: 41,
    author: "m.ortiz",
    attention: null,
  },
  {
    ...summary(),
    id: "old2",
    short: "0e9f",
    title: "Security incident",
    environment: "apexshare-dev",
    tier: "development",
    accountId: "444444444444",
    startedAt: back(9000),
    endedAt: back(8950),
    outcome: "abandoned",
    done: 3,
    total: 14,
    author: "new.member",
    attention: null,
    broken:
      "Event 17 of this record was changed after it was written. Everything from it on cannot be relied on.",
  },
];

let guide: RunPage["guide"] = null;

export function enterGuide(from: string | null): Changed {
  guide = { guide: slow.id, symptom: "p95 above 2 s", alone: false, from, at: back(0), by };
  changed("run", RUN);
  return { kind: "ok" };
}

export function leaveGuide(): Changed {
  guide = null;
  changed("run", RUN);
  return { kind: "ok" };
}

export function page(id: string): RunPage {
  if (id !== RUN)
    throw {
      code: "notFound",
      message: `There is no run ${id} on this machine.`,
      hint: "The list of runs has all of them.",
      requestId: null,
    };
  const sections = [
    { id: "before", title: "Before you start", path: ["ApexShare deployment", "Before you start"], line: 5 },
    {
      id: "rollback",
      title: "Database rollback",
      path: ["Rollback procedures", "Manual rollback process", "Database rollback"],
      line: 17,
    },
    { id: "use", title: "Bring into use", path: ["Rollback procedures", "Bring into use"], line: 34 },
    {
      id: "frontend",
      title: "Frontend rollback",
      path: ["Rollback procedures", "Frontend rollback"],
      line: 42,
    },
  ];
  const timeline = [
    {
      at: back(31),
      by,
      seq: 1,
      unit: null,
      sentence: "Run of “Database rollback” started in apexshare-prod",
      tone: "plain" as const,
    },
    { at: back(29), by, seq: 2, unit: "L9", sentence: "Ticked", tone: "ok" as const },
    { at: back(27), by, seq: 4, unit: "L11", sentence: "Skipped: done by m.ortiz", tone: "warn" as const },
    {
      at: back(24),
      by,
      seq: 6,
      unit: "L20.1",
      sentence: "Ended with exit code 0 after 2.1 s",
      tone: "ok" as const,
    },
    {
      at: back(20),
      by,
      seq: 8,
      unit: "L26.1",
      sentence: "Belay ended while the step was under way; its outcome is not known",
      tone: "bad" as const,
    },
  ];
  return structuredClone({
    summary: summary(),
    runbookPath: "/home/jt/ops-runbooks/docs/deployment.md",
    runbook: "deployment",
    drift: null,
    environment: prod,
    sections,
    units,
    choices: [],
    rules: rules(),
    guides: [{ guide: slow, units: ["L26.1", "L44.1"] }],
    guide,
    inputs,
    notes,
    timeline,
    restores: [],
    heldBy: null,
    holdsLock: true,
    current: "L28",
  });
}

const find = (id: string) => units.find((entry) => entry.id === id) as UnitView;
const ok = (): Changed => {
  changed("run", RUN);
  return { kind: "ok" };
};

export function setInput(input: string, value: string): Changed {
  const found = inputs.find((entry) => entry.id === input);
  if (found) Object.assign(found, { value: found.secret ? null : value, given: value !== "" });
  return ok();
}

export function tick(id: string, on: boolean): Changed {
  find(id).state = on ? { kind: "done", at: back(0), by } : pending;
  return ok();
}

export function resolve(id: string, done: boolean): Changed {
  find(id).state = done ? { kind: "done", at: back(0), by } : pending;
  return ok();
}

export function skip(id: string, reason: string): Changed {
  find(id).state = { kind: "skipped", at: back(0), by, reason };
  return ok();
}

export function note(id: string | null, text: string): Changed {
  notes.push({ at: back(0), by, unit: id as never, text });
  return ok();
}

export function finish(how: "completed" | "abandoned"): Changed {
  outcome = how;
  return ok();
}

const challenge = () => ({
  token: `t${Math.random()}`,
  prompt:
    "Run `aws dynamodb delete-table` in `apexshare-prod`, production: account 222222222222, Region `eu-west-1` as `arn:aws:sts::222222222222:assumed-role/Operator/jt`. Type `apexshare-prod` to run it.",
  phrase: "apexshare-prod",
  expiresAt: ahead(5),
  reasons: ["`dynamodb delete-table` removes the table and its items", "account 2222 2222 2222, eu-west-1"],
});

export function prepare(id: string): Prepared {
  const found = find(id);
  const missing = inputs.filter((entry) => found.inputs.includes(entry.id) && entry.required && !entry.given);
  return {
    unit: id,
    text: found.code?.replace("<previous-version>", inputs[0]?.value ?? "<previous-version>") ?? null,
    effect: found.effect,
    identity: {
      kind: "confirmed",
      accountId: prod.accountId,
      arn: "arn:aws:sts::222222222222:assumed-role/Operator/jt",
      role: "Operator",
      checkedAt: back(0.07),
      expiresAt: ahead(47),
      requestId: null,
    },
    refusals: missing.map((entry) => ({
      guard: "inputs",
      mistake: "M9",
      sentence: `“${entry.label}” is not filled in, so the command would run with ${entry.placeholder} as it stands.`,
      remedy: "Fill it in above.",
      resolve: "input" as const,
      inputs: [entry.id],
    })),
    challenge: found.effect === "destructive" || found.effect === "changesAws" ? challenge() : null,
  };
}

export function execute(id: string, answer: Answer | null): Executed {
  const found = find(id);
  const prepared = prepare(id);
  if (prepared.refusals.length > 0 || (prepared.challenge && !answer))
    return { kind: "refused", refusals: prepared.refusals, challenge: prepared.challenge };
  found.attempts += 1;
  found.state = { kind: "running", attempt: found.attempts, startedAt: back(0) };
  ok();
  return { kind: "started", attempt: found.attempts };
}

export function stop(id: string): Changed {
  const found = find(id);
  found.state = {
    kind: "stopped",
    at: back(0),
    attempt: found.attempts,
    sentence: "Stopped; 3 processes were ended.",
  };
  return ok();
}

export function follow(id: string, channel: Channel<OutputChunk>): null {
  const found = find(id);
  let offset = 0;
  let line = 0;
  const send = () => {
    line += 1;
    const text = `\u001b[32m[${line}]\u001b[0m step ${line} of 40, all is well\r\n`;
    const ended = line >= 40 || found.state.kind !== "running";
    channel.onmessage({ offset, text, ended });
    offset += text.length;
    if (!ended) setTimeout(send, 150);
    else if (found.state.kind === "running") {
      found.state = { kind: "done", at: back(0), by };
      found.lastExit = {
        attempt: found.attempts,
        outcome: "exit code 0",
        ok: true,
        durationMs: line * 150,
        bytes: offset,
        tail: "step 39 of 40, all is well\nstep 40 of 40, all is well",
        at: back(0),
      };
      ok();
    }
  };
  send();
  return null;
}
