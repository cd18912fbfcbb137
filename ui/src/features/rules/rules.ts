import type { RuleView, RunPage } from "../../ipc";

/** A rule that would do something once somebody confirms it, and nobody has said. */
export function waitsForAWord(rule: RuleView): boolean {
  return rule.role !== "note" && rule.standing.kind === "proposed";
}

/** Its figures are those that somebody confirmed in an earlier run. */
export function wasConfirmed(rule: RuleView): boolean {
  return rule.standing.kind === "proposed" && rule.standing.before?.confirmed === true;
}

/** The rules in the order in which a person needs them. */
export function byUrgency(rules: RuleView[]): { open: RuleView[]; decided: RuleView[]; notes: RuleView[] } {
  return {
    open: rules.filter(waitsForAWord),
    decided: rules.filter((rule) => rule.standing.kind !== "proposed"),
    notes: rules.filter((rule) => rule.role === "note" && rule.standing.kind === "proposed"),
  };
}

/** What stands beside a step: dismissed rules and mere notes do not. */
export function besideUnit(page: RunPage, unit: string): RuleView[] {
  return page.rules.rules.filter((rule) => rule.unit === unit && shownBeside(rule));
}

export function besideSection(page: RunPage, section: string): RuleView[] {
  return page.rules.rules.filter((rule) => rule.section === section && shownBeside(rule));
}

function shownBeside(rule: RuleView): boolean {
  return rule.role !== "note" && rule.standing.kind !== "dismissed";
}

/** What a person saw of a rule that is looked at, and whether that is the bad case. */
export function seenOf({ role, seen }: RuleView): { words: string; bad: boolean } | null {
  if (!seen) return null;
  if (role === "trigger") return { words: seen.so ? "has happened" : "had not happened", bad: seen.so };
  return { words: seen.so ? "held" : "does not hold", bad: !seen.so };
}

/** What a rule is for, in a word or two. */
export function kindWords(rule: RuleView): string {
  switch (rule.kind) {
    case "rollbackTrigger":
      return "go back when";
    case "threshold":
      return "should hold";
    case "changeWindow":
      return "change window";
    case "validationWindow":
      return "look at";
    case "duration":
      return "wait";
    case "severity":
      return "severity";
  }
}

/** `18 min 5 s`, `2 h 4 min`: what a clock has left. */
export function left(until: string, now: number): string {
  const seconds = Math.max(0, Math.ceil((new Date(until).getTime() - now) / 1000));
  const [days, hours] = [Math.floor(seconds / 86_400), Math.floor((seconds % 86_400) / 3600)];
  const [minutes, rest] = [Math.floor((seconds % 3600) / 60), seconds % 60];
  if (days > 0) return `${days} d ${hours} h`;
  if (hours > 0) return `${hours} h ${minutes} min`;
  return minutes > 0 ? `${minutes} min ${rest} s` : `${rest} s`;
}

const units: [string, number][] = [
  ["d", 86_400],
  ["h", 3600],
  ["min", 60],
  ["s", 1],
];

/** A length of time in its largest whole unit, as a field shows it: `90 min`. */
export function toLength(seconds: number): string {
  const [unit, factor] = units.find(([, factor]) => seconds % factor === 0) ?? ["s", 1];
  return `${seconds / factor} ${unit}`;
}

/** The seconds of `10 min`, `24h`, `90 s`; nothing if it is none. */
export function fromLength(text: string): number | null {
  const match = /^\s*(\d+)\s*(s|m|min|h|d)\s*$/.exec(text);
  if (!match) return null;
  const unit = match[2] === "m" ? "min" : match[2];
  const factor = units.find(([name]) => name === unit)?.[1] ?? 1;
  return Number(match[1]) * factor;
}

/** `02:30` of minutes after midnight, and back. */
export function toClock(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
}

export function fromClock(text: string): number | null {
  const match = /^\s*(\d{1,2}):(\d{2})\s*$/.exec(text);
  if (!match) return null;
  const [hour, minute] = [Number(match[1]), Number(match[2])];
  return hour < 24 && minute < 60 ? hour * 60 + minute : null;
}
