import { expect, test } from "vitest";
import { page } from "../../mock/library";
import { runnableSections } from "./StartRunDialog";

test("a section is offered when a step stands in it or below it, and only then", () => {
  const book = page("apexshare");
  const offered = runnableSections(book).map((section) => section.value);
  const wanted = book.runbook.sections
    .filter((section) =>
      book.runbook.steps.some((step) => step.line >= section.line && step.line <= section.endLine),
    )
    .map((section) => section.id);
  expect(offered).toEqual(wanted);
  expect(offered.length).toBeGreaterThan(2);
});
