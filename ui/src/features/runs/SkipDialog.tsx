import { Button, Textarea } from "@mantine/core";
import { useState } from "react";
import type { UnitView } from "../../ipc";
import { Dialog } from "../../parts/Dialog";
import { Failure } from "../../parts/Failure";
import { Refusals } from "../../parts/Refusals";
import { type RunActions, refusalsOf } from "./actions";

/** A step is skipped with a reason, which the record keeps. */
export function SkipDialog({
  unit,
  actions,
  onClose,
}: {
  unit: UnitView;
  actions: RunActions;
  onClose: () => void;
}) {
  const [reason, setReason] = useState("");
  const given = reason.trim().length > 0;
  return (
    <Dialog onClose={onClose} title={`Skip “${unit.title}”`} size={460} closeLabel="Close without skipping">
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (!given) return;
          actions.skip.mutate(
            { unit: unit.id, reason: reason.trim() },
            { onSuccess: (changed) => changed.kind === "ok" && onClose() },
          );
        }}
      >
        <Textarea
          label="Reason"
          description="The record keeps it with your name."
          autosize
          minRows={2}
          data-autofocus
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          data-testid="skip-reason"
        />
        <Refusals refusals={refusalsOf(actions.skip.data)} />
        {actions.skip.isError && <Failure error={actions.skip.error} />}
        <div className="row" style={{ justifyContent: "flex-end" }}>
          <Button onClick={onClose}>Keep the step</Button>
          <Button
            type="submit"
            variant="primary"
            disabled={!given}
            loading={actions.skip.isPending}
            data-testid="skip-confirm"
          >
            Skip step
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
