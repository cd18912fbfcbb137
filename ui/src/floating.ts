import { useSyncExternalStore } from "react";

/** What floats above every screen; one thing at a time. */
export type Floating =
  | { kind: "nothing" }
  | { kind: "palette" }
  | { kind: "keys" }
  | { kind: "signIn"; environment: string };

let floating: Floating = { kind: "nothing" };
const listeners = new Set<() => void>();

export function float(next: Floating): void {
  floating = next;
  for (const listener of listeners) listener();
}

/** Closes what floats, unless something else has taken its place meanwhile. */
export function sink(kind: Floating["kind"]): void {
  if (floating.kind === kind) float({ kind: "nothing" });
}

/** Opens the login of an environment in place. */
export function signInTo(environment: string): void {
  float({ kind: "signIn", environment });
}

export function useFloating(): Floating {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => floating,
  );
}
