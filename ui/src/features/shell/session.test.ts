import { expect, test } from "vitest";
import type { IdentityState } from "../../ipc";
import { needsSignIn, sessionLeft } from "./session";

const now = Date.parse("2026-11-21T07:52:14Z");
const until = (seconds: number): IdentityState => ({
  kind: "confirmed",
  accountId: "222222222222",
  arn: "arn:aws:sts::222222222222:assumed-role/Operator/jt",
  role: "Operator",
  checkedAt: "2026-11-21T07:52:10Z",
  expiresAt: new Date(now + seconds * 1000).toISOString(),
  requestId: null,
});

test.each([
  [47 * 60 + 30, "session 47 min", "plain"],
  [10 * 60 + 1, "session 10 min", "plain"],
  [10 * 60, "session 10 min", "warn"],
  [2 * 60 + 1, "session 2 min", "warn"],
  [119, "session 1 min", "bad"],
  [40, "session 40 s", "bad"],
  [0, "session ended", "bad"],
])("with %d s left it says “%s” (%s)", (seconds, words, tone) => {
  expect(sessionLeft(until(seconds), now)).toEqual({ words, tone });
});

test("the login is offered when it warns, not before", () => {
  expect(needsSignIn(until(3000), now)).toBe(false);
  expect(needsSignIn(until(500), now)).toBe(true);
  expect(needsSignIn({ kind: "signedOut" }, now)).toBe(true);
});

test("another account than the pinned one is said in words", () => {
  const wrong: IdentityState = {
    kind: "mismatch",
    accountId: "999999999999",
    expected: "222222222222",
    arn: "",
    checkedAt: "",
  };
  expect(sessionLeft(wrong, now)).toEqual({
    words: "signed in to 9999 9999 9999",
    tone: "bad",
  });
});
