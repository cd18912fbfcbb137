// Stands in for @tauri-apps/api/core in `vite --mode mock` and in unit tests.
import { world } from "./world";

export class Channel<T> {
  onmessage: (message: T) => void = () => {};
}

type Handler = (args: never) => unknown;
const overrides = new Map<string, Handler>();

/** Lets a test answer a command itself; what it throws is the error of the command. */
export function answer(command: string, handler: Handler): void {
  overrides.set(command, handler);
}

export function forgetAnswers(): void {
  overrides.clear();
}

/** Every command that was called, in order. */
export const called: { command: string; args: unknown }[] = [];

export async function invoke(command: string, args?: unknown): Promise<unknown> {
  called.push({ command, args });
  const handler = overrides.get(command) ?? world[command];
  if (!handler)
    throw { code: "other", message: `The stand-in does not know ${command}.`, hint: null, requestId: null };
  await pause();
  return handler((args ?? {}) as never);
}

const slow = Number(new URLSearchParams(globalThis.location?.search).get("slow") ?? 0);
const pause = () => (slow > 0 ? new Promise((done) => setTimeout(done, slow)) : Promise.resolve());
