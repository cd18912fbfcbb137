import { expect, test } from "vitest";
import { page } from "../../mock/library";
import { runnableSections } from "./StartRunDialog";

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
