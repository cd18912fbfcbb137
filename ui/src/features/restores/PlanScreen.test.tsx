import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test } from "vitest";
import { answer, called } from "../../mock/core";
import { desk } from "../../mock/restores";
import { RUN } from "../../mock/runs";
import { draw } from "../../test/screen";
import { forget } from "./draft";
import PlanScreen from "./PlanScreen";

const origin = { kind: "unit", run: RUN, unit: "L28" } as const;

beforeEach(() => {
  called.splice(0);
  forget(origin);
});

const next = async () => userEvent.click(await screen.findByTestId("restore-next"));
const callsOf = (name: string) => called.filter((call) => call.command === name).map((call) => call.args);

test("the way to the call: nothing is sent before the typed name of the new table", async () => {
  answer("submit_restore", () => ({ kind: "started", run: RUN, unit: "L28", restore: "r-2" }));
  const fixed = desk(origin);
  answer("open_restore", () => fixed);
  draw(<PlanScreen origin={origin} />);
  await next();
  await userEvent.click(await screen.findByRole("button", { name: "− 1 s" }));
  const at = screen.getByTestId("restore-instant").dataset.instant;
  expect(Date.parse(at ?? "")).toBe(Date.parse(fixed.suggested.at ?? "") - 1000);
  await next();
  await next();
  expect(await screen.findByText("AWS leaves out")).toBeTruthy();
  await next();
  const submit = await screen.findByTestId<HTMLButtonElement>("restore-submit");
  expect(submit.disabled).toBe(true);
  expect(callsOf("submit_restore")).toEqual([]);
  await userEvent.type(screen.getByTestId("restore-typed"), fixed.suggested.target);
  await userEvent.click(submit);
  await waitFor(() =>
    expect(callsOf("submit_restore")).toEqual([
      { plan: "plan-1", answer: { token: "token", typed: fixed.suggested.target } },
    ]),
  );
  // What is planned is an instant with its zone, not a bare string of digits.
  expect(callsOf("plan_restore")[0]).toMatchObject({
    draft: { at: expect.stringMatching(/Z$/), target: fixed.suggested.target },
  });
  await waitFor(() => expect(window.location.hash).toBe(`#/restore/${RUN}/r-2`));
});

test("a name that is taken is refused in the plan, with the way on", async () => {
  draw(<PlanScreen origin={origin} />);
  await next();
  await next();
  const field = await screen.findByTestId("restore-target");
  await userEvent.clear(field);
  await userEvent.type(field, "apexshare-users-prod");
  await next();
  expect((await screen.findByTestId("refusals")).textContent).toContain("exists already");
});

test("what was chosen is still there after looking at something else", async () => {
  const { unmount } = draw(<PlanScreen origin={origin} />);
  await next();
  await next();
  const field = await screen.findByTestId("restore-target");
  await userEvent.clear(field);
  await userEvent.type(field, "my-table");
  unmount();
  draw(<PlanScreen origin={origin} />);
  expect((await screen.findByTestId<HTMLInputElement>("restore-target")).value).toBe("my-table");
});

test("a table without point-in-time recovery cannot be gone on with", async () => {
  answer("open_restore", () => ({
    ...desk(origin),
    window: null,
    refusals: [
      {
        guard: "restore window",
        mistake: "M28",
        sentence: "Point-in-time recovery is off.",
        remedy: "Look for a backup.",
        resolve: null,
        inputs: [],
      },
    ],
  }));
  draw(<PlanScreen origin={origin} />);
  expect((await screen.findByTestId<HTMLButtonElement>("restore-next")).disabled).toBe(true);
});
