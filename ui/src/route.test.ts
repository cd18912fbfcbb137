import { describe, expect, test } from "vitest";
import { fromHash, type Route, toHash } from "./route";

describe("an address leads back to the screen it was made for", () => {
  const routes: Route[] = [
    { place: "runs" },
    { place: "run", run: "01jd", unit: null },
    { place: "run", run: "01jd", unit: "L28.1/a b" },
    { place: "runbooks", runbook: null, line: null },
    { place: "runbooks", runbook: "ops/docs/deployment.md", line: 408 },
    { place: "restore", run: "01jd", restore: "r-1" },
    { place: "restoreUnit", run: "01jd", unit: "L28" },
    { place: "restoreTable", environment: "apexshare-prod", table: "a.b_c-d" },
    { place: "settings" },
  ];
  test.each(routes)("$place", (route) => {
    expect(fromHash(toHash(route))).toEqual(route);
  });

  test("an address that nobody made leads to the runbooks", () => {
    expect(fromHash("#/nowhere/at/all").place).toBe("runbooks");
    expect(fromHash("").place).toBe("runbooks");
    expect(fromHash("#/run/%").place).toBe("runs");
  });
});
