import { Button } from "@mantine/core";
import { type KeyboardEvent, useEffect, useId, useState } from "react";
import type { RestoreWindow } from "../../ipc";
import { Notice } from "../../parts/Notice";
import { duration, localDate, localTime, localZone, utcDate, utcTime } from "../../time/format";
import { useNow } from "../../time/now";
import { clamp, step } from "../charts/geometry";
import classes from "./Restores.module.css";
import { parseUtc, secondsAtCaret } from "./timeText";

interface Props {
  at: string;
  bounds: RestoreWindow;
  onChange: (at: string) => void;
}

/** One instant, seen in UTC, in local time and as time gone by, so that none is taken for another. */
export function TimeControl({ at, bounds, onChange }: Props) {
  const label = useId();
  const now = useNow();
  const by = (seconds: number) => onChange(step(at, seconds, bounds));
  return (
    <section
      className={`${classes.panel} ${classes.pick}`}
      data-testid="restore-instant"
      data-instant={at}
      aria-labelledby={label}
    >
      <h2 className="sub" id={label}>
        Restore to
      </h2>
      <Fields at={at} bounds={bounds} onChange={onChange} />
      <dl className={classes.facts} aria-live="polite">
        <dt>Local</dt>
        <dd className="mono">
          {localDate(at) !== utcDate(at) && `${localDate(at)} `}
          {localTime(at)} {localZone()}
        </dd>
        <dt>Ago</dt>
        <dd>{duration(now - new Date(at).getTime())}</dd>
        <dt>Left out</dt>
        <dd>
          writes after {utcTime(at)} UTC<span className="soft"> · they stay in the source table</span>
        </dd>
      </dl>
      <div className="row">
        <Button onClick={() => by(-1)}>− 1 s</Button>
        <Button onClick={() => by(1)}>+ 1 s</Button>
        <Button onClick={() => by(-60)}>− 1 min</Button>
        <Button onClick={() => by(60)}>+ 1 min</Button>
      </div>
      <Notice>
        Choose a second <b>before</b> the first bad write. Both tables can be compared item by item
        afterwards.
      </Notice>
    </section>
  );
}

function Fields({ at, bounds, onChange }: Props) {
  const [date, setDate] = useState(utcDate(at));
  const [time, setTime] = useState(utcTime(at));
  const [problem, setProblem] = useState<string | null>(null);
  const problemId = useId();
  useEffect(() => {
    setDate(utcDate(at));
    setTime(utcTime(at));
    setProblem(null);
  }, [at]);

  const take = () => {
    const parsed = parseUtc(date, time);
    if (parsed === null)
      return setProblem("Write the date as 2026-11-21 and the time as 07:21:35, both in UTC.");
    const within = clamp(parsed, bounds);
    if (new Date(within).getTime() !== parsed) {
      return setProblem(
        `${date} ${time} UTC lies outside what AWS can restore. The nearest is ${utcDate(within)} ${utcTime(within)} UTC.`,
      );
    }
    setProblem(null);
    onChange(within);
  };
  const press = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === "Enter") return take();
    const seconds = secondsAtCaret(event.key, event.currentTarget.selectionStart ?? 0, event.shiftKey);
    if (seconds === null) return;
    event.preventDefault();
    const field = event.currentTarget;
    const caret = field.selectionStart;
    onChange(step(at, seconds, bounds));
    requestAnimationFrame(() => field.setSelectionRange(caret, caret));
  };
  return (
    <>
      <div className={classes.time} data-problem={problem !== null || undefined}>
        <input
          className={classes.date}
          aria-label="Date in UTC"
          aria-invalid={problem !== null}
          aria-describedby={problem ? problemId : undefined}
          value={date}
          onChange={(event) => setDate(event.currentTarget.value)}
          onBlur={take}
          onKeyDown={(event) => event.key === "Enter" && take()}
          spellCheck={false}
          data-testid="restore-date"
        />
        <input
          className={classes.clock}
          aria-label="Time in UTC; arrow up and down change the part under the caret"
          aria-invalid={problem !== null}
          aria-describedby={problem ? problemId : undefined}
          value={time}
          onChange={(event) => setTime(event.currentTarget.value)}
          onBlur={take}
          onKeyDown={press}
          spellCheck={false}
          data-testid="restore-time"
        />
        <span>UTC</span>
      </div>
      {problem && (
        <p id={problemId} className={classes.problem} role="alert">
          {problem}
        </p>
      )}
    </>
  );
}
