import { useQuery } from "@tanstack/react-query";
import type { RestoreView } from "../../ipc";
import { Answered } from "../../parts/Answered";
import { Empty } from "../../parts/Notice";
import { read } from "../../queries";
import { toHash } from "../../route";
import { utcStamp } from "../../time/format";
import { ComparisonPanel } from "./ComparisonPanel";
import { NotRestored, PlanFacts } from "./PlanStep";
import classes from "./Restores.module.css";
import { StatePanel } from "./StatePanel";
import { isMoving, stepOf } from "./stateWords";
import { Wizard } from "./Wizard";

/** One restore, from the call to the proof that the data is right. */
export default function RestoreScreen({ run, restore: id }: { run: string; restore: string }) {
  const restores = useQuery({
    ...read.restores(),
    refetchInterval: (query) => {
      const mine = query.state.data?.find((entry) => entry.id === id);
      return mine && isMoving(mine.state) ? 3000 : false;
    },
  });
  const page = useQuery(read.run(run)).data;
  const found = restores.data?.find((entry) => entry.id === id && entry.run === run);
  if (found) return <Found restore={found} runTitle={page?.summary.title ?? null} />;
  return (
    <Wizard crumb={["Restores", "DynamoDB"]} at="Run">
      <Answered query={restores} lines={8}>
        {() => (
          <Empty
            title="This restore is not in the records"
            actions={<a href={toHash({ place: "restores" })}>All restores</a>}
          >
            Its run may have been made on another machine.
          </Empty>
        )}
      </Answered>
    </Wizard>
  );
}

function Found({ restore, runTitle }: { restore: RestoreView; runTitle: string | null }) {
  return (
    <Wizard
      crumb={["Restores", "DynamoDB", restore.source]}
      at={stepOf(restore)}
      decided={{
        When: restore.at ? utcStamp(restore.at) : "latest restorable",
        "Where to": restore.target,
        Plan: `${restore.plan.calls.length} call`,
        Run: "AWS says ACTIVE",
      }}
      footer={
        <>
          <a href={toHash({ place: "run", run: restore.run, unit: restore.unit })} data-testid="to-run">
            {runTitle ? `To the run “${runTitle}”` : "To its run"}
          </a>
          <div className="grow" />
          <span className={classes.calm}>Every act here is in the run's record</span>
        </>
      }
    >
      <h1>{stepOf(restore) === "Verify" ? "Is the data right?" : `Restoring ${restore.source}`}</h1>
      <div className={classes.two}>
        <div className={classes.plan}>
          <StatePanel restore={restore} />
          <ComparisonPanel restore={restore} />
          <NotRestored plan={restore.plan} />
        </div>
        <section className={classes.panel}>
          <h2 className="sub">The plan</h2>
          <PlanFacts plan={restore.plan} />
        </section>
      </div>
    </Wizard>
  );
}
