import { expect, test } from "vitest";
import { indexOfLine } from "./lines";

test("a line belongs to the last thing that begins at or before it", () => {
  const begins = [3, 10, 10, 40];
  expect([1, 3, 9, 10, 39, 40, 9_999].map((line) => indexOfLine(begins, line))).toEqual([
    0, 0, 0, 2, 2, 3, 3,
  ]);
});

test("nothing is no reason to fail", () => {
  expect(indexOfLine([], 7)).toBe(0);
});
