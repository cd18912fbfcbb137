import { Button, Textarea } from "@mantine/core";
import type { UseMutationResult } from "@tanstack/react-query";
import { useState } from "react";
import type { Changed, RunPage, UnitView } from "../../ipc";
import { Dialog } from "../../parts/Dialog";
import { Failure } from "../../parts/Failure";
import { Refusals } from "../../parts/Refusals";
import { type RunActions, refusalsOf } from "./actions";

/** What a person may ask for that needs a reason. */
export type Asking =
  | { kind: "skip" }
  | { kind: "tookEffect" }
  | { kind: "tookNone" }
  | { kind: "takeOver" }
  | { kind: "dismissRule"; rule: string }
  | { kind: "goOn"; rule: string };

/** The way on where a rule of the prose refused. */
export const goOn = (act: () => void) => ({ label: "Go on, and say why…", act });

interface Props {
  asking: Asking;
  page: RunPage;
  /** The step at hand, for what is about one. */
  unit: UnitView | undefined;
  actions: RunActions;
  onClose: () => void;
}

/** Acts that go against the order of things, or settle what nobody saw: with a reason, which the record keeps. */
export function ReasonDialog({ asking, page, unit, actions, onClose }: Props) {
  const over = { onSuccess: (changed: Changed) => changed.kind === "ok" && onClose() };
  switch (asking.kind) {
    case "skip":
      return unit === undefined ? null : (
        <Ask
          title={`Skip “${unit.title}”`}
          submit="Skip step"
          keep="Keep the step"
          act={actions.skip}
          onSubmit={(reason) => actions.skip.mutate({ unit: unit.id, reason }, over)}
          onClose={onClose}
        />
      );
    case "tookEffect":
    case "tookNone": {
      const done = asking.kind === "tookEffect";
      return unit === undefined ? null : (
        <Ask
          title={done ? `“${unit.title}” took effect` : `“${unit.title}” did not take effect`}
          hint={done ? "The step counts as done." : "The step can be run again."}
          label="What you looked at"
          submit={done ? "Record as done" : "Record as not done"}
          keep="Not now"
          act={actions.resolve}
          onSubmit={(reason) => actions.resolve.mutate({ unit: unit.id, done, reason }, over)}
          onClose={onClose}
        />
      );
    }
    case "dismissRule":
      return (
        <Ask
          title="Dismiss the rule"
          hint={saidOf(page, asking.rule)}
          submit="Dismiss"
          keep="Leave it"
          act={actions.dismissRule}
          onSubmit={(reason) => actions.dismissRule.mutate({ rule: asking.rule, reason }, over)}
          onClose={onClose}
        />
      );
    case "goOn":
      return (
        <Ask
          title="Go on against the rule"
          hint={saidOf(page, asking.rule)}
          submit="Go on"
          keep="Keep to the rule"
          act={actions.overrideRule}
          onSubmit={(reason) => actions.overrideRule.mutate({ rule: asking.rule, reason }, over)}
          onClose={onClose}
        />
      );
    case "takeOver":
      return (
        <Ask
          title={`Take ${page.environment.name} over`}
          hint={`Run ${page.heldBy ?? "elsewhere"} holds it. It can change nothing more once you hold it.`}
          submit="Take over"
          keep="Leave it"
          act={actions.takeOver}
          onSubmit={(reason) => actions.takeOver.mutate(reason, over)}
          onClose={onClose}
        />
      );
  }
}

/** What a rule says, with its line. */
function saidOf(page: RunPage, id: string): string {
  const rule = page.rules.rules.find((entry) => entry.id === id);
  return rule ? `${rule.said} (line ${rule.line})` : "";
}

interface AskProps {
  title: string;
  hint?: string;
  label?: string;
  submit: string;
  keep: string;
  act: Pick<UseMutationResult<Changed, Error, never>, "data" | "isError" | "error" | "isPending">;
  onSubmit: (reason: string) => void;
  onClose: () => void;
}

function Ask({ title, hint, label = "Reason", submit, keep, act, onSubmit, onClose }: AskProps) {
  const [reason, setReason] = useState("");
  const given = reason.trim().length > 0;
  return (
    <Dialog title={title} size={460} closeLabel={`Close: ${keep.toLowerCase()}`} onClose={onClose}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (given) onSubmit(reason.trim());
        }}
      >
        {hint && <p>{hint}</p>}
        <Textarea
          label={label}
          description="The record keeps it with your name."
          autosize
          minRows={2}
          data-autofocus
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          data-testid="reason"
        />
        <Refusals refusals={refusalsOf(act.data)} />
        {act.isError && <Failure error={act.error} />}
        <div className="row" style={{ justifyContent: "flex-end" }}>
          <Button onClick={onClose}>{keep}</Button>
          <Button
            type="submit"
            variant="primary"
            disabled={!given}
            loading={act.isPending}
            data-testid="reason-confirm"
          >
            {submit}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
