import { Button } from "@mantine/core";
import type { RunPage, UnitView } from "../../ipc";
import { Clock } from "../../parts/Moment";
import { duration } from "../../time/format";
import type { RunActions } from "./actions";
import { UnitIcon } from "./UnitIcon";
import { choicesOf, isOpen, isTickable, stateWords } from "./units";
import classes from "./Work.module.css";

interface Props {
  unit: UnitView;
  page: RunPage;
  /** The step at hand. */
  shown: string | null;
  onSelect: (unit: string) => void;
  actions: RunActions;
}

/** A step that is not at hand: one line of what it is and where it stands. */
export function UnitCard({ unit, page, shown, onSelect, actions }: Props) {
  const open = isOpen(unit.state);
  // A step of one of several ways waits until one is taken.
  const waits = choicesOf(page, unit).some((choice) => choice.taken === null);
  const tickable =
    open && isTickable(unit) && page.summary.outcome === "open" && unit.blockedBy === null && !waits;
  return (
    <section
      className={classes.card}
      data-next={unit.state.kind === "pending" || undefined}
      data-testid={`unit-${unit.id}`}
      data-state={unit.state.kind}
    >
      <UnitIcon state={unit.state} kind={unit.kind} />
      <div>
        <button type="button" className={classes.open} onClick={() => onSelect(unit.id)}>
          {unit.title}
          <span className="hidden-text">, {stateWords(unit.state)}</span>
        </button>
        <Meta unit={unit} page={page} shown={shown} />
      </div>
      {tickable ? (
        <Button
          onClick={() =>
            actions.tick.mutate(
              { unit: unit.id, on: true },
              // What stands against it is said where the step is at hand.
              { onSuccess: (changed) => changed.kind === "refused" && onSelect(unit.id) },
            )
          }
          data-testid={`tick-${unit.id}`}
          aria-label={`Tick ${unit.title}`}
        >
          Tick
        </Button>
      ) : (
        unit.state.kind !== "pending" && (
          <Button onClick={() => onSelect(unit.id)} aria-label={`Details of ${unit.title}`}>
            Details
          </Button>
        )
      )}
    </section>
  );
}

function Meta({ unit, page, shown }: { unit: UnitView; page: RunPage; shown: string | null }) {
  const words = metaWords(unit, page, shown);
  return words ? <p className={classes.meta}>{words}</p> : null;
}

function metaWords(unit: UnitView, page: RunPage, shown: string | null) {
  const { state, lastExit } = unit;
  switch (state.kind) {
    case "done":
      return (
        <>
          {lastExit && `${lastExit.outcome} · ${duration(lastExit.durationMs)} · `}
          <Clock at={state.at} /> · {state.by}
        </>
      );
    case "skipped":
      return (
        <>
          skipped: {state.reason} · <Clock at={state.at} /> · {state.by}
        </>
      );
    case "setAside":
      return `set aside; the way taken is “${state.taken}”`;
    case "failed":
    case "stopped":
      return (
        <>
          {state.sentence} · <Clock at={state.at} />
        </>
      );
    case "interrupted":
      return "interrupted; its outcome is not known";
    case "running":
      return (
        <>
          running since <Clock at={state.startedAt} />
        </>
      );
    case "pending": {
      // What waits for the step at hand stands below it: the order says so.
      if (unit.blockedBy === null || unit.blockedBy === shown) return null;
      const first = page.units.find((entry) => entry.id === unit.blockedBy);
      return first ? `comes after “${first.title}”` : "comes after an earlier step";
    }
  }
}
