// Guides in the built window: found by what is seen, run alone, and entered in the
// middle of another run, with the way back.
import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { App, Home, Key } from "./support/app.mjs";
import { outFolder } from "./support/places.mjs";
import { atHand, becomes, goTo, outlined, runStep } from "./support/run.mjs";
import { Sandbox } from "./support/sandbox.mjs";
import { until } from "./support/until.mjs";

const ENVIRONMENT = "apexshare-dev";
const out = outFolder("guides");
let sandbox;
let home;
let app;

before(async () => {
  sandbox = await Sandbox.up();
  home = new Home(sandbox);
  const books = join(home.path, "books");
  mkdirSync(books);
  copyFileSync(fileURLToPath(new URL("fixtures/guides.md", import.meta.url)), join(books, "orders.md"));
  app = await App.open({ home, words: ["open", books] });
});

after(async () => {
  await app?.close();
  await sandbox?.down();
  home?.remove();
});

/** All that can be read in the window. */
const words = () => app.web.executeScript("return document.body.innerText");

/** The step at hand, once it is this one. */
const isAtHand = (title) =>
  until(`“${title}” at hand`, async () => {
    const step = await atHand(app);
    return step.title === title && step;
  });

test("a search for what is seen leads to its guide", { timeout: 60_000 }, async () => {
  await app.click("rail-runbooks");
  await app.see("runbook-orders-when-something-is-wrong", 30_000);
  await app.fill("library-search", "paid missing");
  await app.click("hit-41", 20_000);
  assert.match(await app.says("guide-G37", /Write the order again/), /paid, and missing/);
  await app.picture(join(out, "found.png"));
  await app.click("all-symptoms");
  await app.see("symptom-G8-0");
});

test("a run that starts there has the guide to do, and counts nothing else", { timeout: 90_000 }, async () => {
  await app.click("symptom-G8-0");
  await app.click("start-guide");
  assert.match(await app.says("start-run-guide", /OrdersApiErrorRateHigh/), /does not count/);
  await app.choose("start-run-environment", ENVIRONMENT);
  await app.click("start-run-confirm");
  await app.says("guide-here", /OrdersApiErrorRateHigh/);
  assert.match(await words(), /0 of 3 steps/);
  // What comes next is shown by itself; a step that was gone to stays.
  const [first, second, third] = await outlined(app);
  await goTo(app, first);
  await runStep(app);
  assert.equal((await goTo(app, second)).title, "Raise the size of the pool");
  await app.picture(join(out, "run.png"));
  await app.click("unit-tick");
  await becomes(app, second, ["done"]);
  assert.equal((await goTo(app, third)).title, "The rate of errors falls");
  await app.click("unit-tick");
  await until("all done", async () => /3 of 3 steps/.test(await words()));
});

test("in an open run a guide is entered, and left for where one was", { timeout: 90_000 }, async () => {
  await app.click("rail-runbooks");
  await app.click("runbook-orders-when-something-is-wrong");
  await app.click("start-run");
  await app.choose("start-run-environment", ENVIRONMENT);
  await app.click("start-run-confirm");
  await app.seeCss("section[data-shown]");
  const second = await goTo(app, "L6");
  await app.clickCss("[data-testid=enter-guide] summary");
  await app.click("symptom-G37-0");
  await isAtHand("Write the order again");
  await app.says("guide-here", /paid, and missing/);
  await app.picture(join(out, "entered.png"));
  await app.click("guide-leave");
  await isAtHand(second.title);
  await until("no guide", async () => !(await app.shows("guide-here")));
  await app.click("evidence-timeline");
  assert.match(await words(), /Entered the guide “Orders are lost”: An order is paid/);
  await app.click("unit-tick");
  await becomes(app, "L6", ["done"]);
});

test("the palette has the symptoms of the open runbook", { timeout: 60_000 }, async () => {
  await app.click("rail-runbooks");
  await app.click("runbook-orders-when-something-is-wrong");
  await app.see("document");
  await app.web.actions().keyDown(Key.CONTROL).sendKeys("k").keyUp(Key.CONTROL).perform();
  await app.seeCss("[role=dialog] input");
  await app.web.actions().sendKeys("mails").perform();
  await app.web.actions().sendKeys(Key.ENTER).perform();
  await app.says("guide-G51", /tell support/);
});

test("a guide that only has text is gone through line by line", { timeout: 90_000 }, async () => {
  await app.says("guide-G51", /no command and no checklist/);
  await app.click("start-guide");
  await app.choose("start-run-environment", ENVIRONMENT);
  await app.click("start-run-confirm");
  await app.says("guide-here", /Mails are late/);
  await isAtHand("Wait, and tell support");
  await app.picture(join(out, "by-hand.png"));
  await app.click("unit-tick");
  await until("all done", async () => /1 of 1 step/.test(await words()));
  await app.click("finish-run");
  await app.click("finish-confirm");
  await until("the end", async () => /This run was completed/.test(await words()));
});

test("in a terminal a guide is named by what is seen, and one that is not there is told with the nearest", { timeout: 60_000 }, async () => {
  const file = join(home.path, "books", "orders.md");
  const run = (guide, book = file) => home.cli("run", book, "--env", ENVIRONMENT, "--guide", guide);
  const count = async () => JSON.parse((await home.cli("runs", "list", "--format", "json")).out).items.length;
  const before = await count();
  // Nobody is there to tick: the run stops at the first line, and stays.
  const right = await run("mails are late");
  assert.match(right.out + right.err, /Wait, and tell support/);
  assert.equal(await count(), before + 1);
  const wrong = await run("mails are lat");
  assert.equal(wrong.code, 2, wrong.err);
  assert.match(wrong.err, /no guide `mails are lat`[^]*Nearest: G51 “Mails are late”/);
  const other = join(home.path, "books", "other.md");
  writeFileSync(other, "# Other\n\n| Symptom | Action |\n|---|---|\n| Disk is full | Delete old logs |\n");
  const elsewhere = await run("Disk is full");
  assert.equal(elsewhere.code, 2, "a guide of another runbook is none of this one");
  const own = await run("Disk is full", other);
  assert.match(own.out + own.err, /Delete old logs/);
  assert.equal(await count(), before + 2, "what was refused left no run behind");
});
