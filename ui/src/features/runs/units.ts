import type { ChoiceView, GuideView, RunPage, RunSummary, UnitState, UnitView } from "../../ipc";
import { plural } from "../../time/format";

/** Nothing is left to do about the step. */
export function isSettled(state: UnitState): boolean {
  return state.kind === "done" || state.kind === "skipped" || state.kind === "setAside";
}

/** The step can be run, ticked or skipped now. */
export function isOpen(state: UnitState): boolean {
  return !isSettled(state) && state.kind !== "running";
}

export function isTickable(unit: UnitView): boolean {
  return unit.kind === "check" || unit.kind === "manual";
}

/** What the state says in one or two words. */
export function stateWords(state: UnitState): string {
  switch (state.kind) {
    case "pending":
      return "to do";
    case "running":
      return "running";
    case "done":
      return "done";
    case "setAside":
      return "set aside";
    case "skipped":
      return "skipped";
    case "failed":
      return "failed";
    case "stopped":
      return "stopped";
    case "interrupted":
      return "interrupted";
  }
}

/** The step to show: the one asked for, else where the run stands, else the first. */
export function shownUnit(page: RunPage, asked: string | null): UnitView | undefined {
  const byId = (id: string | null) => page.units.find((unit) => unit.id === id);
  return byId(asked) ?? byId(page.current) ?? page.units[0];
}

/** How far a run is. A way that is still to be chosen may add to it. */
export function progress({ done, total, more }: Pick<RunSummary, "done" | "total" | "more">): string {
  return more ? `${done} of ${total} or more steps` : `${done} of ${plural(total, "step")}`;
}

/** The guide in which the run is, with what the runbook says and its steps. */
export function guideHere(page: RunPage): {
  here: RunPage["guide"];
  guide: GuideView | null;
  units: string[];
} {
  const found = page.guides.find((entry) => entry.guide.id === page.guide?.guide);
  return { here: page.guide, guide: found?.guide ?? null, units: found?.units ?? [] };
}

/** The choices that the step belongs to, or that it was set aside by. */
export function choicesOf(page: RunPage, unit: UnitView): ChoiceView[] {
  return page.choices.filter((choice) => choice.ways.some((way) => way.units.includes(unit.id)));
}

/** One of several ways, as it is headed. */
export interface WayHead {
  /** 1 for the first of them. */
  number: number;
  title: string;
  taken: boolean;
}

/** The ways of a run, each by every step that it is made of; of ways within ways the inner one. */
export function waysOf({ choices }: Pick<RunPage, "choices">): Map<string, WayHead> {
  const ways = new Map<string, WayHead>();
  for (const choice of choices) {
    for (const way of choice.ways) {
      const head = { number: way.number, title: way.title, taken: choice.taken === way.number };
      for (const unit of way.units) ways.set(unit, head);
    }
  }
  return ways;
}

/** The neighbour that J or K leads to; the ends hold. */
export function neighbour(page: RunPage, from: string, by: 1 | -1): string {
  const index = page.units.findIndex((unit) => unit.id === from);
  return page.units[Math.min(page.units.length - 1, Math.max(0, index + by))]?.id ?? from;
}

/** The steps in groups of one section each, in file order. */
export function bySection(
  page: Pick<RunPage, "units" | "sections">,
): { id: string; title: string; path: string[]; units: UnitView[] }[] {
  const sections = new Map(page.sections.map((section) => [section.id, section]));
  const groups: { id: string; title: string; path: string[]; units: UnitView[] }[] = [];
  for (const unit of page.units) {
    const last = groups.at(-1);
    if (last && last.id === (unit.section ?? "")) {
      last.units.push(unit);
      continue;
    }
    const section = sections.get(unit.section ?? "");
    groups.push({
      id: unit.section ?? "",
      title: section?.title ?? "Steps",
      path: section?.path ?? [],
      units: [unit],
    });
  }
  return groups;
}

/** Words on the button that runs the step: what will happen. */
export function runWords(unit: UnitView): string {
  const again = unit.attempts > 0 ? " again" : "";
  switch (unit.native?.kind) {
    case "identity":
      return `Read identity${again}`;
    case "chart":
      return `Read metrics${again}`;
    case "alarms":
      return `Read alarms${again}`;
    case "restoreTable":
      return "Plan restore…";
    default:
      return `Run step${again}`;
  }
}

/** At most `limit` steps about the one that is shown, with how many are left out before and after. */
export function around(
  units: UnitView[],
  shown: string | null,
  limit: number,
): { units: UnitView[]; before: number; after: number } {
  if (units.length <= limit) return { units, before: 0, after: 0 };
  const index = units.findIndex((unit) => unit.id === shown);
  const start = Math.max(0, Math.min(index - limit / 2, units.length - limit));
  return { units: units.slice(start, start + limit), before: start, after: units.length - start - limit };
}
