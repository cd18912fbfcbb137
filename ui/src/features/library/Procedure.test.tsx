import { act, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test } from "vitest";
import type { Settings } from "../../ipc";
import { answer, called } from "../../mock/core";
import { procedure } from "../../mock/procedure";
import { useRoute } from "../../route";
import { draw, freshQueries, violations } from "../../test/screen";
import { LibraryScreen } from "./LibraryScreen";
// Loaded when it is first needed; here before the clock of a test runs.
import "./RunbookView";

function Routed() {
  const route = useRoute();
  return route.place === "runbooks" ? <LibraryScreen runbook={route.runbook} line={route.line} /> : null;
}

async function drawn() {
  act(() => window.history.replaceState(null, "", "#/runbooks/apexshare"));
  draw(<Routed />, freshQueries());
  await screen.findByTestId("document");
  const user = userEvent.setup();
  await user.keyboard("p");
  return { user, board: await screen.findByTestId("procedure") };
}

beforeEach(() => {
  called.splice(0);
  // What one test chooses is not remembered for the next.
  let kept: Settings = { timesFirst: "utc", theme: "system", refreshSeconds: 60, reading: "text" };
  answer("settings", () => kept);
  answer("save_settings", ({ settings }: { settings: Settings }) => {
    kept = settings;
    return kept;
  });
});

test("a runbook is read as a procedure, and the choice is remembered", async () => {
  const { user, board } = await drawn();
  await waitFor(() => expect(board.textContent).toContain("One of 2 ways"));
  expect(board.textContent).toMatch(/Go back when: The error rate/);
  expect(await violations()).toEqual([]);
  const saved = () => called.filter((call) => call.command === "save_settings").map((call) => call.args);
  expect(saved()).toMatchObject([{ settings: { reading: "procedure" } }]);
  await user.keyboard("p");
  await screen.findByTestId("document");
  expect(saved()).toHaveLength(2);
});

test("an act is explained beside the drawing, and its line leads into the text", async () => {
  const { user } = await drawn();
  const step = await screen.findByRole("button", { name: /run: Stop write operations.*1 error/ });
  await user.click(step);
  await screen.findByTestId("step-explained");
  expect(step.getAttribute("aria-pressed")).toBe("true");
  await user.click(screen.getByRole("button", { name: "Line 21 of the text" }));
  await screen.findByTestId("document");
  expect(called.filter((call) => call.command === "save_settings")).toHaveLength(1);
});

test("a long procedure comes in parts", async () => {
  answer("runbook_procedure", ({ from }) => ({
    version: "1",
    total: procedure.length,
    rows: procedure.slice(from, from + 8),
  }));
  const { board } = await drawn();
  await waitFor(() => expect(board.textContent).toContain("The policy as it should be"));
  expect(called.filter((call) => call.command === "runbook_procedure")).toHaveLength(3);
});

test("a runbook without anything to do says what the text has", async () => {
  answer("runbook_procedure", () => ({ version: "1", total: 0, rows: [] }));
  const { board } = await drawn();
  await waitFor(() => expect(board.textContent).toContain("Nothing to do is written here"));
});
