// A sandbox of a spec's own, and the AWS CLI as a second pair of eyes on it.
import { execFile, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { root, tempFolder, venvs } from "./places.mjs";
import { endTree } from "./processes.mjs";

const runFile = promisify(execFile);

export class Sandbox {
  /** Starts one with its seeded world and waits until it is ready. */
  static async up({ anchor } = {}) {
    const folder = tempFolder("sandbox");
    const words = ["--venvs", venvs, "--port", "0", "--seed", "world", "--state", folder.path];
    if (anchor) words.push("--anchor", anchor);
    const child = spawn("python3", [join(root, "tests/sandbox/run.py"), ...words], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    const endpoint = await new Promise((resolve, reject) => {
      let said = "";
      const hear = (chunk) => {
        said += chunk;
        const ready = /^ready (\S+)/m.exec(said);
        if (ready) resolve(ready[1]);
      };
      child.stdout.on("data", hear);
      child.stderr.on("data", hear);
      child.on("exit", (code) => reject(new Error(`the sandbox ended with ${code}:\n${said}`)));
    });
    return new Sandbox(folder, child, endpoint);
  }

  constructor(folder, child, endpoint) {
    this.folder = folder;
    this.child = child;
    this.endpoint = endpoint;
    this.environments = join(folder.path, "environments.toml");
    this.variables = {
      AWS_CONFIG_FILE: join(folder.path, "aws/config"),
      AWS_SHARED_CREDENTIALS_FILE: join(folder.path, "aws/credentials"),
    };
  }

  get record() {
    return JSON.parse(readFileSync(join(this.folder.path, "sandbox.json"), "utf8"));
  }

  async #control(method, path, body) {
    const answer = await fetch(`${this.endpoint}/_ctl${path}`, { method, body: body && JSON.stringify(body) });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} /_ctl${path}: ${answer.status} ${text}`);
    return JSON.parse(text);
  }

  world() {
    return this.#control("GET", "/world");
  }

  /** Calls in an account whose `service.Operation` contains `match`. */
  async calls(account, match) {
    return (await this.#control("GET", `/calls?account=${account}&match=${match}`)).calls;
  }

  /** The true content of a seeded table at a second. */
  async itemsAt(table, at) {
    return (await this.#control("GET", `/world/items?table=${table}&at=${encodeURIComponent(at)}`)).items;
  }

  /** Lengths of states in seconds; read while they run. */
  delay(seconds) {
    return this.#control("POST", "/delay", seconds);
  }

  /** Adds rules by which calls fail. */
  faults(...rules) {
    return this.#control("POST", "/faults", { rules });
  }

  clearFaults() {
    return this.#control("DELETE", "/faults");
  }

  /** Runs the AWS CLI against the sandbox and gives its JSON. */
  async aws(profile, ...words) {
    const { stdout } = await runFile(
      join(venvs, "awscli/bin/aws"),
      ["--endpoint-url", this.endpoint, "--profile", profile, "--output", "json", ...words],
      { env: { PATH: process.env.PATH, HOME: this.folder.path, ...this.variables }, maxBuffer: 64 * 1024 * 1024 },
    );
    return JSON.parse(stdout);
  }

  async down() {
    this.child.removeAllListeners("exit");
    await endTree(this.child.pid);
    this.folder.remove();
  }
}
