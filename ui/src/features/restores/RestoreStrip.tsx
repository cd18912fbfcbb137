import type { RestoreView } from "../../ipc";
import { Ago } from "../../parts/Moment";
import { toHash } from "../../route";
import classes from "./Restores.module.css";
import { restoreWords } from "./stateWords";

/** The restore of a step in one line, with the way to all of it. */
export function RestoreStrip({ restore }: { restore: RestoreView }) {
  const { words, tone } = restoreWords(restore.state);
  return (
    <div
      className={classes.strip}
      data-tone={tone}
      data-testid="unit-restore-state"
      data-state={restore.state.kind}
    >
      <span className="grow breaks">
        <b className="mono">{restore.target}</b>
        <br />
        {words} · <Ago at={restore.since} />
      </span>
      <a
        href={toHash({ place: "restore", run: restore.run, restore: restore.id })}
        data-testid="open-restore"
      >
        Open restore
      </a>
    </div>
  );
}
