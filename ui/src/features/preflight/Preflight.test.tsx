import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { answer, called } from "../../mock/core";
import { preflight } from "../../mock/preflight";
import { page, RUN } from "../../mock/runs";
import { draw, violations } from "../../test/screen";
import { useRunActions } from "../runs/actions";
import { asText, byUrgency } from "./checks";
import RunPreflight from "./RunPreflight";

function InRun() {
  return <RunPreflight page={page(RUN)} actions={useRunActions(RUN)} />;
}

describe("the preflight of a run", () => {
  it("shows what stands in the way first, what waits for a person next, and folds the rest", async () => {
    draw(<InRun />);
    const panel = await screen.findByTestId("preflight");
    await screen.findByTestId("preflight-sentence");
    const needs = within(panel)
      .getAllByRole("listitem", { hidden: true })
      .map((need) => need.dataset.state);
    expect(needs).toEqual(["older", "missing", "open", "toConfirm", "ok", "ok", "ok", "ok"]);
    expect(await violations()).toEqual([]);
  });

  it("confirms what only a person can know, and looks again", async () => {
    draw(<InRun />);
    await userEvent.click(await screen.findByTestId("confirm-P12"));
    await waitFor(() => expect(screen.getByTestId("confirm-P12").textContent).toContain("Take back"));
    const sent = called.filter((call) => call.command === "confirm_need").map((call) => call.args);
    expect(sent).toEqual([{ run: RUN, need: "P12", on: true }]);
  });

  it("says why it cannot look, and offers to look again", async () => {
    answer("preflight_of_run", () => {
      throw { code: "notFound", message: "There is no run r.", hint: null, requestId: null };
    });
    draw(<InRun />);
    expect((await screen.findByTestId("failure")).textContent).toContain("There is no run r.");
  });
});

describe("its text for the clipboard", () => {
  it("has one line a need, each with its state in words", () => {
    const text = asText(preflight(false));
    expect(text.split("\n")).toHaveLength(9);
    expect(text).toContain("too old: kubectl 1.26.3 is older than the 1.28 that line 8 asks for.");
  });

  it("leaves no need out", () => {
    const { open, settled } = byUrgency(preflight(false).checks);
    expect(open.length + settled.length).toBe(8);
  });
});
