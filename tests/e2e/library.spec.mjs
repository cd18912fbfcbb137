// The library in the built window: found by a word of code, kept true by itself,
// linked, and a file of 20 MB that does not hold the window up.
import assert from "node:assert/strict";
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { App, By, Home, Key } from "./support/app.mjs";
import { outFolder } from "./support/places.mjs";
import { until } from "./support/until.mjs";

const out = outFolder("library");
const home = new Home(null);
const folder = join(home.path, "books");
mkdirSync(join(folder, "deep"), { recursive: true });
const write = (name, text) => writeFileSync(join(folder, name), text);

const RESTORE = `# Uploads table

How the uploads come back. See [the failover](deep/failover.md#going-back) first.

## Contents

- [Restore](#restore)

## Restore

\`\`\`bash
# 1. Look at it
aws dynamodb describe-table --table-name "$TABLE"

# 2. Bring it back
aws dynamodb restore-table-to-point-in-time \\
  --source-table-name "$TABLE" \\
  --target-table-name "$TABLE-restored" \\
  --use-latest-restorable-time
\`\`\`
`;
write("restore.md", RESTORE);
write("deep/failover.md", `# Failover\n\n${"Some words.\n\n".repeat(40)}## Going back\n\n- [ ] The old place answers\n`);

/** About 20 MB of sections, prose, items and code. */
function large() {
  let text = "# A large runbook\n";
  for (let n = 0; text.length < 20_000_000; n += 1) {
    text += `\n## Section ${n}\n\n${"What has to be known of this part, in a sentence. ".repeat(8)}\n\n- [ ] Tick ${n}\n\n\`\`\`bash\necho ${n}\n\`\`\`\n\n\`\`\`text\n`;
    for (let line = 0; line < 60; line += 1) text += `section ${n}, line ${line} of what a generated file says that nobody wrote\n`;
    text += "```\n";
  }
  return text;
}

describe("the library", () => {
  let app;
  before(async () => {
    app = await App.open({ home, words: ["open", folder] });
    await app.click("rail-runbooks");
  });
  after(async () => {
    await app.close();
    home.remove();
  });

  const search = async (typed) => {
    const field = await app.see("library-search");
    await app.web.executeScript("arguments[0].focus(); arguments[0].select()", field);
    await field.sendKeys(typed);
  };

  test("a word of code is found where it stands, and Enter opens it there", async () => {
    await app.see("runbook-uploads-table", 30_000);
    await search("--target-table-name");
    const hit = await app.says("hit-18", /target-table-name/);
    assert.match(hit, /--target-table-name/);
    const field = await app.see("library-search");
    await field.sendKeys(Key.ARROW_DOWN, Key.ARROW_DOWN);
    await app.picture(join(out, "search.png"));
    await app.web.switchTo().activeElement().sendKeys(Key.ENTER);
    await app.see("document");
    await app.seeCss('[data-line="18"][data-found]');
    await search(Key.ESCAPE);
  });

  test("a step is explained: what it does, what it changes, how dangerous it is, what comes back", async () => {
    await app.click("explain-L11");
    const said = await app.says("step-explained", /restore-table-to-point-in-time/);
    for (const fact of ["What it does", "What it changes", "Danger", "What comes back"]) assert.match(said, new RegExp(fact, "i"));
    await app.picture(join(out, "explained.png"));
  });

  test("the text turns into the procedure that it describes, and back at the line", async () => {
    await app.web.actions().sendKeys("p").perform();
    const drawn = await app.says("procedure", /Bring it back/);
    assert.match(drawn, /changes AWS/);
    await app.picture(join(out, "procedure.png"));
    await app.clickCss('[data-testid=procedure] [aria-label="Line 15 of the text"]');
    await app.seeCss('[data-testid=document] [data-line="15"]');
    // The way of reading that was chosen is remembered; a line shows the text for now.
    await app.web.actions().sendKeys("p").perform();
    await app.see("procedure");
    await app.web.actions().sendKeys("p").perform();
    await app.see("document");
  });

  test("a link leads to the line of the other runbook that it means", async () => {
    await app.web.findElement(By.linkText("the failover")).click();
    await until("the failover at its heading", async () => {
      const title = await app.web.findElement(By.css("h1")).getText();
      const shown = await app.web.executeScript(`
        const frame = document.querySelector('[data-testid=document]');
        const row = frame?.querySelector('[data-line="83"]');
        if (!row) return false;
        const off = row.getBoundingClientRect().bottom - frame.getBoundingClientRect().bottom;
        return off < 0;`);
      return title === "Failover" && shown;
    });
  });

  test("what changes on the disk shows by itself: in the text, the list and the search", async () => {
    await app.click("runbook-uploads-table");
    await app.says("document", /Bring it back/);
    // As an editor saves: another file, then its name.
    write(".restore.tmp", RESTORE.replace("# Uploads table", "# Uploads table, again").replace("Bring it back", "Fetch a walrus"));
    renameSync(join(folder, ".restore.tmp"), join(folder, "restore.md"));
    await app.says("document", /Fetch a walrus/);
    await app.says("changed-on-disk", /changed on disk/);
    await app.see("runbook-uploads-table-again");
    await search("walrus");
    await app.says("hit-15", /walrus/);
    await search(Key.ESCAPE);
  });

  test("a file of 20 MB opens, scrolls and jumps without holding the window up", { timeout: 200_000 }, async () => {
    // The build under test may be one for development, which reads ten times as slowly.
    const patience = 150_000;
    write("large.md", large());
    await app.see("runbook-a-large-runbook", patience);
    // How long the page ever went without drawing a frame.
    await app.web.executeScript(`
      window.longest = 0; let last = performance.now();
      const look = (now) => { window.longest = Math.max(window.longest, now - last); last = now; requestAnimationFrame(look); };
      requestAnimationFrame((now) => { last = now; look(now); });`);
    const started = Date.now();
    await app.click("runbook-a-large-runbook");
    await app.says("document", /Section 0/, patience);
    const first = Date.now() - started;
    await until("the whole outline", () => app.web.executeScript(`
      const box = document.querySelector('[data-testid=outline]');
      box.scrollTop = box.scrollHeight;
      return /Section 4\\d\\d\\d/.test(box.textContent);`), { patience: 30_000 });
    const sections = await app.web.findElements(By.css("[data-testid=outline] button"));
    const last = sections.at(-1);
    const name = (await last.getText()).trim();
    await last.click();
    await until(`${name} to be seen`, async () =>
      (await app.web.executeScript("return document.querySelector('[data-testid=document]').innerText")).includes(name));
    await app.picture(join(out, "large.png"));
    const longest = await app.web.executeScript("return window.longest");
    const drawn = await app.web.executeScript("return document.querySelectorAll('[data-line]').length");
    const figures = { firstScreenMs: first, longestFrameMs: Math.round(longest), rowsDrawn: drawn };
    writeFileSync(join(out, "large.json"), JSON.stringify(figures));
    console.log(figures);
    assert.ok(drawn < 1_500, `${drawn} rows are drawn`);
    assert.ok(longest < 1_000, `the window stood still for ${longest} ms`);
  });
});
