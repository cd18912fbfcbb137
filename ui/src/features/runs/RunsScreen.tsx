import { useQuery } from "@tanstack/react-query";
import type { RunSummary } from "../../ipc";
import { Answered } from "../../parts/Answered";
import { Ago, Moment } from "../../parts/Moment";
import { Empty, Notice } from "../../parts/Notice";
import { Page } from "../../parts/Page";
import { TierBadge } from "../../parts/TierBadge";
import { read } from "../../queries";
import { toHash } from "../../route";
import { accountGroups } from "../../time/format";
import classes from "./Runs.module.css";
import { progress } from "./units";

export default function RunsScreen() {
  const runs = useQuery(read.runs());
  return (
    <Page title="Runs" lead="Every run with its record. Open runs go on where they stood.">
      <Answered query={runs} lines={8}>
        {(list) =>
          list.length === 0 ? (
            <Empty
              title="No run yet"
              actions={<a href={toHash({ place: "runbooks", runbook: null, line: null })}>Open a runbook</a>}
            >
              A run begins in a runbook with “Start run…”. Its record stays here afterwards.
            </Empty>
          ) : (
            <>
              <RunTable title="Open" runs={list.filter((run) => run.outcome === "open")} />
              <RunTable title="Finished" runs={list.filter((run) => run.outcome !== "open")} />
            </>
          )
        }
      </Answered>
    </Page>
  );
}

function RunTable({ title, runs }: { title: string; runs: RunSummary[] }) {
  if (runs.length === 0) return null;
  return (
    <section className={classes.group} aria-label={`${title} runs`}>
      <h2 className="label">{title}</h2>
      <ul className="card">
        {runs.map((run) => (
          <li key={run.id} className={classes.row}>
            <RunRow run={run} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function RunRow({ run }: { run: RunSummary }) {
  return (
    <>
      <a
        className={classes.run}
        href={toHash({ place: "run", run: run.id, unit: null })}
        data-testid={`run-${run.short}`}
      >
        <span className={classes.what}>
          <b>{run.title}</b>
          <small>
            {run.runbookTitle && run.runbookTitle !== run.title && `${run.runbookTitle} · `}run {run.short} ·{" "}
            {run.author}
          </small>
        </span>
        <span className={classes.where}>
          <TierBadge tier={run.tier} />
          <span>
            {run.environment}
            <small className="mono">
              {accountGroups(run.accountId)} · {run.region}
            </small>
          </span>
        </span>
        <span>
          {run.outcome === "open" ? progress(run) : run.outcome}
          {run.outcome === "open" ? (
            <progress
              className={classes.bar}
              max={Math.max(1, run.total)}
              value={run.done}
              aria-label="Steps done"
            />
          ) : (
            <small>{progress(run)}</small>
          )}
        </span>
        <span className={classes.when}>
          <Moment at={run.endedAt ?? run.startedAt} />
          <small>
            {run.endedAt ? "ended" : "started"} <Ago at={run.endedAt ?? run.startedAt} />
          </small>
        </span>
      </a>
      {run.broken && <Notice tone="bad" title={run.broken} />}
      {run.attention && <Notice tone="warn" title={run.attention} />}
    </>
  );
}
