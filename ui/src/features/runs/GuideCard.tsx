import { Button } from "@mantine/core";
import type { RunPage } from "../../ipc";
import { Failure } from "../../parts/Failure";
import { Clock } from "../../parts/Moment";
import { Refusals } from "../../parts/Refusals";
import classes from "../guides/Guides.module.css";
import { GuideText } from "../guides/GuideText";
import { type RunActions, refusalsOf } from "./actions";
import { guideHere } from "./units";

/** The guide in which the run is: what was seen, what the runbook says, the way back. */
export function GuideCard(props: { page: RunPage; actions: RunActions; onSelect: (unit: string) => void }) {
  const { page, actions, onSelect } = props;
  const found = guideHere(page);
  const { here } = found;
  if (!here) return null;
  const { leaveGuide } = actions;
  const leave = () =>
    leaveGuide.mutate(undefined, {
      onSuccess: (changed) => changed.kind === "ok" && here.from !== null && onSelect(here.from),
    });
  const first = (step: string) => found.units.find((unit) => unit === step || unit.startsWith(`${step}.`));
  return (
    <section className={classes.here} aria-label={`Guide: ${here.symptom}`} data-testid="guide-here">
      <div className="row">
        <p className="grow breaks">
          Seen: <b>{here.symptom}</b>
          <span className="small soft">
            {" · "}
            <Clock at={here.at} /> · {here.by}
          </span>
        </p>
        {!here.alone && page.summary.outcome === "open" && (
          <Button size="compact-xs" onClick={leave} loading={leaveGuide.isPending} data-testid="guide-leave">
            Back to where you were
          </Button>
        )}
      </div>
      {found.guide && (
        <details className={classes.enter}>
          <summary>What the guide says</summary>
          <GuideText
            guide={found.guide}
            seen={here.symptom}
            onStep={(step) => {
              const unit = first(step);
              if (unit) onSelect(unit);
            }}
          />
        </details>
      )}
      <Refusals refusals={refusalsOf(leaveGuide.data)} />
      {leaveGuide.isError && <Failure error={leaveGuide.error} />}
    </section>
  );
}
