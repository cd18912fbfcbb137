// Rules of the prose: nothing gates before a person confirms it; then a change waits for
// its window, a tick for its clock, and the clock outlives the program.
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { App, Home, Key } from "./support/app.mjs";
import { violations } from "./support/looking.mjs";
import { outFolder } from "./support/places.mjs";
import { atHand, becomes, goTo, outlined } from "./support/run.mjs";
import { Sandbox } from "./support/sandbox.mjs";
import { until } from "./support/until.mjs";

const ENVIRONMENT = "apexshare-dev";
const book = join(fileURLToPath(new URL("fixtures", import.meta.url)), "rules.md");
const out = outFolder("rules");
let sandbox;
let home;
let app;
let steps;
let address;

before(async () => {
  sandbox = await Sandbox.up();
  home = new Home(sandbox);
  app = await App.open({ home, words: ["open", book] });
});

after(async () => {
  await app?.close();
  await sandbox?.down();
  home?.remove();
});

/** Presses keys on the rule whose card holds these words. */
async function onRule(words, ...keys) {
  const id = await until(`a rule that says ${words}`, () =>
    app.web.executeScript(
      `const card = [...document.querySelectorAll("[data-rule-card]")].find((one) => one.textContent.includes(arguments[0]));
       card?.focus();
       return card?.dataset.testid.replace(/^rule-/, "");`,
      words,
    ),
  );
  if (keys.length > 0) await app.web.actions().sendKeys(...keys).perform();
  return id;
}

const standing = (id, wanted) =>
  until(`${id} to be ${wanted}`, async () => (await app.attribute(`rule-${id}`, "data-standing")) === wanted);

test("each rule is proposed, and one key confirms it", { timeout: 120_000 }, async () => {
  await app.see("document");
  await app.click("start-run");
  await app.choose("start-run-environment", ENVIRONMENT);
  await app.click("start-run-confirm");
  await app.seeCss("section[data-shown]");
  steps = await outlined(app);
  address = await app.web.executeScript("return location.hash");
  await app.says("rules-waiting", /3 rules of the runbook wait for your word/);
  await app.click("evidence-rules");
  for (const words of ["Monitor for 30", "Every Monday", "Orders are lost"]) {
    const id = await onRule(words, Key.ENTER);
    await standing(id, "confirmed");
  }
  await app.says("rules-sentence", /Nothing waits for your word/);
  assert.deepEqual(await violations(app), []);
  await app.picture(join(out, "confirmed.png"));
});

test("a step before the end of its clock is not ticked, also by another program", { timeout: 120_000 }, async () => {
  const [tell, monitor] = steps;
  await goTo(app, tell);
  await app.click("unit-tick");
  await becomes(app, tell, ["done"]);
  await goTo(app, monitor);
  await app.click("unit-tick");
  const ends = /ends (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC)/;
  const refused = await until("a refusal", async () => (await atHand(app)).refusals.match(ends));
  await app.close();
  app = await App.open({ home, words: ["open", book] });
  await app.web.executeScript("location.hash = arguments[0]", address);
  await goTo(app, monitor);
  await app.click("unit-tick");
  const again = await until("a refusal", async () => (await atHand(app)).refusals.match(ends));
  assert.equal(again[1], refused[1], "the clock goes by the record");
  await app.picture(join(out, "clock.png"));
});

test("going on before its end asks for a reason", { timeout: 60_000 }, async () => {
  const monitor = steps[1];
  await app.clickCss(`[data-testid="unit-${monitor}"] [data-testid="refusals"] button`);
  await app.fill("reason", "seen in staging");
  await app.click("reason-confirm");
  await until("the dialog to close", async () => !(await app.shows("reason")));
  await app.click("unit-tick");
  await becomes(app, monitor, ["done"]);
});

test("a change outside its window is refused, and says when it opens", { timeout: 60_000 }, async () => {
  await app.says("change-window", /outside the change window of line 7.*It opens/s);
  await goTo(app, steps[2]);
  await until("a refusal", async () => /outside the change window/.test((await atHand(app)).refusals));
  await app.picture(join(out, "window.png"));
});

test("a reason to go back that has come true leads to the way back", { timeout: 60_000 }, async () => {
  await app.click("evidence-rules");
  const id = await onRule("Orders are lost");
  await app.click(`yes-${id}`);
  await app.click("way-back");
  await until("the way back at hand", async () => (await atHand(app)).id === steps[3]);
  await app.picture(join(out, "way-back.png"));
});
