import { Button } from "@mantine/core";
import type { UnitView } from "../../ipc";
import { Moment } from "../../parts/Moment";
import { Notice } from "../../parts/Notice";
import { bytes, duration } from "../../time/format";
import type { Asking } from "./ReasonDialog";
import classes from "./Work.module.css";

interface Props {
  unit: UnitView;
  /** The run is open, so something can still be settled. */
  open: boolean;
  onShow: (tab: string) => void;
  onAsk: (asking: Asking) => void;
}

/** `Attempt 2 was stopped; 3 processes ended`; a sentence that stands alone is left alone. */
function attemptWords(attempt: number, sentence: string): string {
  return /^[a-z]/.test(sentence) ? `Attempt ${attempt} ${sentence}` : sentence;
}

/** How the step ended the last time, and what it said. */
export function UnitOutcome({ unit, open, onShow, onAsk }: Props) {
  const { state, lastExit } = unit;
  return (
    <>
      {state.kind === "interrupted" && (
        <Notice
          tone="warn"
          role="alert"
          title={`Attempt ${state.attempt} was interrupted, so its outcome is not known.`}
          actions={
            open && (
              <>
                <Button
                  size="compact-xs"
                  onClick={() => onAsk({ kind: "tookEffect" })}
                  data-testid="interrupted-done"
                >
                  It took effect…
                </Button>
                <Button
                  size="compact-xs"
                  onClick={() => onAsk({ kind: "tookNone" })}
                  data-testid="interrupted-not-done"
                >
                  It did not…
                </Button>
              </>
            )
          }
        >
          It was begun at <Moment at={state.intendedAt} />. Look whether it took effect before you run it
          again.
        </Notice>
      )}
      {(state.kind === "failed" || state.kind === "stopped") && (
        <Notice tone="bad" title={attemptWords(state.attempt, state.sentence)}>
          <Moment at={state.at} />
        </Notice>
      )}
      {state.kind === "setAside" && (
        <Notice title={`This step is set aside: the way taken is “${state.taken}”.`} />
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
            {lastExit.ok && (
              <span className={classes.chip} data-tone="ok">
                {lastExit.outcome}
              </span>
            )}
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
