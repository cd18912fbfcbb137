import { act, fireEvent, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, test } from "vitest";
import { answer, called } from "../../mock/core";
import { changed } from "../../mock/event";
import { entries, page } from "../../mock/library";
import { followChanges } from "../../queries";
import { useRoute } from "../../route";
import { draw, freshQueries, violations } from "../../test/screen";
import { LibraryScreen } from "./LibraryScreen";
// Loaded when it is first needed; here before the clock of a test runs.
import "./RunbookView";

function Routed() {
  const route = useRoute();
  return route.place === "runbooks" ? <LibraryScreen runbook={route.runbook} line={route.line} /> : null;
}

let unfollow = () => {};

function open(hash: string) {
  act(() => window.history.replaceState(null, "", hash));
  const queries = freshQueries();
  unfollow = followChanges(queries);
  return draw(<Routed />, queries);
}

beforeEach(() => {
  called.splice(0);
});
afterEach(() => unfollow());

const times = (command: string) => called.filter((call) => call.command === command).length;

test("a search marks what was found, and the keyboard reaches it", async () => {
  open("#/runbooks");
  await screen.findByTestId("runbook-apexshare-deployment");
  const user = userEvent.setup();
  await user.keyboard("/");
  expect(document.activeElement).toBe(screen.getByTestId("library-search"));
  await user.keyboard("restore-table");
  const mark = await screen.findByText("restore-table", { selector: "mark" });
  await user.keyboard("{ArrowDown}{ArrowDown}");
  expect(document.activeElement).toBe(mark.closest("a"));
  await user.keyboard("{Escape}");
  expect((screen.getByTestId("library-search") as HTMLInputElement).value).toBe("");
  await waitFor(() => expect(screen.queryByText("restore-table", { selector: "mark" })).toBeNull());
});

test("a search that finds nothing says so and what to do", async () => {
  open("#/runbooks");
  fireEvent.change(await screen.findByTestId("library-search"), { target: { value: "zzz" } });
  expect((await screen.findByTestId("no-hits")).textContent).toMatch(/all of “zzz”/);
});

test("a folder that is looked into says how far it is, and can be closed meanwhile", async () => {
  const [folder] = entries;
  answer("library", () => [{ ...folder, runbooks: [], progress: { found: 1240, toRead: 900, read: 120 } }]);
  open("#/runbooks");
  expect((await screen.findByText(/Reading 120 of 900/)).getAttribute("role")).toBe("status");
  screen.getByRole("button", { name: "Close ops-runbooks" });
  screen.getByText("Choose a runbook");
});

test("a folder that cannot be read, or not be watched, says why", async () => {
  const [folder] = entries;
  answer("library", () => [
    { ...folder, id: "a", runbooks: [], problem: "`/mnt/ops` could not be used: No such file." },
    { ...folder, id: "b", notice: "This system allows no more watches: changes show every 30 s." },
  ]);
  open("#/runbooks");
  await screen.findByText(/could not be used/);
  await screen.findByText(/no more watches/);
  expect(screen.queryByText("No Markdown file is in this folder.")).toBeNull();
});

test("a file that is gone is told on its page, and not beside it again", async () => {
  const [folder] = entries;
  const gone = "`/mnt/ops/a.md` could not be used: No such file.";
  answer("library", () => [
    { ...folder, id: "a", runbooks: [], problem: gone },
    { ...folder, id: "b", runbooks: [], problem: "`/mnt/other` could not be used: No such file." },
  ]);
  answer("runbook", () => {
    throw { code: "file", message: gone, hint: null, requestId: null };
  });
  open("#/runbooks/a");
  await screen.findByTestId("failure");
  await screen.findByText("/mnt/other");
  expect(screen.getAllByText("/mnt/ops/a.md")).toHaveLength(1);
});

test("a link to another runbook opens it by its id, and an address is offered to be copied", async () => {
  open("#/runbooks/apexshare");
  const link = await screen.findByRole("link", { name: "the API runbook" });
  expect(link.getAttribute("href")).toBe("#/runbooks/api");
  screen.getByRole("button", { name: "Copy: https://example.com/alarms" });
});

test("a step is explained by its button and by the keyboard", async () => {
  open("#/runbooks/apexshare");
  const user = userEvent.setup();
  const [first] = await screen.findAllByRole("button", { name: /^Explain the step/ });
  await user.click(first as HTMLElement);
  const said = await screen.findByTestId("step-explained");
  for (const fact of ["What it does", "What it changes", "Danger", "What comes back"])
    expect(said.textContent).toContain(fact);
  expect(await violations()).toEqual([]);
  await user.click(document.body);
  await user.keyboard("j");
  expect(document.querySelectorAll("[data-selected]")).toHaveLength(1);
});

test("sections carry the marks of their findings and lead to their lines", async () => {
  open("#/runbooks/apexshare");
  const section = await screen.findByRole("button", { name: /Database rollback.*1 error, 1 warning/ });
  await userEvent.click(section);
});

test("a file that changes on the disk shows anew, and says so quietly", async () => {
  open("#/runbooks/apexshare");
  await screen.findByTestId("document");
  expect(screen.getByTestId("changed-on-disk").textContent).toBe("");
  const before = page("apexshare");
  const [chunk] = before.rows;
  answer("runbook", () => ({
    ...before,
    version: "2",
    rows: [[{ kind: "heading", line: 1, level: 1, text: "Another title" }, ...(chunk ?? []).slice(1)]],
  }));
  act(() => changed("library", "another"));
  expect(times("runbook")).toBe(1);
  act(() => changed("library", "apexshare"));
  await screen.findByRole("heading", { name: "Another title" });
  expect(screen.getByTestId("changed-on-disk").textContent).toMatch(/changed on disk/);
});

test("a file that is gone keeps its last text, and cannot be started", async () => {
  open("#/runbooks/apexshare");
  await screen.findByTestId("document");
  answer("runbook", () => {
    throw { code: "notFound", message: "There is no runbook any more.", hint: null, requestId: null };
  });
  act(() => changed("library", "apexshare"));
  await screen.findByText(/is not in an open folder any more/);
  expect(screen.getByTestId("document").textContent).toContain("Database rollback");
  expect((screen.getByTestId("start-run") as HTMLButtonElement).disabled).toBe(true);
});

test("a change of the list leaves the text on the screen alone", async () => {
  open("#/runbooks/apexshare");
  await screen.findByTestId("document");
  const before = times("library");
  act(() => changed("library"));
  await waitFor(() => expect(times("library")).toBe(before + 1));
  expect(times("runbook")).toBe(1);
});

test("of a large file only what is seen is asked for and drawn", async () => {
  open("#/runbooks/practice");
  await screen.findByText(/line 1 of a very long file/);
  expect(times("runbook_rows")).toBeLessThan(6);
  expect(document.querySelectorAll("[data-line]").length).toBeLessThan(400);
});

test("find on this page goes from line to line and closes", async () => {
  open("#/runbooks/apexshare");
  await screen.findByTestId("document");
  const user = userEvent.setup();
  await user.keyboard("{Control>}f{/Control}");
  await user.type(await screen.findByTestId("find"), "alarm");
  await screen.findByText(/^1 of \d+ lines/);
  await user.keyboard("{Enter}");
  await screen.findByText(/^2 of \d+ lines/);
  await user.keyboard("{Escape}");
  expect(screen.queryByTestId("find")).toBeNull();
});
