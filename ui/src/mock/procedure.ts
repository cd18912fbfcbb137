import type { ProcedureItem, ProcedureRow, SectionRole } from "../ipc/types";

const row = (line: number, is: ProcedureItem, depth = 0): ProcedureRow => ({ line, depth, is });

const act = (
  step: string,
  what: "check" | "run" | "byHand" | "lookUp",
  title: string,
  more: Partial<Extract<ProcedureItem, { kind: "act" }>> = {},
): ProcedureItem => ({
  kind: "act",
  step,
  act: what,
  title,
  effect: null,
  inputs: [],
  expects: false,
  errors: 0,
  warnings: 0,
  ...more,
});

const section = (level: number, title: string, role: SectionRole | null) =>
  ({ kind: "section", level, title, role, environment: null }) satisfies ProcedureItem;

/** The runbook of the mock, drawn; every kind of row is in it. */
export const procedure: ProcedureRow[] = [
  row(1, section(1, "ApexShare deployment", "overview")),
  row(5, section(2, "Before you start", "prerequisites")),
  row(9, act("L9", "check", "The change is approved")),
  row(10, act("L10", "check", "Alarms were looked at: none is in ALARM")),
  row(11, act("L11", "check", "Stakeholders were told in #incidents")),
  row(13, section(2, "Rollback procedures", "rollback")),
  row(15, {
    kind: "rule",
    rule: "rollbackTrigger",
    text: "The error rate of the API is above 10 % for 5 minutes",
  }),
  row(17, section(3, "Database rollback", null)),
  row(21, act("L21", "run", "Stop write operations", { effect: "changesAws", errors: 1 })),
  row(
    29,
    act("L29", "run", "Restore from point-in-time", { effect: "changesAws", warnings: 1, expects: true }),
  ),
  row(
    38,
    act("L38", "run", "Point the functions to the restored table", {
      effect: "changesAws",
      inputs: ["<previous-version>"],
    }),
  ),
  row(43, { kind: "choice", ways: 2 }),
  row(43, { kind: "way", number: 1, title: "From the last release", recommended: true, when: null }),
  row(46, act("L46", "run", "git checkout", { effect: "changesLocal", inputs: ["<commit>"] }), 1),
  row(50, { kind: "way", number: 2, title: "From the bucket", recommended: false, when: "when git is away" }),
  row(52, act("L52", "byHand", "Ask the keeper of the bucket"), 1),
  row(60, section(2, "Troubleshooting", "guide")),
  row(62, { kind: "symptom", text: "Uploads fail with 403" }),
  row(64, { kind: "cause", text: "The role of the function was replaced" }),
  row(66, act("L66", "lookUp", "The policy as it should be")),
];
