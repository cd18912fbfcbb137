import { describe, expect, it } from "vitest";
import { countOf, isMissing, type Listed, narrowed } from "./words";

const offer = (value: string, ...facts: string[]) => ({ value, facts, at: null, more: false });
const listed = (...offers: Listed["offers"]): Listed => ({
  kind: "listed",
  what: "functionVersion",
  of: "api",
  accountId: "222222222222",
  region: "eu-west-1",
  offers,
  truncated: false,
  exhaustive: true,
  requestId: null,
});

describe("a value that is typed", () => {
  const versions = listed(offer("42", "live points here"), offer("41"));

  it("is marked if AWS does not have it", () => {
    expect(isMissing("40", versions)).toBe(true);
    expect(isMissing("41", versions)).toBe(false);
    expect(isMissing(" 41 ", versions)).toBe(false);
    expect(isMissing("", versions)).toBe(false);
    expect(isMissing("1", listed())).toBe(true);
  });

  it("is not marked if not all of AWS was read", () => {
    expect(isMissing("40", { ...versions, truncated: true, exhaustive: false })).toBe(false);
  });

  it("is not marked for being the ARN of what the list calls by name", () => {
    expect(isMissing("arn:aws:lambda:eu-west-1:222222222222:function:api", versions)).toBe(false);
  });

  it("is not marked for being a family, which stands for its latest revision", () => {
    const revisions = { ...listed(offer("web:7"), offer("web:6")), what: "taskDefinition" as const };
    expect(isMissing("web", revisions)).toBe(false);
    expect(isMissing("we", revisions)).toBe(true);
  });

  it("narrows the list by what it is called and by what is told of it", () => {
    const values = (typed: string) => narrowed(versions, typed).map((one) => one.value);
    expect(values("LIVE here")).toEqual(["42"]);
    expect(values("4")).toEqual(["42", "41"]);
    expect(values("none")).toEqual([]);
    // What was picked is there; whoever opens the list again wants to see the others.
    expect(values("41")).toEqual(["42", "41"]);
  });
});

it("says how many there are, and where", () => {
  expect(countOf(listed(offer("1")))).toBe("1 function version of api in account 2222 2222 2222, eu-west-1.");
  expect(countOf(listed())).toBe(
    "There are no function versions of api in account 2222 2222 2222, eu-west-1.",
  );
  expect(countOf({ ...listed(offer("1"), offer("2")), truncated: true })).toBe(
    "The first 2 function versions of api in account 2222 2222 2222, eu-west-1; type what is not among them.",
  );
});
