import { describe, expect, test } from "vitest";
import { clamp, instantAt, leftOf, secondsOfKey, step } from "./geometry";

const chart = {
  from: "2026-11-21T07:00:00Z",
  to: "2026-11-21T08:00:00Z",
  width: 800,
  plot: { x: 40, y: 8, width: 720, height: 120 },
};
const bounds = { earliest: "2026-10-17T07:52:09.412Z", latest: "2026-11-21T07:47:11.930Z" };

describe("a place on a chart is a second, and a second a place", () => {
  test("the middle of the plot is the middle of the hour", () => {
    expect(instantAt(chart, 0.5)).toBe("2026-11-21T07:30:00Z");
  });

  test("a click left or right of the plot takes its end", () => {
    expect(instantAt(chart, 0)).toBe(chart.from);
    expect(instantAt(chart, 1)).toBe(chart.to);
  });

  test("the cursor stands where the click was, to the second", () => {
    for (let pixel = 40; pixel <= 760; pixel += 7) {
      const at = instantAt(chart, pixel / chart.width);
      const left = leftOf(chart, at) ?? Number.NaN;
      // Half a second is a tenth of a pixel here.
      expect(Math.abs((left / 100) * chart.width - pixel)).toBeLessThan(0.11);
    }
  });

  test("an instant out of sight has no place", () => {
    expect(leftOf(chart, "2026-11-21T06:59:59Z")).toBeNull();
    expect(leftOf(chart, "2026-11-21T08:00:01Z")).toBeNull();
  });
});

describe("the restore point stays within what AWS can restore", () => {
  test("fractions of the bounds are cut towards the inside", () => {
    expect(clamp(0, bounds)).toBe("2026-10-17T07:52:10Z");
    expect(clamp(Date.parse("2027-01-01T00:00:00Z"), bounds)).toBe("2026-11-21T07:47:11Z");
  });

  test("a step moves by whole seconds and stops at the latest", () => {
    expect(step("2026-11-21T07:21:35Z", -1, bounds)).toBe("2026-11-21T07:21:34Z");
    expect(step("2026-11-21T07:47:11Z", 1, bounds)).toBe("2026-11-21T07:47:11Z");
  });

  test("arrows move by one second, with Shift by ten, pages by a minute", () => {
    expect(secondsOfKey("ArrowLeft", false)).toBe(-1);
    expect(secondsOfKey("ArrowRight", true)).toBe(10);
    expect(secondsOfKey("PageUp", false)).toBe(60);
    expect(secondsOfKey("x", false)).toBeNull();
  });
});
