import type { RestoreState, RestoreView } from "../../ipc";
import { count } from "../../time/format";
import type { Step } from "./Wizard";

export type Tone = "plain" | "ok" | "warn" | "bad";

/** The state of a restore as a sentence, as AWS or the record says it. */
export function restoreWords(state: RestoreState): { words: string; tone: Tone } {
  switch (state.kind) {
    case "intended":
      return { words: "Recorded; not sent to AWS yet", tone: "plain" };
    case "submitting":
      return { words: "Being sent to AWS", tone: "plain" };
    case "creating":
      return { words: `AWS says ${state.status}`, tone: "plain" };
    case "active":
      return { words: "AWS says ACTIVE; not compared with the source yet", tone: "ok" };
    case "comparing":
      return { words: `Comparing item by item; ${count(state.scanned ?? 0)} read`, tone: "plain" };
    case "compared":
      return { words: "Compared with the source", tone: "ok" };
    case "failed":
      return { words: state.sentence, tone: "bad" };
    case "unknown":
      return { words: state.sentence, tone: "warn" };
    case "abandoned":
      return { words: "Given up; Belay does not look after it any more", tone: "warn" };
  }
}

/** Something goes on by itself, so looking again is worth it. */
export function isMoving(state: RestoreState): boolean {
  return (
    state.kind === "intended" ||
    state.kind === "submitting" ||
    state.kind === "creating" ||
    state.kind === "comparing" ||
    state.kind === "unknown"
  );
}

/** Where the restore stands in the wizard. */
export function stepOf(restore: RestoreView): Step {
  const { kind } = restore.state;
  return kind === "active" || kind === "comparing" || kind === "compared" ? "Verify" : "Run";
}
