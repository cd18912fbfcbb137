import type { RunPage } from "../../ipc";
import { Failure } from "../../parts/Failure";
import { Refusals } from "../../parts/Refusals";
import { go } from "../../route";
import classes from "../guides/Guides.module.css";
import { type Chosen, Symptoms } from "../guides/Symptoms";
import { type RunActions, refusalsOf } from "./actions";

interface Props {
  page: RunPage;
  /** The step at hand, to come back to. */
  shown: string | null;
  actions: RunActions;
}

/** The symptoms that the runbook has a guide for: entering one leads to its first step. */
export function EnterGuide({ page, shown, actions }: Props) {
  const guides = page.guides.map((entry) => entry.guide).filter((guide) => guide.runnable);
  if (guides.length === 0 || page.summary.outcome !== "open") return null;
  const { enterGuide } = actions;
  const enter = ({ guide, symptom }: Chosen) =>
    enterGuide.mutate(
      { guide: guide.id, symptom, from: shown },
      {
        onSuccess: (changed) =>
          changed.kind === "ok" && go({ place: "run", run: page.summary.id, unit: null }, "replace"),
      },
    );
  return (
    <details className={classes.enter} data-testid="enter-guide">
      <summary>Something else is wrong? Enter a guide</summary>
      <Symptoms guides={guides} onChoose={enter} />
      <Refusals refusals={refusalsOf(enterGuide.data)} />
      {enterGuide.isError && <Failure error={enterGuide.error} />}
    </details>
  );
}
