import { Button } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { signInTo } from "../../floating";
import type { Check, Preflight } from "../../ipc";
import { Answered } from "../../parts/Answered";
import { CopyButton } from "../../parts/CopyButton";
import { Icon } from "../../parts/Icon";
import { Clock } from "../../parts/Moment";
import { WithCode } from "../../parts/WithCode";
import { plural } from "../../time/format";
import { asText, byUrgency, stateWord, toneOf } from "./checks";
import classes from "./Preflight.module.css";

interface Props {
  query: UseQueryResult<Preflight>;
  environment: string;
  /** What a screen offers beside a need, such as a way to confirm it. */
  act?: (check: Check) => ReactNode;
}

/** What the runbook needs, and whether it is there: what wants a person first, the rest folded. */
export function PreflightPanel({ query, environment, act }: Props) {
  return (
    <section className={classes.preflight} aria-label="Preflight" data-testid="preflight">
      <Answered query={query} lines={5} environment={environment}>
        {(preflight) => (
          <>
            <div className={classes.head}>
              <div className="grow">
                <p className="strong" role="status" data-testid="preflight-sentence">
                  {preflight.sentence}
                </p>
                <p className="tiny soft">
                  Looked at <Clock at={preflight.checkedAt} />
                </p>
              </div>
              <CopyButton what="the preflight" text={asText(preflight)} />
              <Button
                size="compact-xs"
                loading={query.isFetching}
                onClick={() => void query.refetch()}
                data-testid="preflight-refresh"
              >
                Look again
              </Button>
            </div>
            <Needs checks={preflight.checks} environment={environment} act={act} />
          </>
        )}
      </Answered>
    </section>
  );
}

function Needs({ checks, environment, act }: { checks: Check[] } & Omit<Props, "query">) {
  const { open, settled } = byUrgency(checks);
  const row = (check: Check) => <Need key={check.id} check={check} environment={environment} act={act} />;
  return (
    <>
      {open.length > 0 && <ul className={classes.list}>{open.map(row)}</ul>}
      {settled.length > 0 && (
        <details className={classes.settled} open={open.length === 0}>
          <summary>{plural(settled.length, "need is there", "needs are there")}</summary>
          <ul className={classes.list}>{settled.map(row)}</ul>
        </details>
      )}
    </>
  );
}

function Need({ check, environment, act }: { check: Check } & Omit<Props, "query">) {
  const tone = toneOf(check.state);
  return (
    <li className={classes.need} data-state={check.state} data-testid={`need-${check.id}`}>
      <span className={classes.sign} data-tone={tone}>
        <Icon name={tone === "ok" ? "check" : tone === "bad" ? "cross" : tone === "warn" ? "bang" : "dash"} />
        <span className="hidden-text">{stateWord(check.state)}: </span>
      </span>
      <div className="grow breaks">
        <p>
          <WithCode text={check.sentence} />
        </p>
        {check.remedy && check.state !== "ok" && (
          <p className="small soft">
            <WithCode text={check.remedy} />
          </p>
        )}
      </div>
      {check.resolve === "signIn" && (
        <Button size="compact-xs" onClick={() => signInTo(environment)}>
          Sign in
        </Button>
      )}
      {act?.(check)}
    </li>
  );
}
