import { type KeyboardEvent, type MouseEvent, useId } from "react";
import type { ChartView, RestoreWindow } from "../../ipc";
import { utcStamp } from "../../time/format";
import classes from "./Chart.module.css";
import { ChartFigure } from "./ChartFigure";
import { clamp, instantAt, leftOf, secondsOfKey, step } from "./geometry";

interface Props {
  chart: ChartView;
  index: number;
  at: string;
  bounds: RestoreWindow;
  onPick: (at: string) => void;
  onZoom: (direction: 1 | -1) => void;
}

/** A chart on which a click, or the arrow keys, set the restore point to the second. */
export function PickableChart({ chart, index, at, bounds, onPick, onZoom }: Props) {
  const hint = useId();
  const pick = (event: MouseEvent<HTMLDivElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    if (box.width === 0) return;
    const chosen = instantAt(chart, (event.clientX - box.left) / box.width);
    onPick(clamp(new Date(chosen).getTime(), bounds));
  };
  const press = (event: KeyboardEvent) => {
    const seconds = secondsOfKey(event.key, event.shiftKey);
    if (seconds !== null) onPick(step(at, seconds, bounds));
    else if (event.key === "Home") onPick(clamp(new Date(chart.from).getTime(), bounds));
    else if (event.key === "End") onPick(clamp(new Date(chart.to).getTime(), bounds));
    else if (event.key === "+" || event.key === "=") onZoom(1);
    else if (event.key === "-") onZoom(-1);
    else return;
    event.preventDefault();
  };
  const cursor = leftOf(chart, at);
  const latest = leftOf(chart, bounds.latest);
  const plotTop = `${(chart.plot.y / chart.height) * 100}%`;
  const plotHeight = `${(chart.plot.height / chart.height) * 100}%`;
  const plotEnd = ((chart.plot.x + chart.plot.width) / chart.width) * 100;
  return (
    <ChartFigure chart={chart}>
      {latest !== null && latest < plotEnd && (
        <div
          className={classes.notYet}
          style={{ left: `${latest}%`, width: `${plotEnd - latest}%`, top: plotTop, height: plotHeight }}
        >
          {plotEnd - latest > 8 && <span>not yet restorable</span>}
        </div>
      )}
      {cursor !== null && (
        <div className={classes.cursor} style={{ left: `${cursor}%`, top: plotTop, height: plotHeight }}>
          {index === 0 && <span data-side={cursor < 20 ? "right" : "left"}>restore point</span>}
        </div>
      )}
      <div
        className={classes.pick}
        role="slider"
        tabIndex={0}
        aria-label={`Restore point on ${chart.title}`}
        aria-describedby={hint}
        aria-valuemin={seconds(bounds.earliest)}
        aria-valuemax={seconds(bounds.latest)}
        aria-valuenow={seconds(at)}
        aria-valuetext={utcStamp(at)}
        data-testid={`restore-chart-${index}`}
        onClick={pick}
        onKeyDown={press}
      />
      <span id={hint} className="hidden-text">
        Arrow keys move by one second, with Shift by ten, Page Up and Page Down by a minute.
      </span>
    </ChartFigure>
  );
}

const seconds = (instant: string) => Math.floor(new Date(instant).getTime() / 1000);
