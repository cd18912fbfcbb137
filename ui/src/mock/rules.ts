import type { Changed, RuleValue, RuleView, RunRules } from "../ipc/types";
import { changed } from "./event";
import { ahead, back } from "./shared";

const by = "jt";
const proposed: RuleView["standing"] = { kind: "proposed", before: null };
const confirmed: RuleView["standing"] = { kind: "confirmed", at: back(26), by, before: null };

const rule = (
  id: string,
  kind: RuleView["kind"],
  role: RuleView["role"],
  sentence: string,
  value: RuleValue,
  said: string,
  more: Partial<RuleView> = {},
): RuleView => ({
  id,
  kind,
  role,
  sentence,
  line: Number(id.slice(1)),
  value,
  said,
  read: null,
  does: "Going on before its end asks for a reason.",
  standing: proposed,
  unit: null,
  section: null,
  wait: null,
  seen: null,
  ...more,
});

const all: RuleView[] = [
  rule(
    "R6",
    "changeWindow",
    "window",
    "Deployments: Thursdays 2–4 PM EST",
    {
      kind: "window",
      weekOfMonth: null,
      weekday: "thursday",
      startMinute: 840,
      endMinute: 960,
      zone: "America/New_York",
      zoneWritten: "EST",
    },
    "Every Thursday, 14:00–16:00 America/New_York (written EST; read as that clock, summer time included)",
    {
      does: "Steps that change something are refused outside it; a person can go on all the same and say why.",
    },
  ),
  rule(
    "R30",
    "duration",
    "wait",
    "Monitor for 30 minutes",
    { kind: "lasts", subject: "Monitor", seconds: 1800 },
    "Monitor for 30 min",
    {
      standing: confirmed,
      section: "rollback",
      wait: {
        state: "running",
        seconds: 1800,
        startedAt: back(12),
        byHand: false,
        endsAt: ahead(18),
        cutShort: null,
      },
    },
  ),
  rule(
    "R58",
    "rollbackTrigger",
    "trigger",
    "API error rate > 10% for 5 minutes",
    {
      kind: "comparison",
      subject: "API error rate",
      op: "greater",
      value: 10,
      unit: "%",
      statistic: null,
      forSeconds: 300,
    },
    "API error rate above 10 % for 5 min",
    {
      standing: {
        kind: "proposed",
        before: {
          confirmed: true,
          reason: null,
          environment: "apexshare-staging",
          word: { run: "01jd5k0001", at: back(60 * 24 * 3), by: "m.ortiz" },
        },
      },
      does: "Belay asks whether it has happened, and then shows the way back. It runs nothing by itself.",
    },
  ),
];

export function rules(): RunRules {
  return {
    rules: all,
    toDecide: all.filter((entry) => entry.role !== "note" && entry.standing.kind === "proposed").length,
    window: null,
    wayBack: null,
    zones: ["UTC", "America/New_York", "Europe/Berlin", "Etc/GMT+5"],
  };
}

const change = (id: string, next: Partial<RuleView>): Changed => {
  const found = all.find((entry) => entry.id === id);
  if (found) Object.assign(found, next);
  changed("run", null);
  return { kind: "ok" };
};

export const confirmRule = (id: string) =>
  change(id, { standing: { kind: "confirmed", at: back(0), by, before: null } });
export const dismissRule = (id: string, reason: string) =>
  change(id, { standing: { kind: "dismissed", at: back(0), by, reason } });
export const takeRuleBack = (id: string) => change(id, { standing: proposed });
export const observeRule = (id: string, so: boolean | null) =>
  change(id, { seen: so === null ? null : { so, at: back(0), by } });

export function overrideRule(id: string, reason: string): Changed {
  const wait = all.find((entry) => entry.id === id)?.wait;
  return change(
    id,
    wait ? { wait: { ...wait, state: "cutShort", cutShort: { at: back(0), by, reason } } } : {},
  );
}
