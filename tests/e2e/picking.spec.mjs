// Values picked from AWS: in the dialog before a run and in its steps, one list
// depending on another, with a preflight before and a choice of ways on the way.
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { App, Home, Key } from "./support/app.mjs";
import { violations } from "./support/looking.mjs";
import { outFolder, venvs } from "./support/places.mjs";
import { becomes, goTo, outlined, runStep, signIn, terminalText } from "./support/run.mjs";
import { Sandbox } from "./support/sandbox.mjs";
import { until } from "./support/until.mjs";

const ENVIRONMENT = "apexshare-prod";
const ACCOUNT = "222222222222";
const HANDLER = "apexshare-upload-handler-prod";
const fixtures = fileURLToPath(new URL("fixtures", import.meta.url));
const out = outFolder("picking");
let sandbox;
let home;
let app;

before(async () => {
  sandbox = await Sandbox.up();
  home = new Home(sandbox);
  const env = { PATH: `${join(venvs, "awscli/bin")}:${process.env.PATH}` };
  app = await App.open({ home, env, words: ["open", join(fixtures, "picking.md")] });
});

after(async () => {
  await app?.close();
  await sandbox?.down();
  home?.remove();
});

/** What the field of an input says of its list. */
const said = (input, wanted) =>
  until(`${input} to say ${wanted}`, async () => {
    const text = await app.web.executeScript(
      `return document.getElementById("input-" + arguments[0])?.closest("div[class*=field]")?.querySelector("[data-testid=pick-said]")?.textContent ?? ""`,
      input,
    );
    if (!wanted.test(text)) throw new Error(`it says ${JSON.stringify(text)}`);
    return text;
  }, { patience: 20_000 });

test("a preflight stands in the dialog, and a value is picked there from AWS", { timeout: 90_000 }, async () => {
  await app.see("document");
  await signIn(app);
  await app.click("start-run");
  await app.choose("start-run-environment", ENVIRONMENT);
  await app.says("preflight-sentence", /\S/, 20_000);
  // The versions depend on the function, which is not known yet.
  await app.click("input-previous-version");
  await app.fill("input-previous-version", "2");
  await said("previous-version", /Upload handler.*still open/);
  // A list that takes its time is let go of: AWS is asked for nothing more, and none is shown.
  const slow = { match: "sts.GetCallerIdentity", delay_ms: 4_000, account: ACCOUNT };
  await sandbox.faults(slow);
  await app.fill("input-upload-handler", "apex");
  await app.click("pick-cancel");
  await said("upload-handler", /were not read/);
  await app.picture(join(out, "cancelled.png"));
  await new Promise((resolve) => setTimeout(resolve, slow.delay_ms + 1_000));
  assert.deepEqual(await sandbox.calls(ACCOUNT, "lambda.ListFunctions"), [], "the list was never asked for");
  assert.equal(await app.shows(`offer-${HANDLER}`), false);
  await sandbox.clearFaults();
  await app.web.executeScript("document.getElementById('input-upload-handler').focus()");
  await app.web.actions().sendKeys(Key.ARROW_DOWN).perform();
  await app.see(`offer-${HANDLER}`, 20_000);
  await said("upload-handler", new RegExp(`1 function in account 2222 2222 2222, eu-west-1`));
  await app.click(`offer-${HANDLER}`);
  await until("the function", async () => (await app.attribute("input-upload-handler", "value")) === HANDLER);
  assert.deepEqual(await violations(app), []);
  const asked = await sandbox.calls(ACCOUNT, "lambda.ListFunctions");
  assert.equal(asked.length, 1, "the list is read once");
  await app.picture(join(out, "dialog.png"));
  await app.fill("input-previous-version", " ");
  await app.web.executeScript("document.activeElement.blur()");
  await app.click("start-run-confirm");
  await app.seeCss("section[data-shown]");
});

test("one of the ways is chosen, and the other is set aside", { timeout: 60_000 }, async () => {
  const steps = await outlined(app);
  await goTo(app, steps[0]);
  await app.click("unit-tick");
  await becomes(app, steps[0], ["done"]);
  await app.click(`outline-${steps[1]}`);
  await app.clickCss("[data-testid^=choice-] [data-testid=way-1]");
  await until("the way", () => app.web.executeScript("return document.querySelector('[data-testid^=choice-]')?.textContent.includes('Way taken')"));
});

test("a step's value is picked by keyboard, and the run goes on with it", { timeout: 120_000 }, async () => {
  const steps = await outlined(app);
  const say = await goTo(app, steps[1]);
  await app.click("input-previous-version");
  await app.fill("input-previous-version", "v2.13.4");
  await app.see("offer-2", 20_000);
  await said("previous-version", new RegExp(`4 function versions of ${HANDLER}`));
  await app.picture(join(out, "step.png"));
  await app.web.actions().sendKeys("\uE015\uE007").perform();
  await until("the version", async () => (await app.attribute("input-previous-version", "value")) === "2");
  await runStep(app);
  await becomes(app, say.id, ["done"]);
  await until("the output", async () => (await terminalText(app)).includes("LIVE will point to version 2"));
  await goTo(app, steps[2]);
  await runStep(app, { patience: 60_000 });
  const alias = await sandbox.aws(ENVIRONMENT, "lambda", "get-alias", "--function-name", HANDLER, "--name", "LIVE");
  assert.equal(alias.FunctionVersion, "2");
});

test("in a terminal the same list is printed, and what does not fit leaves no run behind", { timeout: 60_000 }, async () => {
  const file = join(fixtures, "picking.md");
  const listed = await home.cli("inputs", file, "--env", ENVIRONMENT, "--input", `upload-handler=${HANDLER}`, "--input", "previous-version");
  assert.equal(listed.code, 0, listed.err);
  assert.match(listed.out, /^2 .*LIVE points here.*release v2\.13\.4$/m);
  const before = JSON.parse((await home.cli("runs", "list", "--format", "json")).out).items.length;
  for (const wrong of [["--input", "no-such=1"], ["--choose", "way=3"], ["--input", "no-value"]]) {
    const { code, err } = await home.cli("run", file, "--env", ENVIRONMENT, ...wrong);
    assert.equal(code, 2, err);
  }
  const runs = JSON.parse((await home.cli("runs", "list", "--format", "json")).out).items;
  assert.equal(runs.length, before, "no run was left behind");
  await sandbox.faults({ match: "lambda.ListFunctions", code: "AccessDeniedException", status: 403, account: ACCOUNT });
  const refused = await home.cli("inputs", file, "--env", ENVIRONMENT, "--input", "upload-handler");
  assert.equal(refused.code, 4);
  assert.match(refused.err, /lambda:ListFunctions[\s\S]*AWS request ID: \S/);
});
