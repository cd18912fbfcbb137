// Every screen in every state that it has, light and dark, wide and narrow, with long
// names and many entries: for people to look at, and for axe to judge.
import assert from "node:assert/strict";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { App, By, canLimitWatches, Home, Key } from "./support/app.mjs";
import { crowded } from "./support/crowded.mjs";
import { rest, violations } from "./support/looking.mjs";
import { outFolder } from "./support/places.mjs";
import { atHand, becomes, goTo, outlined, runStep, signIn } from "./support/run.mjs";
import { Sandbox } from "./support/sandbox.mjs";
import { until } from "./support/until.mjs";
import { Visit } from "./support/visit.mjs";

const PRODUCTION = "apexshare-prod";
const out = outFolder("gallery");
/** One theme alone, for who works on it. */
const onlyTheme = process.env.BELAY_GALLERY_THEME;

let sandbox;

before(async () => {
  sandbox = await Sandbox.up();
});

after(() => sandbox?.down());

for (const theme of ["light", "dark"]) {
  test(`every screen, ${theme}`, { timeout: 600_000, skip: onlyTheme && onlyTheme !== theme }, async (t) => {
    const dark = theme === "dark";
    const found = [];

    await t.test("a home with nothing in it", async () => {
      const home = new Home(null);
      const app = await App.open({ home, dark });
      const visit = new Visit(app, out, 100);
      try {
        for (const place of ["runbooks", "runs", "restores", "environments", "settings"]) {
          await app.click(`rail-${place}`);
          await visit.look(`empty-${place}`);
        }
        await app.click("env-switcher");
        await visit.floating("empty-menu");
        await app.click("rail-runbooks");
        await app.clickCss("[data-testid^=runbook-]");
        await app.click("start-run");
        await visit.floating("empty-start");
      } finally {
        found.push(...visit.found);
        await app.close();
        home.remove();
      }
    });

    const skip = !canLimitWatches() && "this machine lets no program have a limit of its own";
    await t.test("folders that cannot be followed", { skip }, async () => {
      const home = new Home(null);
      const books = join(home.path, "books");
      for (let team = 1; team <= 9; team += 1) {
        mkdirSync(join(books, `team-${team}`), { recursive: true });
        writeFileSync(join(books, `team-${team}`, "orders.md"), `# Orders of team ${team}\n\n- [ ] Look\n`);
      }
      const app = await App.open({ home, dark, words: ["open", books], watches: 3 });
      const visit = new Visit(app, out, 120);
      try {
        await app.click("rail-runbooks");
        await app.says("folder-notice", /its limit is reached[^]*sudo sysctl fs\.inotify\.max_user_watches=\d+/, 30_000);
        const whole = "return [...document.querySelectorAll('[data-testid=folder-notice]')].every((one) => one.scrollWidth <= one.clientWidth)";
        for (const size of ["wide", "narrow"]) {
          await app.resize(size);
          assert.ok(await app.web.executeScript(whole), `the command is cut off in a ${size} window`);
        }
        await visit.look("library-not-watched");
        // As when its disk is unmounted. Nobody tells; it is found at the next look.
        rmSync(books, { recursive: true });
        await app.says("folder-problem", /could not be used/, 60_000);
        await visit.look("library-folder-gone");
      } finally {
        found.push(...visit.found);
        await app.close();
        home.remove();
      }
    });

    await t.test("a crowded one", async (t) => {
      const { home, books } = crowded(sandbox);
      const app = await App.open({ home, dark, words: ["open", books] });
      const visit = new Visit(app, out);
      try {
        for (const chapter of [library, above, environments, run, guides, longRun, restoring, zoomed, trouble]) {
          await t.test(chapter.name, async () => {
            try {
              await chapter(visit);
            } catch (error) {
              await app.picture(join(out, `failed-${chapter.name}-${theme}.png`)).catch(() => {});
              await visit.key(Key.ESCAPE);
              throw error;
            }
          });
        }
      } finally {
        found.push(...visit.found);
        await app.close();
        home.remove();
      }
    });

    writeFileSync(join(out, `found-${theme}.txt`), found.join("\n"));
    assert.deepEqual(found, []);
  });
}

async function library(visit) {
  const { app } = visit;
  await app.click("rail-runbooks");
  await app.see("library-search");
  await visit.look("library");
  await app.fill("library-search", "restore");
  await app.seeCss("[data-hit]");
  await visit.look("library-found");
  await app.fill("library-search", "zzzz");
  await app.see("no-hits");
  await visit.look("library-not-found");
  await app.fill("library-search", " ");
  await app.click("runbook-every-kind-of-step");
  await app.see("document");
  await visit.look("runbook");
  await visit.key("p");
  await app.says("procedure", /\S/);
  await visit.look("procedure");
  await visit.key("p");
  await app.see("document");
  await app.clickCss("aside [role=tab]:nth-child(2)");
  await visit.look("findings");
  await visit.tab("findings");
  await app.click("start-run");
  await visit.floating("start-run");
}

async function above(visit) {
  const { app } = visit;
  await app.click("env-switcher");
  await app.see(`env-option-${PRODUCTION}`);
  await visit.look("environment-menu");
  await visit.key("orders", Key.ARROW_DOWN);
  await visit.floating("environment-menu-found");
  await visit.chord(Key.CONTROL, "k");
  await app.seeCss("[role=dialog] input");
  await visit.look("palette");
  await visit.key("zzzz");
  await visit.floating("palette-nothing");
  await visit.key("?");
  await visit.floating("keys");
}

async function environments(visit) {
  const { app } = visit;
  await app.click("rail-environments");
  await app.see(`env-${PRODUCTION}`);
  await visit.look("environments");
  await app.fill("environment-search", "staging");
  await visit.look("environments-found");
  await app.fill("environment-search", "zzzz");
  await visit.look("environments-not-found");
  await app.fill("environment-search", " ");
  await app.clickCss(`[data-testid="env-${PRODUCTION}"] header button`);
  await visit.floating("access-keys");
  for (const name of ["wrong-account", "no-such-profile"]) {
    await app.click(`sign-in-${name}`);
    await until("an answer", () => app.web.executeScript("return document.querySelector('[role=dialog] [data-tone=bad], [role=dialog] [data-testid=failure]') !== null"), { patience: 20_000, orElse: () => true });
    await visit.floating(`sign-in-${name}`);
  }
  await visit.look("environments-failed");
  await app.click("rail-settings");
  await app.seeCss("main");
  await visit.look("settings");
  await visit.tab("settings");
  await app.click("env-switcher");
  await app.clickCss("[data-testid^=env-option-team-03]");
  await until("the other environment", async () => (await app.says("account-id")) !== "");
  await visit.look("long-environment");
  await app.click("env-switcher");
  await app.click(`env-option-${PRODUCTION}`);
  await signIn(app);
}

async function start(app, book) {
  await app.click("rail-runbooks");
  await app.click(book);
  await app.click("start-run");
  await app.choose("start-run-environment", PRODUCTION);
  await app.click("start-run-confirm");
  await app.seeCss("section[data-shown]");
}

async function run(visit) {
  const { app } = visit;
  await start(app, "runbook-every-kind-of-step");
  visit.run = await app.web.executeScript("return location.hash");
  const steps = await outlined(app);
  await visit.look("run-start");
  await visit.tab("run-start");
  await goTo(app, steps[4]);
  await visit.look("run-blocked");
  await goTo(app, steps[0]);
  await app.click("unit-skip");
  await visit.floating("skip");
  for (const id of steps.slice(0, 3)) {
    await goTo(app, id);
    await app.click("unit-tick");
    await becomes(app, id, ["done"]);
  }
  await goTo(app, steps[3]);
  await visit.look("run-confirm");
  await runStep(app);
  await visit.look("run-done");
  await goTo(app, steps[4]);
  await begin(app, steps[4]);
  await new Promise((resolve) => setTimeout(resolve, 2_500));
  await visit.look("run-silent");
  await app.click("unit-stop");
  await becomes(app, steps[4], ["stopped"]);
  await visit.look("run-stopped");
  await skip(app, "nothing to answer");
  await goTo(app, steps[5]);
  await runStep(app, { ends: ["failed"] });
  await visit.look("run-failed");
  await skip(app, "the release was taken back by hand");
  await goTo(app, steps[6]);
  await visit.look("run-inputs");
  const now = Date.now();
  const ago = (minutes) => new Date(now - minutes * 60_000).toISOString().replace(/\.\d+Z/, "Z");
  await runStep(app, { values: { start: ago(60), end: ago(1) } });
  for (const pane of ["charts", "output", "rules", "timeline", "notes"]) {
    await app.click(`evidence-${pane}`);
    await visit.look(`run-${pane}`);
  }
  await app.resize("narrow");
  await app.clickCss("main button:first-child");
  await rest(app);
  await app.click("evidence-output");
  await visit.look("run-evidence-drawer", { sizes: ["narrow"] });
  // No pane keeps the keyboard: Tab leads out of the terminal.
  await app.click("evidence-output");
  await app.web.executeScript("document.querySelector('.xterm-helper-textarea').focus()");
  await visit.key(Key.TAB);
  const kept = await app.web.executeScript("return document.activeElement.matches('.xterm-helper-textarea')");
  assert.equal(kept, false, "Tab leads out of the terminal");
  await goTo(app, steps[7]);
  await visit.look("run-change");
  await skip(app, "writes are off already");
  await goTo(app, steps[8]);
  await visit.look("run-restore");
  await goTo(app, steps[9]);
  await picking(visit);
  await app.click("finish-run");
  await visit.floating("finish");
  await app.click("rail-runs");
  await visit.look("runs");
}

/** A value to pick from AWS, in each state of its list. */
async function picking(visit) {
  const { app } = visit;
  await app.fill("input-version", "2");
  await visit.look("pick-not-yet");
  await app.fill("input-upload-handler", "no-such-function");
  await visit.look("pick-not-found");
  await app.fill("input-upload-handler", "apex");
  await app.seeCss("[data-testid^=offer-]", 20_000);
  await visit.look("pick-one");
  await app.clickCss("[data-testid^=offer-]");
  await sandbox.faults({ match: "lambda.ListVersions", code: "AccessDeniedException", message: "User: operator is not authorized to perform: lambda:ListVersionsByFunction", status: 403, account: "222222222222" });
  await app.fill("input-version", "3");
  await app.says("failure", /request id/i, 20_000);
  await visit.look("pick-refused");
  await sandbox.clearFaults();
  await app.clickCss("[data-testid=failure] button");
  await app.fill("input-version", "v2.");
  await app.seeCss("[data-testid^=offer-]", 20_000);
  await visit.look("pick-versions");
  await app.fill("input-version", "2");
  await app.web.executeScript("document.activeElement.blur()");
}

async function guides(visit) {
  const { app } = visit;
  await app.click("rail-runbooks");
  await app.click("runbook-orders-when-something-is-wrong");
  await app.click("evidence-guides");
  await visit.look("symptoms");
  await app.click("symptom-G8-0");
  await visit.look("guide");
  await app.click("start-guide");
  await app.choose("start-run-environment", PRODUCTION);
  await visit.look("guide-start");
  await app.click("start-run-confirm");
  await app.see("guide-here");
  await visit.look("run-guide");
  await app.clickCss("[data-testid=guide-here] summary");
  await app.clickCss("[data-testid=enter-guide] summary");
  await visit.look("run-guide-open");
  await app.click("symptom-G37-0");
  await app.see("guide-leave");
  await visit.look("run-guide-entered");
}

/** Starts the step at hand and waits until it runs. */
async function begin(app, id) {
  await until(`${id} to run`, async () => {
    const step = await atHand(app);
    if (step.state === "running") return true;
    if (step.typed) await app.fill("challenge-typed", step.typed);
    await app.click("unit-run", 1_000);
    return until("it to run", async () => (await atHand(app)).state === "running", { patience: 3_000 });
  });
}

async function skip(app, reason) {
  const { id } = await atHand(app);
  await app.click("unit-skip");
  await app.fill("reason", reason);
  await app.click("reason-confirm");
  await becomes(app, id, ["skipped"]);
}

async function longRun(visit) {
  const { app } = visit;
  await app.click("rail-runbooks");
  await app.clickCss("[data-testid^=runbook-bring]");
  await app.see("document");
  await visit.look("long-runbook");
  await app.click("start-run");
  await app.choose("start-run-environment", PRODUCTION);
  await visit.look("long-start");
  await app.click("start-run-confirm");
  await app.seeCss("section[data-shown]");
  await visit.look("long-run");
  const steps = await outlined(app);
  await app.click(`outline-${steps.at(-1)}`);
  await visit.look("long-run-end");
  await app.click("finish-run");
  await visit.floating("long-finish");
}

async function restoring(visit) {
  const { app } = visit;
  await app.click("rail-restores");
  await visit.look("restores");
  await app.clickCss("main button");
  await app.seeCss("[role=dialog] li");
  await visit.floating("restore-tables");
  await visit.go(`#/restore-table/${PRODUCTION}/apexshare-uploads-prod`);
  await app.see("restore-what", 30_000);
  await visit.look("restore-what");
  await app.click("restore-next");
  await app.see("restore-chart-0", 30_000);
  await visit.look("restore-when");
  await visit.tab("restore-when");
  await app.click("restore-next");
  await app.fill("restore-target", "apexshare uploads!");
  await visit.look("restore-where-wrong");
  // Each theme makes a table of its own.
  await app.fill("restore-target", `apexshare-${"restored-".repeat(8)}${app.dark ? 2 : 1}`);
  await visit.look("restore-where");
  await app.click("restore-next");
  await until("the plan", async () => (await app.web.findElement(By.css("main")).getText()).includes("RestoreTableToPointInTime"));
  await visit.look("restore-plan");
  await app.click("restore-next");
  await app.fill("restore-typed", await app.attribute("restore-typed", "placeholder"));
  await visit.look("restore-submit");
  await sandbox.delay({ dynamodb_s: 3600 });
  await app.click("restore-submit");
  await app.see("restore-state", 30_000);
  await visit.look("restore-creating");
  await sandbox.delay({ dynamodb_s: 0 });
  await until("the table", async () => /^(active|comparing|compared)$/.test(await app.attribute("restore-state", "data-state")), { patience: 40_000 });
  if (!(await app.shows("comparison"))) await app.click("restore-compare", 30_000);
  await app.says("comparison", /\d/, 60_000);
  await visit.look("restore-compared");
  await app.click("rail-restores");
  await visit.look("restores-one");
}

/** Larger, as tired eyes want it: what has no room folds, nothing is cut off. */
async function zoomed(visit) {
  const { app } = visit;
  const places = [["run", visit.run], ["restore-when", `#/restore-table/${PRODUCTION}/apexshare-uploads-prod`], ["environments", "#/environments"], ["library", "#/runbooks"]];
  const width = () => app.web.executeScript("return innerWidth");
  for (let step = 0; step < 3; step += 1) await visit.chord(Key.CONTROL, "=");
  await until("a larger page", async () => (await width()) === 800);
  for (const [name, hash] of places) {
    await visit.go(hash);
    await app.picture(join(out, `zoom-160-${name}-${app.dark ? "dark" : "light"}.png`));
    const wide = await app.web.executeScript("return document.documentElement.scrollWidth <= innerWidth");
    if (!wide) visit.found.push(`${name} at 160 %: wider than the window`);
    visit.found.push(...(await violations(app)).map((found) => `${name} at 160 %: ${found}`));
  }
  await visit.chord(Key.CONTROL, "0");
  await until("the page as it was", async () => (await width()) === 1280);
}

async function trouble(visit) {
  const { app, run } = visit;
  const there = { account: "222222222222" };
  await visit.go(`#/restore-table/${PRODUCTION}/apexshare-links-prod`);
  await visit.look("restore-without-recovery");
  await visit.go(`#/restore-table/${PRODUCTION}/not-there`);
  await app.says("failure", /\S/, 30_000);
  await visit.look("restore-no-table");
  await sandbox.faults({ match: "GetMetric", code: "ThrottlingException", message: "Rate exceeded", status: 400, ...there });
  await visit.go(run);
  await app.click("evidence-charts");
  await new Promise((resolve) => setTimeout(resolve, 6_000));
  await visit.look("charts-throttled");
  await sandbox.clearFaults();
  await sandbox.faults({ match: ".*", drop: true, ...there });
  await visit.go(`#/restore-table/${PRODUCTION}/another-table`);
  await app.says("failure", /\S/, 60_000);
  await visit.look("restore-unreachable");
  await sandbox.clearFaults();
  for (const [name, hash] of [["run-gone", "#/run/not-a-run"], ["runbook-gone", "#/runbooks/not-a-runbook"], ["broken-address", "#/run/%"]]) {
    await visit.go(hash);
    await until("a failure", () => app.shows("failure"), { patience: 20_000, orElse: () => false });
    await visit.look(name);
  }
}
