import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { beforeEach, expect, it } from "vitest";
import type { RuleView, RunPage } from "../../ipc";
import { answer, called } from "../../mock/core";
import { page, RUN } from "../../mock/runs";
import { draw, violations } from "../../test/screen";
import { useRunActions } from "../runs/actions";
import { type Asking, ReasonDialog } from "../runs/ReasonDialog";
import { RulesBeside } from "./Beside";
import { RuleNotices } from "./RuleNotices";
import RulesPane from "./RulesPane";
import { fromLength, left, toLength } from "./rules";

const rule = (id: string, more: Partial<RuleView>): RuleView => ({
  id,
  kind: "duration",
  role: "wait",
  sentence: "Monitor for 30 minutes",
  line: Number(id.slice(1)),
  value: { kind: "lasts", subject: "Monitor", seconds: 1800 },
  said: "Monitor for 30 min",
  read: null,
  does: "Going on before its end asks for a reason.",
  standing: { kind: "proposed", before: null },
  unit: null,
  section: null,
  wait: null,
  seen: null,
  ...more,
});
const confirmed: RuleView["standing"] = {
  kind: "confirmed",
  at: "2026-11-21T08:00:00Z",
  by: "jt",
  before: null,
};
const trigger = rule("R58", {
  kind: "rollbackTrigger",
  role: "trigger",
  said: "Orders are lost",
  standing: confirmed,
});

function at(rules: RuleView[], more: Partial<RunPage["rules"]> = {}): RunPage {
  const drawn = page(RUN);
  const toDecide = rules.filter((entry) => entry.standing.kind === "proposed").length;
  drawn.rules = { rules, toDecide, window: null, wayBack: null, zones: ["UTC"], ...more };
  return drawn;
}

const selected: string[] = [];
const shown: string[] = [];

function Drawn({ page }: { page: RunPage }) {
  const actions = useRunActions(RUN);
  const [asking, setAsking] = useState<Asking | null>(null);
  const props = { page, actions, onAsk: setAsking, onSelect: (unit: string) => selected.push(unit) };
  return (
    <>
      <RuleNotices {...props} onShow={(tab) => shown.push(tab)} />
      <RulesBeside rules={page.rules.rules} page={page} onShow={(tab) => shown.push(tab)} />
      <RulesPane {...props} />
      {asking && (
        <ReasonDialog
          asking={asking}
          page={page}
          unit={undefined}
          actions={actions}
          onClose={() => setAsking(null)}
        />
      )}
    </>
  );
}

const sent = (command: string) => called.filter((call) => call.command === command).map((call) => call.args);
const none = { value: null, seconds: null, fromSeconds: null, count: null, window: null };

beforeEach(() => {
  called.splice(0);
  selected.splice(0);
  for (const command of ["confirm_rule", "dismiss_rule", "take_rule_back", "override_rule", "observe_rule"])
    answer(command, () => ({ kind: "ok" }));
});

it("confirms with one key, corrects the figures with another, and sends nothing but figures", async () => {
  draw(<Drawn page={at([rule("R14", {})])} />);
  const card = screen.getByTestId("rule-R14");
  expect(card.textContent).toContain("Monitor for 30 minutes");
  expect(await violations()).toEqual([]);
  card.focus();
  await userEvent.keyboard("{Enter}");
  await waitFor(() => expect(sent("confirm_rule")).toEqual([{ run: RUN, rule: "R14", figures: none }]));
  card.focus();
  await userEvent.keyboard("e");
  const field = await screen.findByTestId<HTMLInputElement>("figure-seconds");
  expect(field.value).toBe("30 min");
  await userEvent.clear(field);
  await userEvent.type(field, "soon{Enter}");
  expect(sent("confirm_rule")).toHaveLength(1);
  await userEvent.clear(field);
  await userEvent.type(field, "10m{Enter}");
  await waitFor(() => expect(sent("confirm_rule")).toHaveLength(2));
  expect(sent("confirm_rule")[1]).toEqual({ run: RUN, rule: "R14", figures: { ...none, seconds: 600 } });
});

it("dismisses only with a reason", async () => {
  draw(<Drawn page={at([rule("R14", {})])} />);
  screen.getByTestId("rule-R14").focus();
  await userEvent.keyboard("d");
  const submit = await screen.findByTestId<HTMLButtonElement>("reason-confirm");
  expect(submit.disabled).toBe(true);
  await userEvent.type(screen.getByTestId("reason"), "not for this table");
  await userEvent.click(submit);
  await waitFor(() =>
    expect(sent("dismiss_rule")).toEqual([{ run: RUN, rule: "R14", reason: "not for this table" }]),
  );
});

it("says who confirmed it before, and takes all of those over at once", async () => {
  const word = { run: "r1", at: "2026-11-18T08:00:00Z", by: "m.ortiz" };
  const before = { confirmed: true, reason: null, environment: "apexshare-staging", word };
  const known = rule("R14", { standing: { kind: "proposed", before } });
  draw(<Drawn page={at([known, rule("R20", {})])} />);
  expect(screen.getByTestId("before-R14").textContent).toBe(
    "Confirmed on 2026-11-18 by m.ortiz, for apexshare-staging",
  );
  await userEvent.click(screen.getByTestId("confirm-before"));
  await waitFor(() => expect(sent("confirm_rule")).toEqual([{ run: RUN, rule: "R14", figures: none }]));
});

it("counts a clock down, and going on before its end asks for a reason", async () => {
  const endsAt = new Date(Date.now() + 90_500).toISOString();
  const startedAt = new Date(Date.now() - 1_709_500).toISOString();
  const wait = { state: "running" as const, seconds: 1800, startedAt, byHand: false, endsAt, cutShort: null };
  draw(<Drawn page={at([rule("R14", { standing: confirmed, wait })])} />);
  expect(screen.getByTestId("clock-R14").textContent).toMatch(/1 min (30|31) s left of 30 min/);
  expect(screen.getByTestId("beside-R14").textContent).toContain("left, until");
  await userEvent.click(screen.getByTestId("go-on-R14"));
  await userEvent.type(await screen.findByTestId("reason"), "seen in staging");
  await userEvent.click(screen.getByTestId("reason-confirm"));
  await waitFor(() =>
    expect(sent("override_rule")).toEqual([{ run: RUN, rule: "R14", reason: "seen in staging" }]),
  );
});

it("shows the way back once a reason to go back has come true, and runs nothing", async () => {
  const seen = { so: true, at: "2026-11-21T08:10:00Z", by: "jt" };
  const section = { id: "rollback", title: "Rollback", line: 60, unit: "L62" };
  const wayBack = { rules: ["R58"], section };
  draw(<Drawn page={at([{ ...trigger, seen }], { wayBack })} />);
  const alert = screen.getByRole("alert");
  expect(alert.textContent).toContain("Orders are lost");
  await userEvent.click(within(alert).getByTestId("way-back"));
  expect(selected).toEqual(["L62"]);
  expect(called.filter((call) => call.command === "execute")).toEqual([]);
});

it("asks whether a reason to go back has come true", async () => {
  draw(<Drawn page={at([trigger])} />);
  await userEvent.click(screen.getByTestId("no-R58"));
  await waitFor(() => expect(sent("observe_rule")).toEqual([{ run: RUN, rule: "R58", so: false }]));
});

it("says why changes wait outside the window, and asks for a reason to go on", async () => {
  const window = {
    open: false,
    sentence: "This is outside the change window of line 6.",
    until: "2026-11-26T19:00:00Z",
    rule: "R6",
    wentOn: null,
  };
  draw(<Drawn page={at([rule("R6", { role: "window", standing: confirmed })], { window })} />);
  await userEvent.click(screen.getByTestId("window-go-on"));
  await userEvent.type(await screen.findByTestId("reason"), "orders are being lost");
  await userEvent.click(screen.getByTestId("reason-confirm"));
  await waitFor(() => expect(sent("override_rule")[0]).toMatchObject({ rule: "R6" }));
});

it("says so where the prose states no rules", () => {
  draw(<Drawn page={at([])} />);
  expect(screen.getByText("The prose states no rule for this run")).toBeTruthy();
});

it("reads and writes lengths of time as people do", () => {
  expect([90, 600, 5400, 86_400].map(toLength)).toEqual(["90 s", "10 min", "90 min", "1 d"]);
  expect(["90s", "10 m", "24h", "2 d", "soon", "1.5h"].map(fromLength)).toEqual([
    90,
    600,
    86_400,
    172_800,
    null,
    null,
  ]);
  const now = Date.parse("2026-11-21T08:00:00Z");
  expect(left("2026-11-21T08:18:05Z", now)).toBe("18 min 5 s");
  expect(left("2026-11-22T10:00:00Z", now)).toBe("1 d 2 h");
});
