import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { ipc, type RunPage } from "../../ipc";
import { CopyButton } from "../../parts/CopyButton";
import { Failure } from "../../parts/Failure";
import { Path } from "../../parts/Path";
import { plural } from "../../time/format";
import type { RunActions } from "./actions";
import { FinishDialog } from "./FinishDialog";
import classes from "./Outline.module.css";

/** Finishing, exporting and verifying the run's record. */
export function Record({
  page,
  actions,
  onShow,
}: {
  page: RunPage;
  actions: RunActions;
  onShow: (tab: string) => void;
}) {
  const run = page.summary.id;
  const [finishing, setFinishing] = useState(false);
  const exported = useMutation({ mutationFn: (format: "markdown" | "html") => ipc.exportRun(run, format) });
  const verified = useMutation({ mutationFn: () => ipc.verifyRun(run) });
  return (
    <div className={`${classes.record} stack`}>
      <div className="row">
        {page.summary.outcome === "open" && (
          <Button data-testid="finish-run" onClick={() => setFinishing(true)}>
            Finish run…
          </Button>
        )}
        <Button
          variant={page.summary.outcome === "open" ? "quiet" : "default"}
          data-testid="verify-run"
          onClick={() => verified.mutate()}
          loading={verified.isPending}
        >
          Verify record
        </Button>
      </div>
      <div className="row">
        <span className="tiny soft">Export</span>
        <Button
          size="compact-xs"
          data-testid="export-markdown"
          onClick={() => exported.mutate("markdown")}
          loading={exported.isPending && exported.variables === "markdown"}
        >
          Markdown
        </Button>
        <Button
          size="compact-xs"
          data-testid="export-html"
          onClick={() => exported.mutate("html")}
          loading={exported.isPending && exported.variables === "html"}
        >
          HTML
        </Button>
      </div>
      <div aria-live="polite">
        {exported.data && (
          <div className={`${classes.path} tiny`}>
            <span className="grow breaks">
              Written to{" "}
              <code className="tiny" data-testid="export-path">
                <Path path={exported.data.path} />
              </code>
            </span>
            <CopyButton text={exported.data.path} what="the path" />
          </div>
        )}
        {exported.isError && <Failure error={exported.error} />}
        {verified.data && (
          <p className="tiny breaks" data-testid="verify-result" data-kind={verified.data.kind}>
            {verified.data.kind === "intact"
              ? `The record is intact: ${plural(verified.data.events, "event")}, last hash ${verified.data.lastHash.slice(0, 12)}…`
              : `Event ${verified.data.seq} was changed. ${verified.data.sentence}`}
          </p>
        )}
        {verified.isError && <Failure error={verified.error} />}
      </div>
      {finishing && (
        <FinishDialog page={page} actions={actions} onShow={onShow} onClose={() => setFinishing(false)} />
      )}
    </div>
  );
}
