import { expect, test } from "vitest";
import { page } from "../../mock/library";
import { CODE_CHUNK, LINE_LIMIT, rowOfLine, toRows } from "./rows";

const apexshare = page("apexshare");

test("a finding stands under the lines it is about", () => {
  const rows = toRows(apexshare);
  const finding = rows.findIndex(
    (row) => row.kind === "finding" && row.finding.rule === "lambda-env-replaces",
  );
  const before = rows[finding - 1];
  expect(before?.kind).toBe("code");
  expect(before?.kind === "code" && before.lines.some((line) => line.mark === "error")).toBe(true);
});

test("every finding is drawn once", () => {
  expect(toRows(apexshare).filter((row) => row.kind === "finding")).toHaveLength(apexshare.findings.length);
});

test("the line numbers of code are those of the file", () => {
  for (const row of toRows(apexshare)) {
    if (row.kind !== "code") continue;
    for (const line of row.lines) expect(apexshare.source[line.number - 1]).toBe(line.text);
  }
});

test("a file without structure is shown in pieces that a list can skip", () => {
  const rows = toRows(page("practice"));
  expect(rows).toHaveLength(Math.ceil(200_000 / CODE_CHUNK));
  expect(rows.every((row) => row.kind === "code" && row.lines.length <= CODE_CHUNK)).toBe(true);
});

test("a line of a megabyte is cut, and says so", () => {
  const long = { ...page("practice"), source: ["x".repeat(1_000_000)] };
  const [row] = toRows(long);
  expect(row?.kind === "code" && row.lines[0]?.text).toMatch(/more characters$/);
  expect(row?.kind === "code" && (row.lines[0]?.text.length ?? 0)).toBeLessThan(LINE_LIMIT + 60);
});

test("a line leads to the row that shows it", () => {
  const rows = toRows(apexshare);
  const heading = apexshare.runbook.sections.find((section) => section.title === "Database rollback");
  const row = rows[rowOfLine(rows, heading?.line ?? 0)];
  expect(row?.kind === "heading" && row.text).toBe("Database rollback");
});
