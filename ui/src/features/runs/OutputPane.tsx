import { Button, Select } from "@mantine/core";
import { lazy, type RefObject, Suspense, useEffect, useRef, useState } from "react";
import type { UnitView } from "../../ipc";
import { Skeleton } from "../../parts/Answered";
import { Failure } from "../../parts/Failure";
import { Empty, Notice } from "../../parts/Notice";
import { bytes, duration } from "../../time/format";
import { useNow } from "../../time/now";
import classes from "./Panes.module.css";

const TerminalView = lazy(() => import("./TerminalView"));

/** A command that printed nothing for so long may wait for an answer, in milliseconds. */
const QUIET = 10_000;

/** What the step printed, attempt by attempt. */
export function OutputPane({ run, unit }: { run: string; unit: UnitView | undefined }) {
  const attempts = unit ? Math.max(unit.attempts, unit.state.kind === "running" ? unit.state.attempt : 0) : 0;
  const [chosen, setChosen] = useState<number | null>(null);
  const [wide, setWide] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const [again, setAgain] = useState(0);
  const heardAt = useRef(0);
  const id = unit?.id;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another step or a new attempt begins afresh
  useEffect(() => {
    setChosen(null);
    setFailure(null);
  }, [id, attempts]);
  useEffect(() => {
    if (!wide) return;
    const heard = (event: KeyboardEvent) => event.key === "Escape" && setWide(false);
    window.addEventListener("keydown", heard);
    return () => window.removeEventListener("keydown", heard);
  }, [wide]);
  if (!unit || attempts === 0) {
    return <Empty title="No output yet">A command step that runs writes here, line by line.</Empty>;
  }
  const attempt = chosen ?? attempts;
  return (
    <div className={`${classes.output} ${wide ? classes.wide : ""}`}>
      <div className={classes.outputHead}>
        <span className="grow small soft breaks">
          {unit.title}
          {unit.lastExit?.attempt === attempt &&
            ` · ${unit.lastExit.outcome} · ${duration(unit.lastExit.durationMs)} · ${bytes(unit.lastExit.bytes)}`}
        </span>
        {attempts > 1 && (
          <Select
            aria-label="Attempt"
            w={110}
            allowDeselect={false}
            value={String(attempt)}
            onChange={(next) => setChosen(Number(next))}
            data={Array.from({ length: attempts }, (_, index) => ({
              value: String(index + 1),
              label: `Attempt ${index + 1}`,
            }))}
          />
        )}
        <Button size="compact-xs" aria-pressed={wide} onClick={() => setWide(!wide)}>
          {wide ? "Narrow" : "Widen"}
        </Button>
      </div>
      {failure !== null && (
        <Failure
          error={failure}
          retry={() => {
            setFailure(null);
            setAgain(again + 1);
          }}
        />
      )}
      <Suspense fallback={<Skeleton lines={6} />}>
        <TerminalView
          key={`${unit.id} ${attempt} ${again}`}
          run={run}
          unit={unit.id}
          attempt={attempt}
          onFailure={setFailure}
          onOutput={() => {
            heardAt.current = Date.now();
          }}
        />
      </Suspense>
      {unit.state.kind === "running" && unit.state.attempt === attempt && (
        <Quiet startedAt={new Date(unit.state.startedAt).getTime()} heardAt={heardAt} />
      )}
    </div>
  );
}

function Quiet({ startedAt, heardAt }: { startedAt: number; heardAt: RefObject<number> }) {
  const silent = useNow() - Math.max(startedAt, heardAt.current);
  if (silent < QUIET) return null;
  return (
    <Notice title={`Nothing was printed for more than ${duration(QUIET)}.`} role="status">
      If it waits for an answer, it cannot get one here. Stop it, and give the answer in the command itself,
      such as with <code>--yes</code>; or answer in a terminal of your own and skip this step with that
      reason.
    </Notice>
  );
}
