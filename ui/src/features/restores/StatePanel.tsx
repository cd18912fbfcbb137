import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type Answer, ipc, type RestoreView } from "../../ipc";
import { Confirmation } from "../../parts/Confirmation";
import { CopyButton } from "../../parts/CopyButton";
import { Failure } from "../../parts/Failure";
import { Ago, Moment } from "../../parts/Moment";
import { Notice } from "../../parts/Notice";
import { Refusals } from "../../parts/Refusals";
import { duration } from "../../time/format";
import { useNow } from "../../time/now";
import classes from "./Restores.module.css";
import { isMoving, restoreWords } from "./stateWords";

/** The state as AWS reports it: since when, and when it was last looked at. */
export function StatePanel({ restore, production }: { restore: RestoreView; production: boolean }) {
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
          <span className="soft"> · {duration(now - new Date(restore.since).getTime())}</span>
        </dd>
        <dt>Last looked</dt>
        <dd>{restore.lastLookedAt ? <Ago at={restore.lastLookedAt} /> : "not yet"}</dd>
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
      {(state.kind === "failed" || state.kind === "unknown") && (
        <Again restore={restore} production={production} />
      )}
    </section>
  );
}

/** Sending the restore again, or giving it up. What may be done, the guards say. */
function Again({ restore, production }: { restore: RestoreView; production: boolean }) {
  const queries = useQueryClient();
  const [asked, setAsked] = useState(false);
  const onSettled = () => queries.invalidateQueries({ queryKey: ["restore", "all"] });
  const again = useMutation({
    onSettled,
    mutationFn: (answer: Answer | null) => ipc.resubmitRestore(restore.run, restore.id, answer),
  });
  const abandon = useMutation({ onSettled, mutationFn: () => ipc.abandonRestore(restore.run, restore.id) });
  const refused = again.data?.kind === "refused" ? again.data : null;
  const challenge = refused?.challenge ?? null;
  return (
    <div className="stack">
      <Refusals
        refusals={(refused?.refusals ?? []).filter(
          (refusal) => !(challenge && refusal.resolve === "confirm"),
        )}
      />
      {abandon.data?.kind === "refused" && <Refusals refusals={abandon.data.refusals} />}
      {(again.isError || abandon.isError) && (
        <Failure error={again.error ?? abandon.error} environment={restore.plan.environment} />
      )}
      {challenge && (
        <Confirmation
          key={challenge.phrase}
          challenge={challenge}
          action="Restore again"
          busy={again.isPending}
          production={production}
          onConfirm={(answer) => again.mutate(answer)}
          onRenew={() => again.mutate(null)}
          testId="restore-typed"
          submitTestId="restore-submit"
        />
      )}
      <div className="row">
        {!challenge && (
          <Button onClick={() => again.mutate(null)} loading={again.isPending} data-testid="restore-again">
            Send again…
          </Button>
        )}
        {asked ? (
          <>
            <span className="small">
              Belay stops looking after it. A table that AWS has made stays and costs storage.
            </span>
            <Button onClick={() => abandon.mutate()} loading={abandon.isPending}>
              Give up this restore
            </Button>
            <Button variant="quiet" onClick={() => setAsked(false)}>
              Keep it
            </Button>
          </>
        ) : (
          <Button variant="quiet" onClick={() => setAsked(true)}>
            Give up…
          </Button>
        )}
      </div>
    </div>
  );
}
