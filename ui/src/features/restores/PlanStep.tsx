import { useQuery } from "@tanstack/react-query";
import { signInTo } from "../../floating";
import type { RestorePlanView } from "../../ipc";
import { Answered } from "../../parts/Answered";
import { CommandBox } from "../../parts/CommandBox";
import { Moment } from "../../parts/Moment";
import { Notice } from "../../parts/Notice";
import { Refusals } from "../../parts/Refusals";
import { WithCode } from "../../parts/WithCode";
import { read } from "../../queries";
import { accountGroups, plural } from "../../time/format";
import type { StepProps } from "./PlanScreen";
import { draftOf } from "./plan";
import classes from "./Restores.module.css";

/** What will be called, and what AWS does not bring back. */
export function PlanStep(props: StepProps) {
  const planned = useQuery(read.plan(draftOf(props)));
  return (
    <>
      <h1>The plan</h1>
      <Answered query={planned} lines={10} environment={props.desk.environment.name}>
        {(answer) =>
          answer.kind === "refused" ? (
            <Refusals
              refusals={answer.refusals}
              remedy={(refusal) =>
                refusal.resolve === "signIn"
                  ? { label: "Sign in", act: () => signInTo(props.desk.environment.name) }
                  : null
              }
            />
          ) : (
            <Plan plan={answer.plan} />
          )
        }
      </Answered>
    </>
  );
}

/** The facts of a plan in a few lines. */
export function PlanFacts({ plan }: { plan: RestorePlanView }) {
  return (
    <dl className={classes.facts}>
      <dt>Source</dt>
      <dd className="mono">{plan.source}</dd>
      <dt>Restore to</dt>
      <dd>{plan.at ? <Moment at={plan.at} /> : "the latest restorable second at the time of the call"}</dd>
      <dt>Target</dt>
      <dd className="mono">{plan.target}</dd>
      <dt>Where</dt>
      <dd>
        {plan.environment}, account {accountGroups(plan.accountId)}, {plan.region}
      </dd>
      {plan.lost && (
        <>
          <dt>Left out</dt>
          <dd>
            <WithCode text={plan.lost} />
          </dd>
        </>
      )}
    </dl>
  );
}

function Plan({ plan }: { plan: RestorePlanView }) {
  return (
    <div className={classes.plan}>
      <section className={classes.panel}>
        <PlanFacts plan={plan} />
      </section>
      {plan.costs.length > 0 && (
        <section className={classes.panel}>
          <h2 className="sub">What it costs</h2>
          {plan.costs.map((cost) => (
            <p key={cost}>
              <WithCode text={cost} />
            </p>
          ))}
        </section>
      )}
      {plan.warnings.map((warning) => (
        <Notice key={warning} tone="warn" title={warning} />
      ))}
      <section className={classes.panel}>
        <h2 className="sub">{plural(plan.calls.length, "call")} to AWS</h2>
        {plan.calls.map((call) => (
          <div key={call.cli} className={classes.call}>
            <p>
              <b>{call.operation}</b> <span className="soft">{call.service}</span>
            </p>
            <CommandBox text={call.cli} what={`AWS CLI command for ${call.operation}`} />
          </div>
        ))}
      </section>
      <NotRestored plan={plan} />
    </div>
  );
}

/** What AWS leaves out, with the way to put it back. */
export function NotRestored({ plan }: { plan: RestorePlanView }) {
  return (
    <section className={classes.panel}>
      <h2 className="sub">{plan.notRestored.length === 0 ? "Nothing is left out" : "AWS leaves out"}</h2>
      {plan.notRestored.length > 0 && (
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">Setting</th>
              <th scope="col">In the source</th>
              <th scope="col">To put it back</th>
            </tr>
          </thead>
          <tbody>
            {plan.notRestored.map((item) => (
              <tr key={item.setting}>
                <th scope="row">{item.setting}</th>
                <td>{item.value}</td>
                <td>
                  <WithCode text={item.reapply} />
                  {item.cli && (
                    <details>
                      <summary className="tiny soft">AWS CLI command</summary>
                      <CommandBox text={item.cli} what={`AWS CLI command for ${item.setting}`} />
                    </details>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {plan.kept.length > 0 && (
        <p className="small soft" style={{ marginTop: 8 }}>
          AWS restores: {plan.kept.map((item) => `${item.setting} (${item.value})`).join(", ")}
        </p>
      )}
    </section>
  );
}
