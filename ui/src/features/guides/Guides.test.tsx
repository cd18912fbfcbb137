import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test } from "vitest";
import { answer, called } from "../../mock/core";
import { page, RUN } from "../../mock/runs";
import { useRoute } from "../../route";
import { draw } from "../../test/screen";
import { LibraryScreen } from "../library/LibraryScreen";
// Loaded when they are first needed; here before the clock of a test runs.
import "../library/RunbookView";
import "../library/StartRunDialog";
import RunScreen from "../runs/RunScreen";
import { progress } from "../runs/units";

function Routed() {
  const route = useRoute();
  if (route.place === "run") return <RunScreen run={route.run} unit={route.unit} />;
  return route.place === "runbooks" ? <LibraryScreen runbook={route.runbook} line={route.line} /> : null;
}

function open(hash: string) {
  act(() => window.history.replaceState(null, "", hash));
  return draw(<Routed />);
}

beforeEach(() => called.splice(0));
const argsOf = (command: string) =>
  called.filter((call) => call.command === command).map((call) => call.args);

test("a symptom opens its guide, and a run is started from there", async () => {
  open("#/runbooks/apexshare");
  const user = userEvent.setup();
  await user.click(await screen.findByTestId("evidence-guides"));
  await user.click(screen.getByTestId("symptom-G26-1"));
  const guide = within(screen.getByTestId("guide-G26"));
  expect(guide.getByRole("heading", { level: 2 }).textContent).toBe("p95 above 2 s");
  expect(guide.getByText("The table is throttled")).toBeTruthy();
  await user.click(guide.getByTestId("start-guide"));
  expect((await screen.findByTestId("start-run-guide")).textContent).toContain("p95 above 2 s");
  await waitFor(() =>
    expect(argsOf("preflight").at(-1)).toMatchObject({ part: { guide: "G26", symptom: 1 } }),
  );
});

test("a line that tells a symptom leads to its guide, whose lines are done by hand where it has no step", async () => {
  open("#/runbooks/apexshare/50");
  const guide = within(await screen.findByTestId("guide-G50"));
  expect(guide.getByTestId<HTMLButtonElement>("start-guide").disabled).toBe(false);
  expect(guide.getByText(/no command and no checklist/)).toBeTruthy();
});

test("a guide with nothing to do starts no run, and says what there is instead", async () => {
  open("#/runbooks/apexshare/51");
  const guide = within(await screen.findByTestId("guide-G51"));
  expect(guide.getByTestId<HTMLButtonElement>("start-guide").disabled).toBe(true);
  expect(guide.getByText(/It is to be read/)).toBeTruthy();
});

test("in a run a guide is entered, and left for the step that was at hand", async () => {
  open(`#/run/${RUN}/L39`);
  const user = userEvent.setup();
  await user.click(await screen.findByText(/Enter a guide/));
  await user.click(screen.getByTestId("symptom-G26-0"));
  expect(argsOf("enter_guide")).toEqual([{ run: RUN, guide: "G26", symptom: 0, from: "L39" }]);
  await screen.findByTestId("guide-here");
  await user.click(screen.getByTestId("guide-leave"));
  await waitFor(() => expect(window.location.hash).toBe(`#/run/${RUN}/L39`));
  await waitFor(() => expect(screen.queryByTestId("guide-here")).toBeNull());
});

test("a run of a guide alone keeps the rest of the runbook apart", async () => {
  const fixed = page(RUN);
  fixed.guide = {
    guide: "G26",
    symptom: "Uploads are slow",
    alone: true,
    from: null,
    at: "2026-11-21T08:00:00Z",
    by: "jt",
  };
  answer("run", () => fixed);
  open(`#/run/${RUN}/L44.1`);
  const rest = (await screen.findByText(/not to be done in this run/)).closest("details");
  expect(rest?.querySelector('[data-testid="outline-L45.1"]')).not.toBeNull();
  expect(rest?.querySelector('[data-testid="outline-L26.1"]')).toBeNull();
  expect(screen.queryByTestId("guide-leave")).toBeNull();
});

test("a run whose way is open says that there may be more steps", () => {
  expect(progress({ done: 1, total: 4, more: true })).toBe("1 of 4 or more steps");
  expect(progress({ done: 0, total: 1, more: false })).toBe("0 of 1 step");
});
