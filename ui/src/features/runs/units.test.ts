import { expect, test } from "vitest";
import type { UnitView } from "../../ipc";
import { page, RUN } from "../../mock/runs";
import { around, bySection, neighbour, shownUnit, waysOf } from "./units";

const run = page(RUN);
const many = Array.from({ length: 5000 }, (_, index) => ({ id: `L${index}` }) as UnitView);

test("a long run is cut around the step that is shown, and nothing is lost count of", () => {
  for (const shown of ["L0", "L2500", "L4999", "elsewhere"]) {
    const near = around(many, shown, 100);
    expect(near.units).toHaveLength(100);
    expect(near.before + near.units.length + near.after).toBe(many.length);
    if (shown !== "elsewhere") expect(near.units.some((unit) => unit.id === shown)).toBe(true);
  }
});

test("a short run is whole", () => {
  expect(around(many.slice(0, 100), "L3", 100)).toEqual({ units: many.slice(0, 100), before: 0, after: 0 });
});

test("every step stands in exactly one section, in file order", () => {
  expect(bySection(run).flatMap((group) => group.units)).toEqual(run.units);
});

test("without a wish, the step is shown where the run stands", () => {
  expect(shownUnit(run, null)?.id).toBe(run.current);
  expect(shownUnit(run, "gone")?.id).toBe(run.current);
  expect(shownUnit(run, "L9")?.id).toBe("L9");
});

test("J and K stop at the ends", () => {
  expect(neighbour(run, "L9", -1)).toBe("L9");
  expect(neighbour(run, "L9", 1)).toBe("L10");
  expect(neighbour(run, "L50", 1)).toBe("L50");
});

test("a step of one of several ways knows its way; a way within a way is the inner one's", () => {
  const way = (number: number, title: string, units: string[]) => ({ number, title, units });
  const choices = [
    { id: "C1", taken: 2, ways: [way(1, "Helm", ["L1", "L2"]), way(2, "By hand", ["L3", "L4"])] },
    { id: "C4", taken: null, ways: [way(1, "Linux", ["L4"])] },
  ] as unknown as Parameters<typeof waysOf>[0]["choices"];
  const ways = waysOf({ choices });
  expect(ways.get("L1")).toEqual({ number: 1, title: "Helm", taken: false });
  expect(ways.get("L2")).toBe(ways.get("L1"));
  expect(ways.get("L3")).toEqual({ number: 2, title: "By hand", taken: true });
  expect(ways.get("L4")?.title).toBe("Linux");
  expect(ways.get("L5")).toBeUndefined();
});
