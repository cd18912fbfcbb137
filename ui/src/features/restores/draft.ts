import type { RestoreDesk, RestoreOrigin } from "../../ipc";
import { clamp, toInstant } from "../charts/geometry";
import type { Step } from "./Wizard";

/** What a person has decided so far. */
export interface Choices {
  step: Step;
  /** To a chosen second, or to the newest that AWS can restore. */
  mode: "moment" | "latest";
  at: string | null;
  target: string;
  withoutIndexes: boolean;
  view: View;
}

/** The stretch of time on the charts. */
export interface View {
  from: number;
  to: number;
}

const MINUTE = 60_000;
export const spans: { label: string; ms: number }[] = [
  { label: "15 min", ms: 15 * MINUTE },
  { label: "1 h", ms: 60 * MINUTE },
  { label: "3 h", ms: 180 * MINUTE },
  { label: "12 h", ms: 720 * MINUTE },
  { label: "1 d", ms: 1440 * MINUTE },
  { label: "3 d", ms: 4320 * MINUTE },
  { label: "7 d", ms: 10_080 * MINUTE },
];

/** Choices outlive the screen: going to look at something else must not lose them. */
const kept = new Map<string, Choices>();

export const keyOf = (origin: RestoreOrigin) => JSON.stringify(origin);
export const recall = (origin: RestoreOrigin) => kept.get(keyOf(origin)) ?? null;
export const remember = (origin: RestoreOrigin, choices: Choices) => void kept.set(keyOf(origin), choices);
export const forget = (origin: RestoreOrigin) => void kept.delete(keyOf(origin));

/** Where the wizard starts: filled in from the runbook's line and the live window. */
export function firstChoices(desk: RestoreDesk): Choices {
  const window = desk.window;
  const latest = window ? new Date(window.latest).getTime() : Date.now();
  const suggested = desk.suggested.at ? new Date(desk.suggested.at).getTime() : latest;
  const at = window ? clamp(suggested, window) : null;
  return {
    step: "What happened",
    mode: desk.suggested.latest ? "latest" : "moment",
    at,
    target: desk.suggested.target,
    withoutIndexes: false,
    view: around(suggested, (desk.suggested.at ? 180 : 1440) * MINUTE, latest),
  };
}

/** A view of that length with `center` in it, never reaching past a little after `latest`. */
export function around(center: number, span: number, latest: number): View {
  const end = Math.ceil((latest + 5 * MINUTE) / MINUTE) * MINUTE;
  const to = Math.min(end, Math.ceil((center + span / 2) / MINUTE) * MINUTE);
  return { from: to - span, to };
}

/** The next nearer or farther span, about the restore point. */
export function zoom(view: View, direction: 1 | -1, center: number, latest: number): View {
  const span = view.to - view.from;
  const index = spans.findIndex((entry) => entry.ms >= span);
  const next = spans[Math.min(spans.length - 1, Math.max(0, index - direction))];
  return next ? around(center, next.ms, latest) : view;
}

/** Half a view earlier or later. */
export function shift(view: View, direction: 1 | -1, latest: number): View {
  const span = view.to - view.from;
  return around((view.from + view.to) / 2 + (direction * span) / 2, span, latest);
}

export const viewInstants = (view: View) => ({ from: toInstant(view.from), to: toInstant(view.to) });

/** Why DynamoDB would not take the name; nothing when it would. Whether it is taken, AWS says. */
export function nameProblem(name: string, source: string): string | null {
  if (name.length < 3) return "A table's name has at least 3 characters.";
  if (name.length > 255) return "A table's name has at most 255 characters.";
  if (!/^[A-Za-z0-9_.-]+$/.test(name))
    return "A table's name consists of letters, digits, dots, hyphens and underscores.";
  if (name === source) return "AWS restores into a new table, never over the source. Choose another name.";
  return null;
}
