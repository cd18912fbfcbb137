import type { Check, Preflight } from "../../ipc";

type State = Check["state"];

/** How a state looks: what stands in the way, what waits for a person, what is there. */
export function toneOf(state: State): "ok" | "warn" | "bad" | "plain" {
  switch (state) {
    case "ok":
      return "ok";
    case "older":
    case "missing":
    case "failed":
      return "bad";
    case "unknown":
      return "warn";
    case "toConfirm":
    case "open":
      return "plain";
  }
}

/** The state in a word or two, for who cannot see the sign. */
export function stateWord(state: State): string {
  switch (state) {
    case "ok":
      return "there";
    case "older":
      return "too old";
    case "missing":
      return "missing";
    case "unknown":
      return "not known";
    case "toConfirm":
      return "to confirm";
    case "open":
      return "open";
    case "failed":
      return "failed";
  }
}

const URGENCY = { bad: 0, warn: 1, plain: 2, ok: 3 };

/** What is not settled, the gravest first and else in its order; and what is. */
export function byUrgency(checks: Check[]): { open: Check[]; settled: Check[] } {
  const open = checks.filter((check) => check.state !== "ok");
  return {
    open: open.sort((one, other) => URGENCY[toneOf(one.state)] - URGENCY[toneOf(other.state)]),
    settled: checks.filter((check) => check.state === "ok"),
  };
}

/** As it is put on the clipboard: one line a need. */
export function asText(preflight: Preflight): string {
  const lines = preflight.checks.map((check) => `${stateWord(check.state)}: ${check.sentence}`);
  return [`${preflight.sentence} (${preflight.checkedAt})`, ...lines].join("\n");
}
