// The tour: a production table was damaged; it is found on the charts, restored to
// the second before, compared, and the run is finished and proved. In the middle
// the program is killed without warning.
import assert from "node:assert/strict";
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { after, before, test } from "node:test";
import { App, By, Home, Key } from "./support/app.mjs";
import { sql } from "./support/journal.mjs";
import { outFolder } from "./support/places.mjs";
import { atHand, becomes, fillIn, goTo, outlined, runStep, signIn } from "./support/run.mjs";
import { Sandbox } from "./support/sandbox.mjs";
import { until } from "./support/until.mjs";

const ENVIRONMENT = "apexshare-prod";
const ACCOUNT = "222222222222";
const TABLE = "apexshare-uploads-prod";
const RUNBOOK = "runbook-apexshare-take-the-uploads-table-back-to-before-the-damage";

const out = outFolder("tour");
let sandbox;
let home;
let app;
/** Addresses of the screens that were looked at, to look at them again in the dark. */
const seen = new Map();
let pictures = 0;
let broken = null;

before(async () => {
  sandbox = await Sandbox.up();
  home = new Home(sandbox);
});

after(async () => {
  await app?.close();
  await sandbox?.down();
  home?.remove();
});

/** Pictures of the screen at hand, wide and narrow. */
async function look(name) {
  if (!seen.has(name)) {
    pictures += 1;
    seen.set(name, { number: String(pictures).padStart(2, "0"), hash: await app.web.executeScript("return location.hash") });
  }
  const theme = app.dark ? "dark" : "light";
  for (const [size, words] of [["narrow", "900x600"], ["wide", "1280x800"]]) {
    await app.resize(size);
    const page = await app.web.executeScript(
      "const { scrollWidth, scrollHeight } = document.documentElement; return [scrollWidth <= innerWidth, scrollHeight <= innerHeight]",
    );
    assert.deepEqual(page, [true, true], `${name} at ${words}: panes scroll, the window does not`);
    await app.picture(join(out, `${seen.get(name).number}-${name}-${theme}-${words}.png`));
  }
}

/** One part of the tour. What comes after a broken part is not tried. */
const part = (t, name, act) =>
  t.test(name, { skip: broken !== null && `“${broken}” did not hold` }, async () => {
    try {
      await act();
    } catch (error) {
      broken = name;
      await app?.picture(join(out, "failed.png")).catch(() => {});
      writeFileSync(join(out, "failed.log"), app?.said ?? "");
      throw error;
    }
  });

test("the tour", { timeout: 600_000 }, async (t) => {
  let run;
  let restoreHash;
  let world;
  let target;
  let chosen;

  await part(t, "the top bar says where one is, and production looks it", async () => {
    world = (await sandbox.world()).tables[TABLE];
    app = await App.open({ home });
    await app.see("rail-runbooks");
    await look("start");
    await app.click("env-switcher");
    await app.click(`env-option-${ENVIRONMENT}`);
    assert.match(await app.says("tier-badge"), /production/i);
    assert.equal((await app.says("account-id")).replace(/\D/g, ""), ACCOUNT);
    assert.match(await app.says("region"), /eu-west-1/);
    await signIn(app);
    assert.match(await app.says("role", /Operator/), /Operator/);
    assert.match(await app.says("session-left", /\d/), /min|h/);
  });

  await part(t, "a sample runbook is read, and its run starts", async () => {
    await app.click("rail-runbooks");
    await app.click(RUNBOOK);
    await app.see("document");
    await look("runbook");
    await app.click("start-run");
    await app.choose("start-run-environment", ENVIRONMENT);
    await look("start-run");
    await app.click("start-run-confirm");
    await app.seeCss("section[data-shown]");
    run = decodeURIComponent(/run\/([^/]+)/.exec(await app.web.executeScript("return location.hash"))?.[1] ?? "");
    await look("run");
  });

  await part(t, "items are ticked, inputs filled in, steps run, until the restore", async () => {
    const { incident } = world;
    const values = {
      ticket: "INC-4711",
      start: incident.deployed,
      end: incident.writesStopped,
      target: `${TABLE}-restored`,
      restore: incident.lastGoodSecond,
    };
    const steps = await outlined(app);
    for (const [index, id] of steps.entries()) {
      if ((await goTo(app, id)).restore) break;
      await doStep(id, values);
      if (index === 4 || index === 6) await look(`run-step-${index + 1}`);
    }
    assert.ok((await atHand(app)).restore, `one of ${steps} opens the wizard`);
    await fillIn(app, values);
    await look("restore-step");
  });

  await part(t, "the wizard is filled in from the line, and the moment is picked on the charts", async () => {
    await app.click("unit-restore");
    await app.see("restore-what", 20_000);
    await look("restore-what");
    await app.click("restore-next");
    await app.see("restore-chart-0", 30_000);
    await app.clickCss('[role=toolbar] button:nth-child(3)');
    chosen = await pick(world.incident.lastGoodSecond);
    await look("restore-when");
    await app.click("restore-next");
    target = await app.attribute("restore-target", "value");
    assert.notEqual(target, TABLE);
    assert.ok(target.startsWith(TABLE), `the target ${target} comes from the line`);
    await look("restore-where");
    await app.click("restore-next");
    const plan = await until("the plan", async () => {
      const text = await app.web.findElement(By.css("main")).getText();
      return text.includes("RestoreTableToPointInTime") && text;
    });
    for (const left of [/time to live|TTL/i, /tags/i, /deletion protection/i, /stream/i, /scaling/i]) {
      assert.match(plan, left, "the plan names what AWS does not restore");
    }
    await look("restore-plan");
    await app.click("restore-next");
  });

  await part(t, "production asks for the typed name before anything is called", async () => {
    const submit = await app.see("restore-submit");
    assert.equal(await submit.isEnabled(), false);
    await app.fill("restore-typed", "yes");
    assert.equal(await (await app.see("restore-submit")).isEnabled(), false);
    assert.deepEqual(await sandbox.calls(ACCOUNT, "RestoreTableToPointInTime"), []);
    const phrase = await app.attribute("restore-typed", "placeholder");
    assert.ok([target, TABLE].includes(phrase), `the phrase ${phrase} is a table's name`);
    await app.fill("restore-typed", phrase);
    await look("restore-confirm");
    await sandbox.delay({ dynamodb_s: 3600 });
    await app.click("restore-submit");
    await stateIs("creating");
    restoreHash = await app.web.executeScript("return location.hash");
    await look("restore-creating");
  });

  await part(t, "killed in the middle, it goes on where it stood and submits nothing twice", async () => {
    await app.kill();
    app = await App.open({ home, dark: true });
    await app.see("rail-runbooks");
    assert.equal(await app.web.executeScript("return matchMedia('(prefers-color-scheme: dark)').matches"), true);
    await goToHash(restoreHash);
    await stateIs("creating");
    await look("restore-creating");
    const submitted = await sandbox.calls(ACCOUNT, "RestoreTableToPointInTime");
    assert.equal(submitted.length, 1, "exactly one restore was submitted");
    assert.equal(submitted[0].status, 200);
  });

  await part(t, "once AWS says ACTIVE, the tables are compared item by item", async () => {
    await sandbox.delay({ dynamodb_s: 0 });
    await stateIs("active|comparing|compared", 40_000);
    if (!(await app.shows("comparison"))) await app.click("restore-compare", 30_000);
    const said = await app.says("comparison", /\d/, 60_000);
    const { overwritten, deleted, arrivedDuring, beforeIncident } = world.counts;
    const figure = (words) => Number(new RegExp(`${words}[^0-9]*?\\n?[^0-9]*([0-9][0-9\\u2009\\u202f\\u00a0 ]*)`).exec(said)?.[1].replace(/\D/g, ""));
    assert.equal(figure("Different"), overwritten, said);
    assert.equal(figure("Only in the restored table"), deleted, said);
    assert.equal(figure("Only in the source"), arrivedDuring, said);
    assert.equal(figure("The same in both"), beforeIncident - overwritten - deleted, said);
    await look("restore-compared");
  });

  await part(t, "the AWS CLI sees the restored table with the data as of the chosen second", async () => {
    const truth = await sandbox.itemsAt(TABLE, chosen);
    const { Items } = await sandbox.aws(ENVIRONMENT, "dynamodb", "scan", "--table-name", target);
    const sorted = (items) => items.map((item) => JSON.stringify(canonical(item))).sort();
    assert.deepEqual(sorted(Items), sorted(truth));
    const { Table } = await sandbox.aws(ENVIRONMENT, "dynamodb", "describe-table", "--table-name", target);
    assert.equal(Table.TableStatus, "ACTIVE");
  });

  await part(t, "what is left is done, and the run is finished", async () => {
    await app.close();
    app = await App.open({ home });
    await app.see("rail-runbooks");
    await goToHash(restoreHash);
    await look("restore-compared");
    await app.click("to-run");
    await app.seeCss("section[data-shown]");
    await look("run-after-restore");
    const steps = await outlined(app);
    const restored = steps.indexOf((await atHand(app)).id);
    for (const id of steps.slice(restored + 1)) {
      await goTo(app, id);
      await doStep(id, {});
    }
    await app.click("finish-run");
    await app.fill("finish-note", "The table was restored beside the damaged one; the application is cut over tomorrow.");
    await look("finish");
    await app.click("finish-confirm");
    await app.gone("finish-run");
    assert.match((await home.cli("runs", "list")).out, /completed/);
    await look("run-finished");
  });

  await part(t, "the record is exported as Markdown and as one HTML file with its charts", async () => {
    const exported = async (button, ending) => {
      await app.click(button);
      const path = await app.says("export-path", new RegExp(`${ending}$`));
      copyFileSync(path, join(out, basename(path)));
      return readFileSync(path, "utf8");
    };
    const markdown = await exported("export-markdown", "\\.md");
    const html = await exported("export-html", "\\.html");
    for (const record of [markdown, html]) {
      assert.ok(record.includes(target), "the record names the restored table");
      assert.ok(record.includes(ENVIRONMENT) && record.includes(ACCOUNT), "the record says where");
      assert.ok(!record.includes("sandbox/secret"), "no secret is in the record");
    }
    assert.ok(/<img[^>]+src="data:image\/svg\+xml|<svg/.test(html), "the charts are in the file");
    assert.ok(!/(src|href)="https?:|<link |@import|url\(http/.test(html), "the file needs nothing from elsewhere");
  });

  await part(t, "the record is proved, in the window and in the terminal", async () => {
    await app.click("verify-run");
    assert.match(await app.says("verify-result"), /intact/);
    await look("record-verified");
    const proved = await home.cli("runs", "verify", run);
    assert.equal(proved.code, 0, proved.err);
    const listed = await home.cli("--format", "json", "runs", "list");
    assert.equal(listed.code, 0, listed.err);
    assert.ok(listed.out.includes(run));
  });

  await part(t, "one changed byte in the record is found, and the event named", async () => {
    const damaged = home.copy();
    const journal = join(damaged.path, "journal.sqlite");
    const ofRun = `run = (SELECT id FROM runs WHERE run = '${run}') AND seq = 3`;
    sql(journal, `UPDATE events SET text = substr(text, 1, 40) || '~' || substr(text, 42) WHERE ${ofRun}`);
    const caught = await damaged.cli("runs", "verify", run);
    damaged.remove();
    assert.notEqual(caught.code, 0);
    assert.match(caught.out + caught.err, /event 3\b/i);
  });

  await part(t, "every other screen is looked at, in both themes", async () => {
    for (const place of ["runs", "restores", "environments", "settings"]) {
      await app.click(`rail-${place}`);
      await look(place);
    }
    await app.close();
    app = await App.open({ home, dark: true });
    await app.see("rail-runbooks");
    for (const name of ["start", "runbook", "run", "restore-compared", "run-finished", "runs", "restores", "environments", "settings"]) {
      await goToHash(seen.get(name).hash);
      await look(name);
    }
    // The way to a restore once more, of the table itself, up to the plan.
    await goToHash(`#/restore-table/${ENVIRONMENT}/${TABLE}`);
    for (const [shown, name] of [
      ["restore-what", "restore-what"],
      ["restore-chart-0", "restore-when"],
      ["restore-target", "restore-where"],
    ]) {
      await app.see(shown, 30_000);
      if (name === "restore-where") await app.fill("restore-target", `${TABLE}-again`);
      await look(name);
      await app.click("restore-next");
    }
    await until("the plan", async () =>
      (await app.web.findElement(By.css("main")).getText()).includes("RestoreTableToPointInTime"),
    );
    await look("restore-plan");
    assert.equal((await sandbox.calls(ACCOUNT, "RestoreTableToPointInTime")).length, 1, "a plan calls nothing");
  });
});

/** Does the step at hand: ticks it, or fills in what it asks for and runs it. */
async function doStep(id, values) {
  if ((await atHand(app)).tick) {
    await app.click("unit-tick");
    await becomes(app, id, ["done"]);
  } else {
    await runStep(app, { values });
  }
}

/** Picks a second on the first chart: a click near it, then the arrow keys. */
async function pick(wanted) {
  const slider = await app.see("restore-chart-0", 30_000);
  await slider.click();
  const instant = async () => (await app.see("restore-instant")).getAttribute("data-instant");
  const seconds = async () => Math.round((Date.parse(wanted) - Date.parse(await instant())) / 1000);
  for (const [size, more, less] of [
    [60, [Key.PAGE_UP], [Key.PAGE_DOWN]],
    [10, [Key.SHIFT, Key.ARROW_RIGHT], [Key.SHIFT, Key.ARROW_LEFT]],
    [1, [Key.ARROW_RIGHT], [Key.ARROW_LEFT]],
  ]) {
    const away = await seconds();
    const keys = Key.chord(...(away > 0 ? more : less));
    for (let left = Math.trunc(Math.abs(away) / size); left > 0; left -= 1) {
      await (await app.see("restore-chart-0")).sendKeys(keys);
    }
  }
  await until(`the restore point ${wanted}`, async () => (await seconds()) === 0);
  return instant();
}

const stateIs = (wanted, patience = 20_000) =>
  until(
    `the restore to be ${wanted}`,
    async () => {
      const state = await (await app.see("restore-state", 1_000)).getAttribute("data-state");
      if (!new RegExp(`^(${wanted})$`).test(state)) throw new Error(`it is ${state}`);
      return true;
    },
    { patience },
  );

async function goToHash(hash) {
  await app.web.executeScript("location.hash = arguments[0]", hash);
  await until(`the screen ${hash}`, () => app.web.executeScript("return location.hash === arguments[0]", hash));
}

/** The same item is the same text, in whatever order its attributes come. */
function canonical(value) {
  if (Array.isArray(value)) return value.map(canonical);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.keys(value).sort().map((key) => [key, canonical(value[key])]));
}
