// The terminal: a step's output comes live, its secrets do not, and Stop ends the
// whole process tree.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { App, Home } from "./support/app.mjs";
import { outFolder } from "./support/places.mjs";
import { isAlive } from "./support/processes.mjs";
import { becomes, goTo, outlined, runStep, terminalText } from "./support/run.mjs";
import { Sandbox } from "./support/sandbox.mjs";
import { until } from "./support/until.mjs";

const ENVIRONMENT = "apexshare-dev";
const fixtures = fileURLToPath(new URL("fixtures", import.meta.url));
const out = outFolder("terminal");
let sandbox;
let home;
let app;
let steps;

before(async () => {
  sandbox = await Sandbox.up();
  home = new Home(sandbox);
  app = await App.open({ home, words: ["open", join(fixtures, "terminal.md")] });
});

after(async () => {
  await app?.close();
  await sandbox?.down();
  home?.remove();
});

/** Ids of living processes that were started with exactly these words. */
const processesOf = (...words) =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, "utf8") === `${words.join("\0")}\0`;
      } catch {
        return false;
      }
    })
    .map(Number);

test("a file named on the command line is open, and its run starts", { timeout: 60_000 }, async () => {
  await app.see("document");
  await app.click("start-run");
  await app.choose("start-run-environment", ENVIRONMENT);
  await app.click("start-run-confirm");
  await app.seeCss("section[data-shown]");
  steps = await outlined(app);
  const step = await goTo(app, steps[0]);
  assert.equal(step.title, "The desk is clear");
  await app.click("unit-tick");
  await becomes(app, step.id, ["done"]);
});

test("a step runs with the environment's session, and its secret stays out", { timeout: 60_000 }, async () => {
  await goTo(app, steps[1]);
  await runStep(app);
  const text = await until("the output", async () => {
    const shown = await terminalText(app);
    return shown.includes("the secret is") && shown;
  });
  assert.match(text, /account of the shell: eu-west-1/);
  assert.match(text, /a session is there/);
  assert.doesNotMatch(text, /the secret is [A-Za-z0-9+/_-]{30,}/, "the secret is masked");
  await app.picture(join(out, "output.png"));
});

test("output comes while the step runs, and Stop ends its children too", { timeout: 60_000 }, async () => {
  const { id } = await goTo(app, steps[2]);
  await runStep(app, { ends: ["running"] });
  await until("live lines", async () => (await terminalText(app)).includes("line 5"));
  const [sleeper] = processesOf("sleep", "3601");
  assert.ok(sleeper, "the child runs");
  await app.picture(join(out, "running.png"));
  await app.click("unit-stop");
  await becomes(app, id, ["stopped"]);
  assert.equal(isAlive(sleeper), false, "the child was ended");
  await app.picture(join(out, "stopped.png"));
});
