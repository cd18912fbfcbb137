import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { Check, RunPage } from "../../ipc";
import { Failure } from "../../parts/Failure";
import { Refusals } from "../../parts/Refusals";
import { read } from "../../queries";
import { type RunActions, refusalsOf } from "../runs/actions";
import { PreflightPanel } from "./Preflight";

/** The needs of a run. What only a person can know is confirmed here, and recorded. */
export default function RunPreflight({ page, actions }: { page: RunPage; actions: RunActions }) {
  const query = useQuery(read.runPreflight(page.summary.id));
  const open = page.summary.outcome === "open";
  const confirm = actions.confirmNeed;
  const act = (check: Check) => {
    const people = check.need === "access" || check.need === "permission" || check.state === "toConfirm";
    if (!open || !people) return null;
    const on = check.state === "toConfirm";
    return (
      <Button
        size="compact-xs"
        aria-label={`${on ? "Confirm" : "Take back"}: ${check.name}`}
        loading={confirm.isPending && confirm.variables?.need === check.id}
        onClick={() => confirm.mutate({ need: check.id, on })}
        data-testid={`confirm-${check.id}`}
      >
        {on ? "Confirm" : "Take back"}
      </Button>
    );
  };
  return (
    <div className="stack">
      <Refusals refusals={refusalsOf(confirm.data)} />
      {confirm.isError && <Failure error={confirm.error} />}
      <PreflightPanel query={query} environment={page.environment.name} act={act} />
    </div>
  );
}
