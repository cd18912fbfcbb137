// Processes by id: who descends from whom, and ending them. A failed WebDriver
// session leaves WebKit's helpers behind, which are in no group of ours.
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { createServer } from "node:net";
import { until } from "./until.mjs";

/** Parent's id of a process that lives; null for a zombie or none. */
function parentOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const [state, parent] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return state === "Z" || state === "X" ? null : Number(parent);
  } catch {
    return null;
  }
}

export const isAlive = (pid) => parentOf(pid) !== null;

/** Ids of all living descendants of `pid`. */
export function descendants(pid) {
  const parents = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((name) => [Number(name), parentOf(Number(name))]);
  const found = [pid];
  for (let at = 0; at < found.length; at += 1) {
    found.push(...parents.filter(([, parent]) => parent === found[at]).map(([child]) => child));
  }
  return found.slice(1);
}

/** The program that a process runs; null when it may not be known. */
export function programOf(pid) {
  try {
    return readlinkSync(`/proc/${pid}/exe`);
  } catch {
    return null;
  }
}

/** Sends a signal; a process that has ended already is what was wanted. */
export function signal(pid, name) {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (error.code !== "ESRCH") throw error;
  }
}

/** Ends `pid` and everything below it: asks first, then insists. */
export async function endTree(pid) {
  const tree = [pid, ...descendants(pid)];
  for (const name of ["SIGTERM", "SIGKILL"]) {
    const left = tree.filter(isAlive);
    for (const one of left) signal(one, name);
    const gone = () => !tree.some(isAlive);
    if (await until(`processes ${left} to end`, gone, { patience: 5_000, orElse: () => false })) return;
  }
}

/** A port of loopback on which nobody listens. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
