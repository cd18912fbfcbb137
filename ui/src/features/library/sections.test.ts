import { expect, test } from "vitest";
import { page } from "../../mock/library";
import { runnableSections, sectionToRun } from "./StartRunDialog";

test("a section is offered when something in it can be run, and only then", () => {
  const { sections } = page("apexshare").outline;
  const offered = runnableSections(sections);
  expect(offered.map((section) => section.value)).toEqual(
    sections.filter((section) => section.runnable).map((section) => section.id),
  );
  expect(offered.length).toBeGreaterThan(2);
});

test("a section is named with those it stands in, but not with the title of the file", () => {
  const offered = runnableSections(page("apexshare").outline.sections);
  expect(offered.map((section) => section.label)).toContain("Rollback procedures › Database rollback");
});

test("a run is offered of the section at hand, or of the one around it that has something to do", () => {
  const [any] = page("apexshare").outline.sections;
  const section = (id: string, level: number, runnable: boolean) =>
    ({ ...any, id, level, runnable }) as never;
  const outline = [
    section("title", 1, false),
    section("deploy", 2, true),
    section("steps", 3, true),
    section("notes", 3, false),
    section("contacts", 2, false),
  ];
  expect(sectionToRun(outline, "steps")).toBe("steps");
  expect(sectionToRun(outline, "notes")).toBe("deploy");
  expect(sectionToRun(outline, "contacts")).toBe("");
  expect(sectionToRun(outline, null)).toBe("");
});
