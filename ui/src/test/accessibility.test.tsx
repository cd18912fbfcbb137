import { act, render, screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { App } from "../app";
import { RUN } from "../mock/runs";
import { freshQueries, violations } from "./screen";

// Every screen in the whole frame, as axe sees it.
const screens: [string, string, () => Promise<unknown>][] = [
  ["runbooks", "#/runbooks/apexshare", () => screen.findByTestId("document")],
  ["runs", "#/runs", () => screen.findByTestId("run-7c41")],
  ["a run", `#/run/${RUN}/L35.1`, () => screen.findByTestId("unit-run")],
  ["restores", "#/restores", () => screen.findByTestId("restore-r-0")],
  ["a new restore", `#/restore-unit/${RUN}/L28`, () => screen.findByTestId("restore-what")],
  ["a restore", `#/restore/${RUN}/r-0`, () => screen.findByTestId("comparison")],
  ["environments", "#/environments", () => screen.findByTestId("env-apexshare-prod")],
  ["settings", "#/settings", () => screen.findByText("Version")],
];

test.each(screens)("%s can be used without sight", async (_name, hash, ready) => {
  act(() => window.history.replaceState(null, "", hash));
  render(<App queries={freshQueries()} />);
  await ready();
  expect(await violations()).toEqual([]);
});

test("production says so in words", async () => {
  render(<App queries={freshQueries()} />);
  expect((await screen.findByTestId("tier-badge")).textContent).toBe("PRODUCTION");
  expect((await screen.findByTestId("account-id")).textContent).toBe("2222 2222 2222");
});
