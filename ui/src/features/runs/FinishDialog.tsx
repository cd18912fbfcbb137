import { Button, Radio, Textarea } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import "@mantine/core/styles/Radio.layer.css";
import "@mantine/core/styles/Group.layer.css";
import type { Changed, Refusal, RunPage } from "../../ipc";
import { Dialog } from "../../parts/Dialog";
import { Failure } from "../../parts/Failure";
import { Refusals } from "../../parts/Refusals";
import { plural } from "../../time/format";
import { useNow } from "../../time/now";
import { showRule } from "../rules/show";
import { type RunActions, refusalsOf } from "./actions";

type Outcome = "completed" | "abandoned";

interface Props {
  page: RunPage;
  actions: RunActions;
  onShow: (tab: string) => void;
  onClose: () => void;
}

/** Ends the run: completed or abandoned, with a note for who comes after. */
export function FinishDialog({ page, actions, onShow, onClose }: Props) {
  const left = page.summary.total - page.summary.done;
  const [outcome, setOutcome] = useState<Outcome>(left === 0 ? "completed" : "abandoned");
  const [note, setNote] = useState("");
  const [reason, setReason] = useState("");
  const end = useEnd(page, actions, onClose);
  const clocks = end.clocks.length > 0;
  const busy = end.finish.isPending || end.early.isPending;
  const finished = outcome === "completed" ? "Finish as completed" : "Finish as abandoned";
  return (
    <Dialog
      onClose={onClose}
      title={`Finish ${page.summary.title}`}
      size={480}
      closeLabel="Close without finishing"
    >
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (!clocks) end.finish.mutate({ outcome, note });
          else if (reason.trim()) end.early.mutate({ note, reason: reason.trim() });
        }}
      >
        {left > 0 && (
          <p>
            {plural(left, "step")} {left === 1 ? "is" : "are"} still to do. A finished run cannot be gone on
            with.
          </p>
        )}
        <Radio.Group
          label="Outcome"
          value={outcome}
          onChange={(next) => {
            // What stood against one outcome says nothing about the other.
            end.finish.reset();
            setOutcome(next === "completed" ? "completed" : "abandoned");
          }}
        >
          <Radio
            size="xs"
            value="completed"
            label="Completed: what it was for is done"
            mt={6}
            data-testid="finish-completed"
          />
          <Radio
            size="xs"
            value="abandoned"
            label="Abandoned: it is given up here"
            mt={6}
            data-testid="finish-abandoned"
          />
        </Radio.Group>
        <Textarea
          label="Note"
          description="Stands in the record and in the exports."
          autosize
          minRows={clocks ? 1 : 3}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
          data-testid="finish-note"
        />
        <Refusals
          refusals={end.refusals}
          remedy={({ rule }) =>
            rule
              ? {
                  label: "Go to the clock",
                  act: () => {
                    onClose();
                    showRule(onShow, rule);
                  },
                }
              : null
          }
        />
        {clocks && (
          <Textarea
            label={end.clocks.length === 1 ? "Why not wait for it" : "Why not wait for them"}
            description="The record keeps it with your name; it stands in the report beside the rule."
            autosize
            minRows={2}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
            data-testid="finish-reason"
          />
        )}
        {end.failure && <Failure error={end.failure} />}
        <div className="row" style={{ justifyContent: "flex-end" }}>
          <Button onClick={onClose}>Go on with the run</Button>
          <Button
            type="submit"
            variant="primary"
            disabled={clocks && reason.trim() === ""}
            loading={busy}
            data-testid="finish-confirm"
          >
            {clocks ? "Finish before its end" : finished}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** Finishing, and what is in its way. */
function useEnd(page: RunPage, actions: RunActions, onClose: () => void) {
  const now = useNow();
  const done = { onSuccess: (changed: Changed) => changed.kind === "ok" && onClose() };
  // The dialog's own: what was refused in an earlier one is not said again here.
  const finish = useMutation({
    mutationFn: (act: { outcome: Outcome; note: string }) => actions.finish.mutateAsync(act),
    ...done,
  });
  const standing = refusalsOf(finish.data).filter((refusal) => !isOver(refusal, page, now));
  // A reason answers clocks only: where anything else is in the way, none is asked for.
  const onlyClocks = standing.length > 0 && standing.every((refusal) => refusal.rule);
  const clocks = onlyClocks ? standing : [];
  const early = useMutation({
    mutationFn: async ({ note, reason }: { note: string; reason: string }) => {
      for (const { rule } of clocks) {
        if (!rule) continue;
        const said = await actions.overrideRule.mutateAsync({ rule, reason });
        if (said.kind === "refused") return said;
      }
      return actions.finish.mutateAsync({ outcome: "completed", note });
    },
    ...done,
  });
  const earlier = early.isPending ? [] : refusalsOf(early.data);
  return {
    finish,
    early,
    clocks,
    refusals: [...standing, ...earlier],
    failure: finish.error ?? early.error,
  };
}

/** A clock that has ended since it was refused stands in nobody's way. */
function isOver({ rule }: Refusal, page: RunPage, now: number): boolean {
  const wait = page.rules.rules.find((entry) => entry.id === rule)?.wait;
  return wait?.endsAt != null && new Date(wait.endsAt).getTime() <= now;
}
