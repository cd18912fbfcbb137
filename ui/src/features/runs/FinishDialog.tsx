import { Button, Radio, Textarea } from "@mantine/core";
import { useState } from "react";
import "@mantine/core/styles/Radio.layer.css";
import "@mantine/core/styles/Group.layer.css";
import type { RunPage } from "../../ipc";
import { Dialog } from "../../parts/Dialog";
import { Failure } from "../../parts/Failure";
import { Refusals } from "../../parts/Refusals";
import { plural } from "../../time/format";
import { type RunActions, refusalsOf } from "./actions";

/** Ends the run: completed or abandoned, with a note for who comes after. */
export function FinishDialog({
  page,
  actions,
  onClose,
}: {
  page: RunPage;
  actions: RunActions;
  onClose: () => void;
}) {
  const left = page.summary.total - page.summary.done;
  const [outcome, setOutcome] = useState<"completed" | "abandoned">(left === 0 ? "completed" : "abandoned");
  const [note, setNote] = useState("");
  const finish = () =>
    actions.finish.mutate({ outcome, note }, { onSuccess: (changed) => changed.kind === "ok" && onClose() });
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
          finish();
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
          onChange={(next) => setOutcome(next === "completed" ? "completed" : "abandoned")}
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
          minRows={3}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
          data-testid="finish-note"
        />
        <Refusals refusals={refusalsOf(actions.finish.data)} />
        {actions.finish.isError && <Failure error={actions.finish.error} />}
        <div className="row" style={{ justifyContent: "flex-end" }}>
          <Button onClick={onClose}>Go on with the run</Button>
          <Button
            type="submit"
            variant="primary"
            loading={actions.finish.isPending}
            data-testid="finish-confirm"
          >
            {outcome === "completed" ? "Finish as completed" : "Finish as abandoned"}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
