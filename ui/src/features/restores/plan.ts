import type { RestoreDraft } from "../../ipc";
import type { StepProps } from "./PlanScreen";

/** What was chosen, as the backend plans it. */
export function draftOf({ desk, choices }: Pick<StepProps, "desk" | "choices">): RestoreDraft {
  return {
    origin: desk.origin,
    source: desk.source.name,
    target: choices.target,
    at: choices.mode === "latest" ? null : choices.at,
    withoutIndexes: choices.withoutIndexes,
  };
}
