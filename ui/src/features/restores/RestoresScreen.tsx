import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import type { RestoreView } from "../../ipc";
import { Answered } from "../../parts/Answered";
import { Ago, Moment } from "../../parts/Moment";
import { Empty } from "../../parts/Notice";
import { Page } from "../../parts/Page";
import { read } from "../../queries";
import { toHash } from "../../route";
import classes from "./Restores.module.css";
import { isMoving, restoreWords } from "./stateWords";

const TablesDialog = lazy(() => import("./TablesDialog"));

export default function RestoresScreen() {
  const restores = useQuery({
    ...read.restores(),
    refetchInterval: (query) => (query.state.data?.some((entry) => isMoving(entry.state)) ? 5000 : false),
  });
  const selected = useQuery(read.environments()).data?.selected ?? null;
  const [choosing, setChoosing] = useState(false);
  const start = (
    <Button
      variant="primary"
      disabled={selected === null}
      onClick={() => setChoosing(true)}
      data-testid="restore-table"
    >
      Restore a table…
    </Button>
  );
  return (
    <Page
      title="Restores"
      lead="A restore is finished when its data was compared, not when AWS says ACTIVE."
      action={start}
    >
      <Answered query={restores} lines={6}>
        {(list) =>
          list.length === 0 ? (
            <Empty title="No restore yet">
              A runbook's line <code>aws dynamodb restore-table-to-point-in-time</code> opens a restore filled
              in. “Restore a table…” begins one without a runbook
              {selected ? ` in ${selected}` : "; choose an environment first"}.
            </Empty>
          ) : (
            <ul className="card">
              {list.map((restore) => (
                <Row key={restore.id} restore={restore} />
              ))}
            </ul>
          )
        }
      </Answered>
      {choosing && selected && (
        <Suspense fallback={null}>
          <TablesDialog environment={selected} onClose={() => setChoosing(false)} />
        </Suspense>
      )}
    </Page>
  );
}

function Row({ restore }: { restore: RestoreView }) {
  const { words, tone } = restoreWords(restore.state);
  return (
    <li className={classes.row}>
      <a
        href={toHash({ place: "restore", run: restore.run, restore: restore.id })}
        data-testid={`restore-${restore.id}`}
      >
        <span>
          <b className="mono breaks">{restore.target}</b>
          <small>
            from <span className="mono">{restore.source}</span> in {restore.plan.environment}
          </small>
        </span>
        <span className={classes.state} data-tone={tone}>
          <i aria-hidden="true" data-moving={isMoving(restore.state) || undefined} />
          <span>
            {words}
            <small>
              <Ago at={restore.since} />
            </small>
          </span>
        </span>
        <span>
          {restore.at ? <Moment at={restore.at} /> : "latest restorable second"}
          <small>restore point</small>
        </span>
      </a>
    </li>
  );
}
