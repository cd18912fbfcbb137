// Bad input, through both doors: a plain sentence, the next thing to do, nothing
// lost, nothing called.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { after, before, describe, test } from "node:test";
import { App, Home } from "./support/app.mjs";
import { sql } from "./support/journal.mjs";
import { belay, outFolder } from "./support/places.mjs";
import { Sandbox } from "./support/sandbox.mjs";

const drill = fileURLToPath(new URL("fixtures/terminal.md", import.meta.url));
const out = outFolder("bad-input");
let sandbox;

before(async () => {
  sandbox = await Sandbox.up();
});

after(() => sandbox?.down());

/** A home for one test, with one environment of its own if asked for. */
function homeWith(environment) {
  const home = new Home(sandbox);
  if (environment) {
    const lines = Object.entries({ tier: "production", region: "eu-west-1", ...environment });
    const text = lines.map(([name, value]) => `${name} = ${JSON.stringify(value)}\n`).join("");
    writeFileSync(join(home.path, "environments.toml"), `[[environment]]\n${text}`);
  }
  return home;
}

/** A failure is told: by its exit code, in a sentence, without a stack trace. */
function told({ code, out: said, err }, expected) {
  const words = `${said}${err}`;
  assert.doesNotMatch(words, /panicked|backtrace|RUST_/, words);
  assert.match(words, expected.says, words);
  if (expected.hint) assert.match(words, expected.hint, words);
  assert.equal(code, expected.code, words);
}

describe("files that are no runbooks", () => {
  const home = new Home(null);
  const folder = join(home.path, "books");
  mkdirSync(folder);
  const file = (name, content) => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  const latin = file("latin.md", Buffer.from("# Caf\xe9\n\n- [ ] Tick\n", "latin1"));
  const prose = file("prose.md", "# Prose\n\nNothing to do here.\n");
  const huge = file("huge.md", `# Huge\n\n- [ ] One thing\n\n${"A line of prose that says nothing at all.\n".repeat(500_000)}`);
  after(() => home.remove());

  test("a missing file is named", async () => {
    told(await home.cli("show", join(folder, "missing.md")), { says: /missing\.md/, code: 1 });
  });

  test("a file that is not UTF-8 is named, with the place", async () => {
    told(await home.cli("show", latin), { says: /UTF-8/, code: 1 });
  });

  test("a file without any step says so and is no failure to read", async () => {
    const shown = await home.cli("show", prose);
    assert.equal(shown.code, 0, shown.err);
  });

  test("a file of 20 MB is read", { timeout: 60_000 }, async () => {
    const shown = await home.cli("show", huge);
    assert.equal(shown.code, 0, shown.err);
    assert.ok(shown.out.includes("One thing"), "its one step is shown");
  });

  test("the window lists them with what is wrong, and stays usable", { timeout: 90_000 }, async () => {
    const app = await App.open({ home, words: ["open", folder] });
    try {
      await app.see("rail-runbooks");
      await app.click("rail-runbooks");
      const text = await app.seeCss('[title="latin.md"]', 30_000).then((entry) => entry.getText());
      assert.match(text, /UTF-8/);
      await app.click("runbook-prose");
      const start = await app.see("start-run");
      assert.equal(await start.isEnabled(), false, "a file without a step cannot be started");
      await app.picture(join(out, "files.png"));
    } finally {
      await app.close();
    }
  });
});

describe("environments that lead nowhere, or elsewhere", () => {
  test("a profile that does not exist is named", async () => {
    const home = homeWith({ name: "lost", profile: "not-there", account_id: "222222222222" });
    told(await home.cli("env", "check", "lost"), { says: /not-there/, hint: /aws\/config/, code: 1 });
    home.remove();
  });

  test("another account than the pinned one is refused, and nothing is run", async () => {
    // The profile assumes a role in another account than the environment says.
    const home = homeWith({ name: "wrong", profile: "apexshare-staging", account_id: "222222222222" });
    told(await home.cli("env", "check", "wrong"), { says: /444444444444[^]*222222222222|222222222222[^]*444444444444/, code: 3 });
    const words = ["restore", "dynamodb", "--env", "wrong", "--source", "apexshare-uploads-staging"];
    const refused = await home.cli(...words, "--at", "latest", "--target", "another-table", "--confirm", "another-table");
    told(refused, { says: /444444444444/, code: 3 });
    assert.deepEqual(await sandbox.calls("444444444444", "RestoreTableToPointInTime"), []);
    home.remove();
  });

  test("a role of another account than the pinned one is found when the file is read", async () => {
    const role = "arn:aws:iam::333333333333:role/Operator";
    const home = homeWith({ name: "wrong", profile: "belay-sandbox", role_arn: role, account_id: "222222222222" });
    const listed = await home.cli("env", "list");
    assert.match(listed.out + listed.err, /environments\.toml:\d+: .*pins account 222222222222.*another account/);
    // Whoever asks for it by name is told the same, not that it does not exist.
    const restore = ["restore", "dynamodb", "--source", "t", "--target", "t2", "--at", "latest", "--env", "wrong"];
    const chart = ["chart", "--metric", "AWS/Lambda/Errors", "--env", "wrong"];
    for (const words of [["env", "check", "wrong"], ["run", drill, "--env", "wrong"], restore, chart]) {
      const expected = { says: /another account.*environments\.toml`, line 1/, hint: /Correct `account_id` or `role_arn`/, code: 1 };
      told(await home.cli(...words), expected);
    }
    home.remove();
  });

  test("an endpoint at which nobody answers is told as such", { timeout: 60_000 }, async () => {
    const home = homeWith();
    const config = join(home.path, "aws-config");
    // The port of discard: nobody listens on loopback.
    writeFileSync(config, readFileSync(sandbox.variables.AWS_CONFIG_FILE, "utf8").replaceAll(sandbox.endpoint, "http://127.0.0.1:9"));
    home.variables = { ...sandbox.variables, AWS_CONFIG_FILE: config };
    told(await home.cli("env", "check", "apexshare-prod"), { says: /reach|connect/i, code: 4 });
    const app = await App.open({ home });
    try {
      await app.click("env-switcher");
      await app.click("env-option-apexshare-prod");
      await app.click("sign-in");
      await app.says("failure", /reach|connect/i, 30_000);
      await app.picture(join(out, "unreachable.png"));
    } finally {
      await app.close();
      home.remove();
    }
  });
});

describe("a record that cannot be used", () => {
  test("a journal of a newer version is left alone", async () => {
    const home = homeWith();
    assert.equal((await home.cli("runs", "list")).code, 0);
    const journal = join(home.path, "journal.sqlite");
    const [[version]] = sql(journal, "PRAGMA user_version");
    sql(journal, `PRAGMA user_version = ${version + 1}`);
    const before = readFileSync(journal);
    told(await home.cli("runs", "list"), { says: /newer/i, code: 1 });
    assert.deepEqual(readFileSync(journal), before);
    home.remove();
  });

  test("what cannot be recorded is not run: a full disk", async () => {
    const home = homeWith();
    assert.equal((await home.cli("runs", "list")).code, 0);
    const marker = join(home.path, "it-ran");
    const book = join(home.path, "book.md");
    writeFileSync(book, `# Book\n\n## Only\n\n\`\`\`bash\ntouch ${marker}\n\`\`\`\n`);
    // A limit on the size of files, told as an error: to a program, a full disk.
    const limited = `trap '' XFSZ; ulimit -f 4; exec "$0" "$@"`;
    const words = ["-c", limited, belay, "run", book, "--env", "apexshare-dev", "--tick", "all"];
    const ended = await new Promise((resolve) => {
      execFile("bash", words, { env: home.env() }, (error, said, err) => resolve({ code: error?.code ?? 0, out: said, err }));
    });
    told(ended, { says: /record|journal|disk|written/i, code: 1 });
    const { code } = await home.cli("runs", "list");
    assert.equal(code, 0, "the journal is whole");
    assert.throws(() => readFileSync(marker), /ENOENT/, "the step was not run");
    home.remove();
  });
});

test("the drill itself has no mistake", async () => {
  const home = new Home(null);
  const checked = await home.cli("check", drill);
  assert.equal(checked.code, 0, checked.out);
  home.remove();
});
