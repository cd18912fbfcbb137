// Where the specs find the built app and put what they make. `cargo xtask test`
// sets the variables; without them the places are those that it uses.
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../../..", import.meta.url));
const target = join(root, "target");

export const belay = resolve(process.env.BELAY_BIN ?? join(target, "debug/belay"));
export const tauriDriver = process.env.BELAY_TAURI_DRIVER ?? join(target, "tools/bin/tauri-driver");
export const nativeDriver = process.env.BELAY_WEBKIT_DRIVER ?? "/usr/bin/WebKitWebDriver";
export const venvs = process.env.BELAY_VENVS ?? join(target, "sandbox/venvs");

const base = resolve(process.env.BELAY_E2E_OUT ?? join(target, "e2e"));

/** A folder for what a spec leaves for people to look at, emptied first. */
export function outFolder(name) {
  const folder = join(base, name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** A folder that is gone after `after()`. */
export function tempFolder(prefix) {
  const path = mkdtempSync(join(tmpdir(), `belay-${prefix}-`));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
