import { fireEvent, screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { restoreCharts } from "../../mock/charts";
import { draw } from "../../test/screen";
import { PickableChart } from "./PickableChart";

const from = "2026-11-21T07:00:00Z";
const to = "2026-11-21T08:00:00Z";
const bounds = {
  earliest: "2026-10-17T07:52:09Z",
  latest: "2026-11-21T07:47:11Z",
  readAt: to,
  recoveryDays: 35,
};
const [chart] = restoreCharts(from, to, { width: 700, height: 150, dark: false });
if (!chart) throw new Error("the stand-in draws no chart");

function show() {
  const picked = vi.fn();
  draw(
    <PickableChart
      chart={chart as never}
      index={0}
      at="2026-11-21T07:21:35Z"
      bounds={bounds}
      onPick={picked}
      onZoom={() => {}}
    />,
  );
  const slider = screen.getByRole("slider");
  slider.getBoundingClientRect = () => ({ left: 100, width: 350 }) as DOMRect;
  return { slider, picked };
}

test("a click sets the second under the pointer, whatever the size on the screen", () => {
  const { slider, picked } = show();
  // The plot spans x 40 to 692 of 700; its middle is drawn at half that size.
  fireEvent.click(slider, { clientX: 100 + 366 / 2 });
  expect(picked).toHaveBeenCalledWith("2026-11-21T07:30:00Z");
});

test("a click past the latest restorable time takes the latest", () => {
  const { slider, picked } = show();
  fireEvent.click(slider, { clientX: 100 + 349 });
  expect(picked).toHaveBeenCalledWith("2026-11-21T07:47:11Z");
});

test("the arrow keys step the focused chart", () => {
  const { slider, picked } = show();
  fireEvent.keyDown(slider, { key: "ArrowRight" });
  fireEvent.keyDown(slider, { key: "ArrowLeft", shiftKey: true });
  expect(picked.mock.calls).toEqual([["2026-11-21T07:21:36Z"], ["2026-11-21T07:21:25Z"]]);
});

test("who cannot see the chart hears the instant with its zone", () => {
  const { slider } = show();
  expect(slider.getAttribute("aria-valuetext")).toBe("2026-11-21 07:21:35 UTC");
});
