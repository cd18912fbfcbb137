import type { QueryClient } from "@tanstack/react-query";
import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test } from "vitest";
import type { Prepared, UnitView } from "../../ipc";
import { answer, called } from "../../mock/core";
import { page, prepare, RUN } from "../../mock/runs";
import { useRoute } from "../../route";
import { draw } from "../../test/screen";
import RunScreen from "./RunScreen";

/** The screen as the frame shows it: the address names the step. */
function Shown() {
  const route = useRoute();
  return route.place === "run" ? (
    <RunScreen run={route.run} unit={route.unit} />
  ) : (
    <p>elsewhere: {route.place}</p>
  );
}

let queries: QueryClient;

async function at(unit: string) {
  act(() => window.history.replaceState(null, "", `#/run/${RUN}/${unit}`));
  queries = draw(<Shown />).queries;
  return within(await screen.findByTestId(`unit-${unit}`));
}

beforeEach(() => called.splice(0));

/** The same page for every reading, with one step changed. */
function stays(unit: string, change: Partial<UnitView>) {
  const fixed = page(RUN);
  fixed.units = fixed.units.map((entry) => (entry.id === unit ? { ...entry, ...change } : entry));
  answer("run", () => fixed);
}

const free: Prepared = { ...prepare("L44.1"), refusals: [], challenge: null };
const commandsOf = (name: string) => called.filter((call) => call.command === name);

test("a refusal is shown with its remedy, and nothing can be started", async () => {
  stays("L35.1", {});
  answer("prepare", () => ({
    ...free,
    unit: "L35.1",
    refusals: [
      {
        guard: "inputs",
        mistake: "M9",
        sentence: "“Previous version” is not filled in.",
        remedy: "Fill it in above.",
        resolve: "input",
        inputs: ["previous-version"],
      },
    ],
  }));
  const step = await at("L35.1");
  expect(await step.findByText(/is not filled in/)).toBeTruthy();
  expect(step.getByTestId<HTMLButtonElement>("unit-run").disabled).toBe(true);
  await userEvent.click(step.getByRole("button", { name: "Fill it in" }));
  expect(document.activeElement).toBe(screen.getByTestId("input-previous-version"));
});

test("a value is kept when its field is left, before the step is run", async () => {
  stays("L35.1", {});
  answer("prepare", () => ({ ...free, unit: "L35.1" }));
  let kept = false;
  answer("set_input", async () => {
    await new Promise((done) => setTimeout(done, 30));
    kept = true;
    return { kind: "ok" };
  });
  let keptBefore: boolean | null = null;
  answer("execute", () => {
    keptBefore = kept;
    return { kind: "started", attempt: 1 };
  });
  const step = await at("L35.1");
  await userEvent.type(step.getByTestId("input-previous-version"), "41");
  await userEvent.click(await step.findByTestId("unit-run"));
  await waitFor(() => expect(keptBefore).toBe(true));
  expect(commandsOf("set_input")[0]?.args).toEqual({ run: RUN, input: "previous-version", value: "41" });
});

test("what is typed while a value is kept is not lost", async () => {
  let done: (value: unknown) => void = () => {};
  answer("set_input", () => new Promise((resolve) => (done = resolve)));
  const step = await at("L35.1");
  const field = step.getByTestId<HTMLInputElement>("input-previous-version");
  await userEvent.type(field, "41{Enter}2");
  done({ kind: "ok" });
  await waitFor(() => expect(commandsOf("run").length).toBeGreaterThan(1));
  expect(field.value).toBe("412");
});

test("what changes production is not sent without the typed words", async () => {
  stays("L45.1", {});
  const challenge = {
    token: "t-9",
    prompt: "Type the environment's name",
    phrase: "apexshare-prod",
    expiresAt: "2099-01-01T00:00:00Z",
    reasons: ["it deletes a table"],
  };
  answer("prepare", () => ({ ...free, unit: "L45.1", challenge }));
  answer("execute", () => ({ kind: "started", attempt: 1 }));
  const step = await at("L45.1");
  const typed = await step.findByTestId("challenge-typed");
  expect(step.getByTestId<HTMLButtonElement>("unit-run").disabled).toBe(true);
  await userEvent.type(typed, "apexshare-pro");
  await userEvent.keyboard("{Enter}");
  expect(commandsOf("execute")).toHaveLength(0);
  await userEvent.type(typed, "d{Enter}");
  await waitFor(() =>
    expect(commandsOf("execute")[0]?.args).toEqual({
      run: RUN,
      unit: "L45.1",
      answer: { token: "t-9", typed: "apexshare-prod" },
    }),
  );
});

test("a challenge that only the attempt brought is asked for then", async () => {
  stays("L44.1", {});
  answer("prepare", () => ({ ...free, unit: "L44.1" }));
  answer("execute", () => ({
    kind: "refused",
    refusals: [],
    challenge: {
      token: "t-2",
      prompt: "Type it",
      phrase: "yes-really",
      expiresAt: "2099-01-01T00:00:00Z",
      reasons: [],
    },
  }));
  const step = await at("L44.1");
  await userEvent.click(await step.findByTestId("unit-run"));
  expect(await step.findByTestId("challenge-typed")).toBeTruthy();
});

test("J and K move, S asks for a reason, and a skip goes out with it", async () => {
  stays("L44.1", {});
  answer("skip", () => ({ kind: "ok" }));
  await at("L44.1");
  await userEvent.keyboard("j");
  expect(await screen.findByRole("heading", { level: 1, name: "Delete the old table" })).toBeTruthy();
  await userEvent.keyboard("k");
  expect(
    await screen.findByRole("heading", { level: 1, name: "Check out the last good commit" }),
  ).toBeTruthy();
  await userEvent.keyboard("s");
  const confirm = await screen.findByTestId<HTMLButtonElement>("reason-confirm");
  expect(confirm.disabled).toBe(true);
  await userEvent.type(screen.getByTestId("reason"), "not needed today");
  await userEvent.click(confirm);
  await waitFor(() =>
    expect(commandsOf("skip")[0]?.args).toEqual({ run: RUN, unit: "L44.1", reason: "not needed today" }),
  );
});

test("keys rest while somebody types", async () => {
  stays("L35.1", {});
  answer("prepare", () => ({ ...free, unit: "L35.1" }));
  const step = await at("L35.1");
  await userEvent.type(step.getByTestId("input-previous-version"), "jks");
  expect(screen.getByRole("heading", { level: 1, name: /Point the functions/ })).toBeTruthy();
  expect(screen.queryByTestId("reason")).toBeNull();
});

test("Stop goes out at once while the step runs", async () => {
  stays("L44.1", {
    state: { kind: "running", attempt: 1, startedAt: new Date().toISOString() },
    attempts: 1,
  });
  answer("stop", () => ({ kind: "ok" }));
  const step = await at("L44.1");
  await userEvent.click(step.getByTestId("unit-stop"));
  await waitFor(() => expect(commandsOf("stop")[0]?.args).toEqual({ run: RUN, unit: "L44.1" }));
});

test("an interrupted step says that its outcome is not known", async () => {
  stays("L26.1", {});
  const step = await at("L26.1");
  expect(step.getByRole("alert").textContent).toContain("its outcome is not known");
});

test("a run that cannot be read says why and offers to try again", async () => {
  answer("run", () => {
    throw {
      code: "storage",
      message: "The record of this run could not be read.",
      hint: "The disk may be full.",
      requestId: null,
    };
  });
  act(() => window.history.replaceState(null, "", `#/run/${RUN}`));
  draw(<Shown />);
  const alert = await screen.findByRole("alert");
  expect(alert.textContent).toContain("could not be read");
  expect(within(alert).getByRole("button", { name: "Try again" })).toBeTruthy();
});

test("the focus returns to where it was when a dialog is closed", async () => {
  stays("L44.1", {});
  answer("prepare", () => ({ ...free, unit: "L44.1" }));
  const step = await at("L44.1");
  const skip = await step.findByTestId("unit-skip");
  await userEvent.click(skip);
  await screen.findByTestId("reason");
  await userEvent.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByTestId("reason")).toBeNull());
  expect(document.activeElement).toBe(skip);
});

test("what was typed to confirm stays when the step is prepared anew", async () => {
  stays("L45.1", {});
  let token = 0;
  answer("prepare", () => ({
    ...free,
    unit: "L45.1",
    challenge: {
      token: `t-${token++}`,
      prompt: "Type it",
      phrase: "apexshare-prod",
      expiresAt: "2099-01-01T00:00:00Z",
      reasons: [],
    },
  }));
  const step = await at("L45.1");
  await userEvent.type(await step.findByTestId("challenge-typed"), "apexshare");
  await act(() => queries.invalidateQueries({ queryKey: ["run", "prepared"] }));
  expect(step.getByTestId<HTMLInputElement>("challenge-typed").value).toBe("apexshare");
  expect(token).toBe(2);
});

test("a step that another comes before leads to that one, and does not offer to skip itself instead", async () => {
  stays("L44.1", { blockedBy: "L9" });
  answer("prepare", () => ({
    ...free,
    unit: "L44.1",
    refusals: [
      {
        guard: "order",
        mistake: "M4",
        sentence: "“The change is approved” comes before it and is not done.",
        remedy: "Do it first, or skip it and say why.",
        resolve: "skip",
        inputs: [],
      },
    ],
  }));
  const step = await at("L44.1");
  await userEvent.click(await step.findByRole("button", { name: "Go to it" }));
  expect(await screen.findByRole("heading", { level: 1, name: "The change is approved" })).toBeTruthy();
});

test("a step that falls silent says that it cannot be answered, one that has just begun does not", async () => {
  const running = (seconds: number): Partial<UnitView> => ({
    state: { kind: "running", attempt: 1, startedAt: new Date(Date.now() - seconds * 1000).toISOString() },
  });
  stays("L35.1", running(2));
  await at("L35.1");
  await userEvent.click(await screen.findByTestId("evidence-output"));
  await screen.findByRole("button", { name: "Widen" });
  expect(screen.queryByText(/waits for an answer/)).toBeNull();
  stays("L35.1", running(11));
  await act(() => queries.invalidateQueries());
  expect(await screen.findByText(/waits for an answer/)).toBeTruthy();
});

test("a chart is read anew once its line was filled in", async () => {
  stays("L35.1", {});
  await at("L35.1");
  await waitFor(() => expect(commandsOf("run_charts")).toHaveLength(1));
  const filled = page(RUN);
  filled.inputs = filled.inputs.map((input) => ({ ...input, value: "2026-11-21T07:00:00Z" }));
  answer("run", () => filled);
  await act(() => queries.invalidateQueries({ queryKey: ["run"] }));
  await waitFor(() => expect(commandsOf("run_charts")).toHaveLength(2));
});
