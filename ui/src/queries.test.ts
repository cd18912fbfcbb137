import { QueryObserver } from "@tanstack/react-query";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { IdentityState } from "./ipc";
import { answer, called } from "./mock/core";
import { changed } from "./mock/event";
import { page, prepare, RUN } from "./mock/runs";
import { followChanges, read } from "./queries";
import { freshQueries } from "./test/screen";

const confirmed = (expiresAt: string): IdentityState => ({
  kind: "confirmed",
  accountId: "222222222222",
  arn: "arn:aws:sts::222222222222:assumed-role/Operator/jt",
  role: "Operator",
  checkedAt: new Date().toISOString(),
  expiresAt,
  requestId: null,
});

let stop: () => void = () => {};
let expiresAt = "2026-11-21T08:00:00Z";

beforeEach(() => {
  called.splice(0);
  expiresAt = "2026-11-21T08:00:00Z";
  answer("identity", () => confirmed(expiresAt));
  answer("prepare", () => {
    // Preparing asks AWS who we are, and the backend tells of every such look.
    setTimeout(() => changed("identity", "apexshare-prod"));
    return prepare("L44.1");
  });
  answer("run", () => page(RUN));
});

afterEach(() => stop());

const settle = () => new Promise((done) => setTimeout(done, 60));
const times = (command: string) => called.filter((call) => call.command === command).length;

/** Queries as a run screen holds them open. */
async function watching() {
  const queries = freshQueries();
  const forget = [
    new QueryObserver(queries, read.identity("apexshare-prod")).subscribe(() => {}),
    new QueryObserver(queries, read.prepared(RUN, "L44.1")).subscribe(() => {}),
    new QueryObserver(queries, read.run(RUN)).subscribe(() => {}),
  ];
  const unfollow = followChanges(queries);
  stop = () => {
    unfollow();
    for (const end of forget) end();
  };
  await settle();
}

test("a look at the same session does not prepare the step anew, and again, and again", async () => {
  await watching();
  await settle();
  expect(times("prepare")).toBe(1);
});

test("another session prepares the step anew, once", async () => {
  await watching();
  expiresAt = "2026-11-21T09:00:00Z";
  changed("identity", "apexshare-prod");
  await settle();
  expect(times("prepare")).toBe(2);
});

test("what happens in another run leaves this one alone", async () => {
  await watching();
  changed("run", "another");
  await settle();
  expect(times("run")).toBe(1);
  changed("run", RUN);
  await settle();
  expect(times("run")).toBe(2);
});
