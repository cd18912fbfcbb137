import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { signInTo } from "../../floating";
import type { Prepared, Refusal, UnitView } from "../../ipc";
import { CommandBox } from "../../parts/CommandBox";
import { Confirmation } from "../../parts/Confirmation";
import { Failure } from "../../parts/Failure";
import { Refusals, type Remedy } from "../../parts/Refusals";
import { read } from "../../queries";
import { go } from "../../route";
import { accountGroups, ago, elapsed } from "../../time/format";
import { useNow } from "../../time/now";
import { refusalsOf } from "./actions";
import { goOn } from "./ReasonDialog";
import { isOpen, isSettled, runWords } from "./units";
import type { WorkProps } from "./Work";
import classes from "./Work.module.css";

type Props = WorkProps & { unit: UnitView; open: boolean };

/** The command as it will run, what stands against it, and the button. */
export function RunStep(props: Props) {
  const { unit, page, open } = props;
  const run = page.summary.id;
  const settled = isSettled(unit.state);
  const [again, setAgain] = useState(false);
  const wanted = open && (isOpen(unit.state) || (settled && again));
  const prepared = useQuery({
    ...read.prepared(run, unit.id),
    enabled: wanted,
    placeholderData: (old) => (old?.unit === unit.id ? old : undefined),
  });
  const text = prepared.data?.text ?? unit.code;
  return (
    <>
      {text && <CommandBox text={text} what={`command of ${unit.title}`} />}
      {open && settled && !again && (
        <div className={classes.act}>
          <div className="row">
            <Button variant="quiet" onClick={() => setAgain(true)} data-testid="unit-again">
              {unit.state.kind === "done" ? "Run again…" : "Run after all…"}
            </Button>
          </div>
        </div>
      )}
      {unit.state.kind === "running" ? (
        <Running {...props} />
      ) : (
        wanted && (
          <div className={classes.act}>
            {prepared.isError && <Failure error={prepared.error} retry={() => void prepared.refetch()} />}
            <Act {...props} prepared={prepared.data} renew={() => void prepared.refetch()} />
          </div>
        )
      )}
    </>
  );
}

function Act(props: Props & { prepared: Prepared | undefined; renew: () => void }) {
  const { unit, page, actions, prepared } = props;
  const mine = actions.execute.variables?.unit === unit.id;
  const reply = mine && actions.execute.data?.kind === "refused" ? actions.execute.data : null;
  // What stands against the step now; else what the last attempt said.
  const stands =
    prepared && (prepared.refusals.length > 0 || prepared.challenge) ? prepared : (reply ?? prepared);
  const challenge = stands?.challenge ?? null;
  const refusals = unsettled(stands?.refusals ?? [], challenge !== null);
  // What a confirmation cannot settle has to be settled before one is asked for.
  const asked = refusals.length === 0 ? challenge : null;
  const effect = prepared?.effect ?? unit.effect;
  const production =
    page.summary.tier === "production" && effect !== "readsOnly" && effect !== "changesLocal";
  const execute = (answer: Parameters<typeof actions.execute.mutate>[0]["answer"]) =>
    actions.execute.mutate(
      { unit: unit.id, answer },
      { onSuccess: (done) => done.kind === "started" && unit.native === null && props.onShow("output") },
    );
  const skip = isOpen(unit.state) && (
    <Button
      variant="quiet"
      data-testid="unit-skip"
      onClick={() => props.onAsk({ kind: "skip" })}
      aria-keyshortcuts="S"
    >
      Skip…
    </Button>
  );
  return (
    <>
      <Refusals refusals={refusals} remedy={remedies(props)} />
      {mine && actions.execute.isError && <Failure error={actions.execute.error} />}
      {unit.native?.kind === "restoreTable" ? (
        <div className="row">
          {!unit.restore && (
            <Button
              variant="primary"
              data-testid="unit-restore"
              onClick={() => go({ place: "restoreUnit", run: page.summary.id, unit: unit.id })}
            >
              {runWords(unit)}
            </Button>
          )}
          {skip}
        </div>
      ) : asked ? (
        <Confirmation
          key={asked.phrase}
          challenge={asked}
          action={runWords(unit)}
          busy={actions.execute.isPending}
          production={production}
          onConfirm={execute}
          onRenew={() => {
            actions.execute.reset();
            props.renew();
          }}
          testId="challenge-typed"
          submitTestId="unit-run"
        >
          {skip}
        </Confirmation>
      ) : (
        <div className="row">
          <Button
            variant={production ? "danger" : "primary"}
            data-testid="unit-run"
            onClick={() => execute(null)}
            disabled={refusals.length > 0 && reply === null}
            loading={actions.execute.isPending}
            aria-keyshortcuts="Enter"
          >
            {runWords(unit)}
          </Button>
          {skip}
        </div>
      )}
      {prepared && <Checked prepared={prepared} />}
    </>
  );
}

/** A confirmation that is being asked for below need not be refused above. */
function unsettled(refusals: Refusal[], challenged: boolean): Refusal[] {
  return refusals.filter((refusal) => !(challenged && refusal.resolve === "confirm"));
}

/** The way to the step that comes before this one. */
function first({ unit, onSelect }: Props): ReturnType<Remedy> {
  const { blockedBy } = unit;
  return blockedBy === null ? null : { label: "Go to it", act: () => onSelect(blockedBy) };
}

function remedies(props: Props): Remedy {
  return (refusal) => {
    switch (refusal.resolve) {
      case "input": {
        const [missing] = refusal.inputs;
        return missing
          ? {
              label: "Fill it in",
              act: () => document.getElementById(`input-${missing}`)?.focus(),
            }
          : null;
      }
      case "skip":
        return first(props);
      case "signIn":
        return { label: "Sign in", act: () => signInTo(props.page.environment.name) };
      case "lock":
        return { label: "Take over…", act: () => props.onAsk({ kind: "takeOver" }) };
      case "rule": {
        const { rule } = refusal;
        return rule ? goOn(() => props.onAsk({ kind: "goOn", rule })) : null;
      }
      case "drift":
        return { label: "Go on with the text of this run", act: () => props.actions.acceptDrift.mutate() };
      default:
        return null;
    }
  };
}

function Checked({ prepared }: { prepared: Prepared }) {
  const now = useNow();
  const { identity } = prepared;
  if (identity.kind !== "confirmed") return null;
  return (
    <p className="tiny soft breaks">
      Identity checked {ago(identity.checkedAt, now)}:{" "}
      <code className="tiny">{identity.arn.split(":").pop()}</code> in{" "}
      <span className="nowrap">{accountGroups(identity.accountId)}</span>
    </p>
  );
}

function Running({ unit, actions, onShow }: Props) {
  const now = useNow();
  if (unit.state.kind !== "running") return null;
  return (
    <div className={classes.act}>
      <div className={classes.running} role="status">
        <span className="grow">
          Attempt {unit.state.attempt} has been running for {elapsed(unit.state.startedAt, now)}.
        </span>
        <Button onClick={() => onShow("output")}>Output</Button>
        <Button
          data-testid="unit-stop"
          onClick={() => actions.stop.mutate(unit.id)}
          loading={actions.stop.isPending}
        >
          Stop
        </Button>
      </div>
      <p className="tiny soft">
        Stop ends the command and every process it began. Nothing can be typed into it.
      </p>
      <Refusals refusals={refusalsOf(actions.stop.data)} />
      {actions.stop.isError && <Failure error={actions.stop.error} />}
    </div>
  );
}
