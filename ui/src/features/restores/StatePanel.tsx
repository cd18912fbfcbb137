import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ipc, type RestoreView } from "../../ipc";
import { CopyButton } from "../../parts/CopyButton";
import { Failure } from "../../parts/Failure";
import { Ago, Moment } from "../../parts/Moment";
import { Notice } from "../../parts/Notice";
import { Refusals } from "../../parts/Refusals";
import { elapsed } from "../../time/format";
import { useNow } from "../../time/now";
import classes from "./Restores.module.css";
import { isMoving, restoreWords } from "./stateWords";

/** The state as AWS reports it: since when, and when it was last looked at. */
export function StatePanel({ restore }: { restore: RestoreView }) {
  const { state } = restore;
  const { words, tone } = restoreWords(state);
  const now = useNow();
  return (
    <section className={`${classes.panel} stack`} data-testid="restore-state" data-state={state.kind}>
      <div className={classes.state} data-tone={tone} role="status">
        <i aria-hidden="true" data-moving={isMoving(state) || undefined} />
        <b>{words}</b>
      </div>
      <dl className={classes.facts}>
        <dt>Since</dt>
        <dd>
          <Moment at={restore.since} withDate={false} />
          <span className="soft"> · {elapsed(restore.since, now)}</span>
        </dd>
        {(restore.lastLookedAt || isMoving(state)) && (
          <>
            <dt>Last looked</dt>
            <dd>{restore.lastLookedAt ? <Ago at={restore.lastLookedAt} /> : "not yet"}</dd>
          </>
        )}
        {restore.requestId && (
          <>
            <dt>Request ID</dt>
            <dd className="row">
              <code className="breaks">{restore.requestId}</code>
              <CopyButton text={restore.requestId} what="the request ID" />
            </dd>
          </>
        )}
      </dl>
      {restore.trouble && <Notice tone="warn" title={restore.trouble} />}
      {state.kind === "failed" && state.hint && <Notice tone="bad" title={state.hint} />}
      {state.kind === "creating" && (
        <p className="small soft">
          AWS restores on its own, also when this window is closed. A table takes from minutes to hours.
        </p>
      )}
      {(state.kind === "failed" || state.kind === "unknown") && <Again restore={restore} />}
    </section>
  );
}

/** Sending the restore again, or giving it up. What may be done, the guards say. */
function Again({ restore }: { restore: RestoreView }) {
  const queries = useQueryClient();
  const [asked, setAsked] = useState<"again" | "abandon" | null>(null);
  const onSettled = () => {
    setAsked(null);
    return queries.invalidateQueries({ queryKey: ["restore", "all"] });
  };
  const again = useMutation({ onSettled, mutationFn: () => ipc.resubmitRestore(restore.run, restore.id) });
  const abandon = useMutation({ onSettled, mutationFn: () => ipc.abandonRestore(restore.run, restore.id) });
  const failed = again.error ?? abandon.error;
  return (
    <div className="stack">
      {again.data?.kind === "refused" && <Refusals refusals={again.data.refusals} />}
      {abandon.data?.kind === "refused" && <Refusals refusals={abandon.data.refusals} />}
      {failed && <Failure error={failed} environment={restore.environment} />}
      {asked === null && (
        <div className="row">
          <Button onClick={() => setAsked("again")} data-testid="restore-again">
            Call AWS again…
          </Button>
          <Button variant="quiet" onClick={() => setAsked("abandon")}>
            Give up…
          </Button>
        </div>
      )}
      {asked === "again" && (
        <Notice
          tone="warn"
          title={`This asks AWS once more to make \`${restore.target}\` as planned.`}
          actions={
            <>
              <Button
                onClick={() => again.mutate()}
                loading={again.isPending}
                data-testid="restore-again-confirm"
              >
                Call AWS again
              </Button>
              <Button variant="quiet" onClick={() => setAsked(null)}>
                Not now
              </Button>
            </>
          }
        >
          Belay looks first whether the table exists, and does not call when it does.
        </Notice>
      )}
      {asked === "abandon" && (
        <Notice
          tone="warn"
          title="Belay stops looking after this restore."
          actions={
            <>
              <Button onClick={() => abandon.mutate()} loading={abandon.isPending}>
                Give up this restore
              </Button>
              <Button variant="quiet" onClick={() => setAsked(null)}>
                Keep it
              </Button>
            </>
          }
        >
          A table that AWS has made stays, and costs storage.
        </Notice>
      )}
    </div>
  );
}
