import type { ChartView } from "../../ipc";

type Axis = Pick<ChartView, "from" | "to" | "plot" | "width">;

/** The second under a place on the drawn chart; `fraction` counts from its left edge to its right. */
export function instantAt(chart: Axis, fraction: number): string {
  const inPlot = (fraction * chart.width - chart.plot.x) / chart.plot.width;
  const from = new Date(chart.from).getTime();
  const to = new Date(chart.to).getTime();
  const at = from + Math.min(1, Math.max(0, inPlot)) * (to - from);
  return toInstant(Math.round(at / 1000) * 1000);
}

/** Where an instant stands, in percent of the drawn chart's width; nothing when it is out of sight. */
export function leftOf(chart: Axis, at: string): number | null {
  const from = new Date(chart.from).getTime();
  const to = new Date(chart.to).getTime();
  const share = (new Date(at).getTime() - from) / (to - from);
  if (!(share >= 0 && share <= 1)) return null;
  return ((chart.plot.x + share * chart.plot.width) / chart.width) * 100;
}

/** An instant in whole seconds, as the backend takes it. */
export function toInstant(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, "Z");
}

/** Moves an instant by seconds and keeps it within the bounds. */
export function step(at: string, seconds: number, bounds: { earliest: string; latest: string }): string {
  const moved = new Date(at).getTime() + seconds * 1000;
  return clamp(moved, bounds);
}

/** The nearest instant that AWS can restore. */
export function clamp(ms: number, bounds: { earliest: string; latest: string }): string {
  // Fractions are cut off towards the inside, so that the second itself is within.
  const earliest = Math.ceil(new Date(bounds.earliest).getTime() / 1000) * 1000;
  const latest = Math.floor(new Date(bounds.latest).getTime() / 1000) * 1000;
  return toInstant(Math.min(latest, Math.max(earliest, ms)));
}

/** Seconds by which a key moves the restore point; nothing for a key that does not. */
export function secondsOfKey(key: string, shift: boolean): number | null {
  switch (key) {
    case "ArrowLeft":
    case "ArrowDown":
      return shift ? -10 : -1;
    case "ArrowRight":
    case "ArrowUp":
      return shift ? 10 : 1;
    case "PageDown":
      return -60;
    case "PageUp":
      return 60;
    default:
      return null;
  }
}
