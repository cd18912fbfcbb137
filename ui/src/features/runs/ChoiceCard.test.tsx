import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, it } from "vitest";
import type { ChoiceView } from "../../ipc";
import { answer, called } from "../../mock/core";
import { page, RUN } from "../../mock/runs";
import { draw, violations } from "../../test/screen";
import { useRunActions } from "./actions";
import { ChoiceCard } from "./ChoiceCard";

const choice: ChoiceView = {
  id: "C20",
  title: "Release",
  ways: [
    {
      number: 1,
      title: "Helm",
      when: "The chart is new",
      recommended: true,
      line: 20,
      units: ["L20.1", "L26.1"],
    },
    { number: 2, title: "kubectl", when: null, recommended: false, line: 28, units: ["L28"] },
  ],
  taken: null,
  chosen: null,
  begun: false,
};
const chosen = { at: "2026-11-21T08:00:00Z", by: "jt" };
const selected: string[] = [];

function Card(props: { choice: ChoiceView }) {
  const actions = useRunActions(RUN);
  const onSelect = (unit: string) => selected.push(unit);
  return <ChoiceCard choice={props.choice} page={page(RUN)} actions={actions} onSelect={onSelect} />;
}

beforeEach(() => {
  called.splice(0);
  selected.splice(0);
});

it("offers every way, marks the recommended one, and leads to the first step of the one taken", async () => {
  answer("choose", () => ({ kind: "ok" }));
  draw(<Card choice={choice} />);
  expect(screen.getByTestId("choice-C20").textContent).toContain("recommended");
  expect(screen.getByTestId("choice-C20").textContent).toContain("The chart is new");
  expect(await violations()).toEqual([]);
  await userEvent.click(screen.getByTestId("way-2"));
  await waitFor(() => expect(selected).toEqual(["L28"]));
  const sent = called.filter((call) => call.command === "choose").map((call) => call.args);
  expect(sent).toEqual([{ run: RUN, choice: "C20", way: 2 }]);
});

it("can be changed until something of the way was done", async () => {
  draw(<Card choice={{ ...choice, taken: 1, chosen }} />);
  expect(screen.queryByTestId("way-2")).toBeNull();
  await userEvent.click(screen.getByTestId("choice-change"));
  expect(screen.getByTestId("way-1").hasAttribute("disabled")).toBe(true);
  expect(screen.getByTestId("way-2").hasAttribute("disabled")).toBe(false);
});

it("stays once something of it was done", () => {
  draw(<Card choice={{ ...choice, taken: 1, chosen, begun: true }} />);
  expect(screen.queryByTestId("choice-change")).toBeNull();
});

it("says why a way cannot be taken", async () => {
  const sentence = "Something of “Helm” was done already, so the way stays.";
  const refusal = { guard: "begun", mistake: null, sentence, remedy: "Go on.", resolve: null, inputs: [] };
  answer("choose", () => ({ kind: "refused", refusals: [refusal] }));
  draw(<Card choice={choice} />);
  await userEvent.click(screen.getByTestId("way-2"));
  expect((await screen.findByTestId("refusals")).textContent).toContain(sentence);
  expect(selected).toEqual([]);
});
