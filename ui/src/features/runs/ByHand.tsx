import { Button } from "@mantine/core";
import type { UnitView } from "../../ipc";
import { Failure } from "../../parts/Failure";
import { Refusals } from "../../parts/Refusals";
import { type RunActions, refusalsOf } from "./actions";
import { type Asking, goOn } from "./ReasonDialog";
import { isOpen } from "./units";
import classes from "./Work.module.css";

/** A step that a person does: ticked, unticked or skipped. */
export function ByHand({
  unit,
  actions,
  onAsk,
}: {
  unit: UnitView;
  actions: RunActions;
  onAsk: (asking: Asking) => void;
}) {
  const mine = actions.tick.variables?.unit === unit.id;
  return (
    <div className={classes.act}>
      {mine && (
        <Refusals
          refusals={refusalsOf(actions.tick.data)}
          remedy={({ rule }) => (rule ? goOn(() => onAsk({ kind: "goOn", rule })) : null)}
        />
      )}
      {mine && actions.tick.isError && <Failure error={actions.tick.error} />}
      <div className="row">
        {isOpen(unit.state) ? (
          <>
            <Button
              variant="primary"
              data-testid="unit-tick"
              onClick={() => actions.tick.mutate({ unit: unit.id, on: true })}
              loading={actions.tick.isPending}
              aria-keyshortcuts="Space"
            >
              Tick as done
            </Button>
            <Button
              variant="quiet"
              data-testid="unit-skip"
              onClick={() => onAsk({ kind: "skip" })}
              aria-keyshortcuts="S"
            >
              Skip…
            </Button>
          </>
        ) : (
          <Button
            data-testid="unit-tick"
            onClick={() => actions.tick.mutate({ unit: unit.id, on: false })}
            loading={actions.tick.isPending}
          >
            {unit.state.kind === "skipped" ? "Take the skip back" : "Untick"}
          </Button>
        )}
      </div>
    </div>
  );
}
