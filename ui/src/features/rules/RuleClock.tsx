import { Button } from "@mantine/core";
import type { RuleView } from "../../ipc";
import { Clock } from "../../parts/Moment";
import { useNow } from "../../time/now";
import classes from "./Rules.module.css";
import { left, toLength } from "./rules";

interface Props {
  rule: RuleView;
  wait: NonNullable<RuleView["wait"]>;
  onStart: (() => void) | null;
  onGoOn: (() => void) | null;
}

/** The clock of a rule: what is left of it, from when to when, and the ways on. */
export function RuleClock({ rule, wait, onStart, onGoOn }: Props) {
  const now = useNow();
  // The page is read anew when something happens; a clock ends by itself.
  const over = wait.state === "running" && wait.endsAt !== null && new Date(wait.endsAt).getTime() <= now;
  const state = over ? "over" : wait.state;
  return (
    <div className={classes.acting} data-tone={state === "running" ? "warn" : undefined}>
      <p className="grow small" role="timer" data-testid={`clock-${rule.id}`} data-state={state}>
        <Words wait={wait} state={state} now={now} />
      </p>
      {state === "notStarted" && onStart && (
        <Button size="compact-xs" onClick={onStart} data-testid={`start-${rule.id}`}>
          Start the clock
        </Button>
      )}
      {(state === "notStarted" || state === "running") && onGoOn && (
        <Button
          size="compact-xs"
          variant="quiet"
          onClick={onGoOn}
          aria-label={`Go on before its end: ${rule.said}`}
          data-testid={`go-on-${rule.id}`}
        >
          Go on…
        </Button>
      )}
    </div>
  );
}

function Words({ wait, state, now }: { wait: Props["wait"]; state: string; now: number }) {
  switch (state) {
    case "running":
      return (
        <>
          <b className={classes.left}>{wait.endsAt && left(wait.endsAt, now)}</b> left of{" "}
          {toLength(wait.seconds)}
          {wait.endsAt && (
            <>
              , until <Clock at={wait.endsAt} />
            </>
          )}
        </>
      );
    case "over":
      return (
        <>
          {toLength(wait.seconds)} are over
          {wait.endsAt && (
            <>
              , since <Clock at={wait.endsAt} />
            </>
          )}
        </>
      );
    case "cutShort":
      return (
        <>
          {wait.cutShort && (
            <>
              {wait.cutShort.by} went on <Clock at={wait.cutShort.at} />: {wait.cutShort.reason}
            </>
          )}
        </>
      );
    default:
      return <>The clock of {toLength(wait.seconds)} waits for its step.</>;
  }
}
