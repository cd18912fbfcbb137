import { describe, expect, test } from "vitest";
import { accountGroups, ago, bytes, count, duration, plural, utcStamp } from "./format";

describe("figures and times are written as people read them", () => {
  test("a duration names its two largest parts", () => {
    expect(duration(1_839_000)).toBe("30 min 39 s");
    expect(duration(3_600_000)).toBe("1 h");
    expect(duration(2 * 86_400_000 + 4 * 3_600_000 + 5000)).toBe("2 d 4 h");
    expect(duration(412)).toBe("412 ms");
    expect(duration(0)).toBe("0 s");
  });

  test("an instant carries its zone", () => {
    expect(utcStamp("2026-11-21T07:21:35Z")).toBe("2026-11-21 07:21:35 UTC");
  });

  test("what lies ahead is not said to be past", () => {
    const now = Date.parse("2026-11-21T07:52:14Z");
    expect(ago("2026-11-21T07:21:35Z", now)).toBe("30 min ago");
    expect(ago("2026-11-21T08:00:14Z", now)).toBe("in 8 min");
    expect(ago("2026-11-21T07:52:14Z", now)).toBe("now");
  });

  test("numbers are grouped by a thin space that does not break", () => {
    expect(count(248_000)).toBe("248\u202f000");
    expect(count(999)).toBe("999");
    expect(bytes(78_600)).toBe("76.8\u202fKiB");
    expect(bytes(900)).toBe("900\u202fB");
    expect(plural(1, "step")).toBe("1 step");
  });

  test("an account ID is read in fours", () => {
    expect(accountGroups("222233334444")).toBe("2222 3333 4444");
  });
});
