// A home like that of a large team: many environments, some of them wrong, long names.
import { appendFileSync, copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Home } from "./app.mjs";

const fixture = (name) => fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url));

/** The home, and the folder of its runbooks. */
export function crowded(sandbox) {
  const home = new Home(sandbox);
  const file = join(home.path, "environments.toml");
  for (let index = 1; index <= 60; index += 1) {
    const tier = ["production", "staging", "development"][index % 3];
    entry(file, { name: `team-${String(index).padStart(2, "0")}-orders-and-fulfilment-platform-${tier}-eu-west-1`, tier });
  }
  entry(file, { name: "wrong-account", profile: "apexshare-staging" });
  entry(file, { name: "no-such-profile", profile: "not-there" });
  entry(file, { name: "short-account", account_id: "12" });
  const books = join(home.path, "books");
  mkdirSync(books);
  copyFileSync(fixture("gallery.md"), join(books, "every-kind.md"));
  copyFileSync(fixture("guides.md"), join(books, "guides.md"));
  writeFileSync(join(books, "long.md"), long());
  writeFileSync(join(books, "prose.md"), "# Prose\n\nNothing to do here.\n");
  return { home, books };
}

function entry(file, own) {
  const all = { tier: "production", profile: "belay-sandbox", region: "eu-west-1", account_id: "222222222222", ...own };
  const lines = Object.entries(all).map(([name, value]) => `${name} = ${JSON.stringify(value)}`);
  appendFileSync(file, `\n[[environment]]\n${lines.join("\n")}\n`);
}

/** 300 steps under a title of 200 characters, on a table whose name has 80. */
function long() {
  const title = "Bring the fulfilment platform of the northern region back after a failed migration of the order ledger, ".padEnd(200, "and of all its read models, ");
  const table = `orders-${"ledger-".repeat(10)}prd`;
  const tasks = Array.from({ length: 299 }, (_, index) => `- [ ] Check ${index + 1}: ${index % 7 ? "the queue is empty" : `\`${table}\` has no writer left`}`);
  const step = `\`\`\`bash\naws dynamodb describe-table --table-name ${table}\n\`\`\``;
  return `# ${title}\n\n## ${title}\n\n${tasks.join("\n")}\n\n${step}\n`;
}
