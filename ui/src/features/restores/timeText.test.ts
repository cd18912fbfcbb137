import { describe, expect, test } from "vitest";
import { nameProblem } from "./draft";
import { parseUtc, secondsAtCaret } from "./timeText";

describe("a typed time is read as UTC or not at all", () => {
  test("date and time make one instant", () => {
    expect(parseUtc("2026-11-21", "07:21:35")).toBe(Date.parse("2026-11-21T07:21:35Z"));
    expect(parseUtc(" 2026-11-21 ", "7:21")).toBe(Date.parse("2026-11-21T07:21:00Z"));
  });

  test.each([
    ["2026-02-31", "07:21:35"],
    ["2026-11-21", "25:00:00"],
    ["2026-11-21", "07:61:00"],
    ["21.11.2026", "07:21:35"],
    ["2026-11-21", "7 am"],
    ["", ""],
  ])("%s %s is refused, not guessed", (date, time) => {
    expect(parseUtc(date, time)).toBeNull();
  });

  test("arrow up and down change the part under the caret", () => {
    expect(secondsAtCaret("ArrowUp", 1, false)).toBe(3600);
    expect(secondsAtCaret("ArrowDown", 4, false)).toBe(-60);
    expect(secondsAtCaret("ArrowUp", 7, true)).toBe(10);
    expect(secondsAtCaret("ArrowLeft", 7, false)).toBeNull();
  });
});

describe("the name of the new table", () => {
  test("what DynamoDB takes is taken", () => {
    expect(nameProblem("apexshare-uploads-prod-20261121-0721", "apexshare-uploads-prod")).toBeNull();
  });

  test.each(["", "ab", "with space", "ümlaut", "x".repeat(256), "apexshare-uploads-prod"])(
    "“%s” is not",
    (name) => {
      expect(nameProblem(name, "apexshare-uploads-prod")).not.toBeNull();
    },
  );
});
