import { Button } from "@mantine/core";
import type { UnitView } from "../../ipc";
import { Moment } from "../../parts/Moment";
import { Notice } from "../../parts/Notice";
import { bytes, duration } from "../../time/format";
import classes from "./Work.module.css";

/** How the step ended the last time, and what it said. */
export function UnitOutcome({ unit, onShow }: { unit: UnitView; onShow: (tab: string) => void }) {
  const { state, lastExit } = unit;
  return (
    <>
      {state.kind === "interrupted" && (
        <Notice
          tone="warn"
          role="alert"
          title={`Attempt ${state.attempt} was interrupted, so its outcome is not known.`}
        >
          It was begun at <Moment at={state.intendedAt} />. Look whether it took effect before you run it
          again.
        </Notice>
      )}
      {(state.kind === "failed" || state.kind === "stopped") && (
        <Notice tone="bad" title={state.sentence}>
          Attempt {state.attempt}, <Moment at={state.at} />
        </Notice>
      )}
      {state.kind === "skipped" && (
        <Notice tone="warn" title={`Skipped: ${state.reason}`}>
          {state.by}, <Moment at={state.at} />
        </Notice>
      )}
      {state.kind === "done" && (
        <p>
          Done by {state.by}, <Moment at={state.at} />
        </p>
      )}
      {lastExit && (
        <div className="stack">
          <div className="row">
            <span className={classes.chip} data-tone={lastExit.ok ? "ok" : "bad"}>
              {lastExit.outcome}
            </span>
            <span className="small soft grow">
              attempt {lastExit.attempt} · {duration(lastExit.durationMs)} · {bytes(lastExit.bytes)} of output
            </span>
            <Button size="compact-xs" onClick={() => onShow("output")}>
              Whole output
            </Button>
          </div>
          {lastExit.tail && (
            // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and scrolling needs the keyboard
            <pre className={classes.tail} role="group" tabIndex={0} aria-label="Last lines of the output">
              {lastExit.tail}
            </pre>
          )}
        </div>
      )}
      {unit.expected && (
        <div>
          <h2 className="label">Should be seen afterwards</h2>
          <pre className={classes.tail}>{unit.expected}</pre>
        </div>
      )}
    </>
  );
}
