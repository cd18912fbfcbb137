// The one door to the Rust side. Everything else in the window imports from here
// and never sees how a command travels.
import { Channel } from "@tauri-apps/api/core";
import { commands, events } from "./bindings";
import type { Data, IpcError, OutputChunk } from "./types";

export type * from "./types";

/** A command that could not be carried out. Refusals are data and do not come this way. */
export class IpcFailure extends Error {
  readonly code: IpcError["code"];
  readonly hint: string | null;
  readonly requestId: string | null;

  constructor(error: IpcError) {
    super(error.message);
    this.name = "IpcFailure";
    this.code = error.code;
    this.hint = error.hint;
    this.requestId = error.requestId;
  }
}

/** Whatever was thrown, as a failure that can be shown. */
export function asFailure(error: unknown): IpcFailure {
  if (error instanceof IpcFailure) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new IpcFailure({
    code: "other",
    message: `The window could not reach Belay's core: ${message}`,
    hint: "Close and reopen the window. Runs go on where they stood.",
    requestId: null,
  });
}

type Reply<T> = { status: "ok"; data: T } | { status: "error"; error: IpcError };
type Calls = typeof commands;
type Unwrapped = {
  [Name in keyof Calls]: Calls[Name] extends (...args: infer Args) => unknown
    ? (...args: Args) => Promise<Data<Name>>
    : never;
};

async function unwrap<T>(reply: Promise<Reply<T>>): Promise<T> {
  let settled: Reply<T>;
  try {
    settled = await reply;
  } catch (error) {
    throw asFailure(error);
  }
  if (settled.status === "error") {
    // A call that never reached its command is refused with words alone.
    const said = settled.error as IpcError | string;
    throw typeof said === "string" ? asFailure(said) : new IpcFailure(said);
  }
  return settled.data;
}

/** Every command of the contract; resolves with its data, rejects with {@link IpcFailure}. */
export const ipc = Object.fromEntries(
  Object.entries(commands).map(([name, command]) => [
    name,
    (...args: unknown[]) => unwrap((command as (...args: unknown[]) => Promise<Reply<unknown>>)(...args)),
  ]),
) as Unwrapped;

let questions = 0;

/**
 * Asks AWS something that may be let go of: once `signal` says so, the backend stops the
 * call. The name of a question is used once, also after the window was loaded anew.
 */
export async function asking<T>(signal: AbortSignal, ask: (question: string) => Promise<T>): Promise<T> {
  const question = `${Math.round(performance.timeOrigin)}-${++questions}`;
  // Nobody is there any more to be told that it could not be said.
  const letGo = () => void ipc.letGo(question).catch(() => {});
  signal.addEventListener("abort", letGo, { once: true });
  try {
    return await ask(question);
  } finally {
    signal.removeEventListener("abort", letGo);
  }
}

/** Streams what an attempt prints, from its first byte to its end. */
export function followOutput(
  run: string,
  unit: string,
  attempt: number,
  heard: (chunk: OutputChunk) => void,
): Promise<unknown> {
  const channel = new Channel<OutputChunk>();
  channel.onmessage = heard;
  return ipc.followOutput(run, unit, attempt, 0, channel);
}

/** Calls `heard` whenever the backend says that something has changed. Returns the way to stop. */
export function onChanged(heard: (what: string, id: string | null) => void): () => void {
  const stop = events.notice.listen((event) => heard(event.payload.what, event.payload.id));
  return () => {
    void stop.then((unlisten) => unlisten());
  };
}
