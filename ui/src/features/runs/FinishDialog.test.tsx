import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, it } from "vitest";
import type { Changed, Refusal, RunPage } from "../../ipc";
import { answer, called } from "../../mock/core";
import { page, RUN } from "../../mock/runs";
import { draw, violations } from "../../test/screen";
import { useRunActions } from "./actions";
import { FinishDialog } from "./FinishDialog";

const shown: string[] = [];
let closed = 0;

function Drawn({ page }: { page: RunPage }) {
  const actions = useRunActions(RUN);
  return (
    <FinishDialog page={page} actions={actions} onShow={(tab) => shown.push(tab)} onClose={() => closed++} />
  );
}

/** A run whose steps are all done. */
function done(): RunPage {
  const drawn = page(RUN);
  drawn.summary = { ...drawn.summary, done: 5, total: 5 };
  return drawn;
}

const clock = (rule: string): Refusal => ({
  guard: "wait",
  mistake: null,
  sentence: `“Monitor for 30 minutes” (line ${rule.slice(1)}) takes 30 min, and ends 2026-11-21 08:30:00 UTC.`,
  remedy: "Wait until then; or go on all the same and say why; the record keeps the reason.",
  resolve: "rule",
  rule,
  inputs: [],
});
const unfinished: Refusal = {
  ...clock("L1"),
  guard: "unfinished",
  sentence: "“Verify” is neither done nor skipped.",
  resolve: "skip",
  rule: undefined,
};

const sent = (command: string) => called.filter((call) => call.command === command).map((call) => call.args);

/** Refuses with these until every clock among them has been gone on against. */
function refuse(refusals: Refusal[]) {
  const against = new Set<string>();
  answer("override_rule", ({ rule }: { rule: string }) => {
    against.add(rule);
    return { kind: "ok" };
  });
  answer("finish_run", (): Changed => {
    const left = refusals.filter((refusal) => !refusal.rule || !against.has(refusal.rule));
    return left.length > 0 ? { kind: "refused", refusals: left } : { kind: "ok" };
  });
}

beforeEach(() => {
  called.splice(0);
  shown.splice(0);
  closed = 0;
});

it("finishes before the end of every clock for one reason, which is sent for each", async () => {
  refuse([clock("R14"), clock("R20")]);
  draw(<Drawn page={done()} />);
  await userEvent.type(screen.getByTestId("finish-note"), "all well");
  await userEvent.click(screen.getByTestId("finish-confirm"));
  const reason = await screen.findByTestId("finish-reason");
  expect(screen.getByTestId<HTMLButtonElement>("finish-confirm").disabled).toBe(true);
  expect(await violations()).toEqual([]);
  await userEvent.type(reason, "watched in staging");
  await userEvent.click(screen.getByTestId("finish-confirm"));
  await waitFor(() => expect(closed).toBe(1));
  expect(sent("override_rule")).toEqual([
    { run: RUN, rule: "R14", reason: "watched in staging" },
    { run: RUN, rule: "R20", reason: "watched in staging" },
  ]);
  expect(sent("finish_run").at(-1)).toEqual({ run: RUN, outcome: "completed", note: "all well" });
});

it("leads to the clock that is in the way", async () => {
  refuse([clock("R14")]);
  draw(<Drawn page={done()} />);
  await userEvent.click(screen.getByTestId("finish-confirm"));
  await userEvent.click(await screen.findByRole("button", { name: "Go to the clock" }));
  expect(shown).toEqual(["rules"]);
  expect(closed).toBe(1);
  expect(sent("override_rule")).toEqual([]);
});

it("asks for no reason while a step is left: a clock alone can be gone on against", async () => {
  refuse([clock("R14"), unfinished]);
  draw(<Drawn page={done()} />);
  await userEvent.click(screen.getByTestId("finish-confirm"));
  await screen.findByText(/neither done nor skipped/);
  expect(screen.queryByTestId("finish-reason")).toBeNull();
});

it("takes what stood against completing back when the run is given up instead", async () => {
  refuse([clock("R14")]);
  draw(<Drawn page={done()} />);
  await userEvent.click(screen.getByTestId("finish-confirm"));
  await screen.findByTestId("finish-reason");
  await userEvent.click(screen.getByTestId("finish-abandoned"));
  expect(screen.queryByTestId("refusals")).toBeNull();
  expect(screen.getByTestId("finish-confirm").textContent).toBe("Finish as abandoned");
});

it("asks for no reason once the clock has ended by itself", async () => {
  refuse([clock("R14")]);
  const over = done();
  const [any] = over.rules.rules;
  const wait = { state: "running", seconds: 1800, endsAt: new Date(Date.now() - 1000).toISOString() };
  over.rules.rules = [{ ...any, id: "R14", wait } as (typeof over.rules.rules)[number]];
  draw(<Drawn page={over} />);
  await userEvent.click(screen.getByTestId("finish-confirm"));
  await waitFor(() => expect(sent("finish_run")).toHaveLength(1));
  expect(screen.queryByTestId("finish-reason")).toBeNull();
  expect(screen.getByTestId<HTMLButtonElement>("finish-confirm").disabled).toBe(false);
});
