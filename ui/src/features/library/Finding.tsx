import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Diagnostic, RuleText } from "../../ipc";
import { asFailure } from "../../ipc";
import { WithCode } from "../../parts/WithCode";
import { read } from "../../queries";
import classes from "./Finding.module.css";

/** What is wrong with a line, what follows from it, and the way on. */
export function Finding({ finding, withLine = false }: { finding: Diagnostic; withLine?: boolean }) {
  const [asked, setAsked] = useState(false);
  const rule = useQuery({ ...read.rule(finding.rule), enabled: asked });
  return (
    <div className={classes.finding} data-severity={finding.severity}>
      <p>
        <b className={classes.severity}>{finding.severity}</b>{" "}
        {withLine && <span className="soft">line {finding.line} </span>}
        <WithCode text={finding.message} />
      </p>
      {finding.why && (
        <p className={classes.why}>
          <WithCode text={finding.why} />
        </p>
      )}
      {finding.fix && (
        <p className={classes.why}>
          <WithCode text={finding.fix} />
        </p>
      )}
      {asked && rule.data && <Rule rule={rule.data} />}
      {asked && rule.isError && <p className={classes.rule}>{asFailure(rule.error).message}</p>}
      <Button
        variant="quiet"
        size="compact-xs"
        className={classes.ask}
        aria-expanded={asked}
        onClick={() => setAsked(!asked)}
      >
        Why: {finding.rule}
      </Button>
    </div>
  );
}

/** What a rule looks for, why, and how the line would be right. */
function Rule({ rule }: { rule: RuleText }) {
  return (
    <div className={classes.rule}>
      <p>
        <WithCode text={rule.what} />
      </p>
      <p>
        <WithCode text={rule.why} />
      </p>
      {rule.bad && (
        <>
          <h4 className="label">Instead of</h4>
          <pre>{rule.bad}</pre>
        </>
      )}
      {rule.good && (
        <>
          <h4 className="label">Write</h4>
          <pre>{rule.good}</pre>
        </>
      )}
    </div>
  );
}
