import type { Figures, RuleValue } from "../../ipc";
import { fromClock, fromLength, toClock, toLength } from "./rules";

/** A figure of a rule that a person can correct. */
export interface Field {
  id: string;
  label: string;
  value: string;
  /** What may be chosen; free text without it. */
  options?: { value: string; label: string }[];
}

const none: Figures = { value: null, seconds: null, fromSeconds: null, count: null, window: null };
export const asShown: Figures = none;

const weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;
const weeks = [
  { value: "", label: "every week" },
  { value: "1", label: "first of the month" },
  { value: "2", label: "second of the month" },
  { value: "3", label: "third of the month" },
  { value: "4", label: "fourth of the month" },
  { value: "-1", label: "last of the month" },
];

/** `America/New_York`, and the fixed offsets in words. */
function zoneLabel(zone: string): string {
  const fixed = /^Etc\/GMT\+(\d+)$/.exec(zone);
  return fixed ? `UTC−${fixed[1]} all year` : zone;
}

/** The figures of a rule; none for what a person only sees. */
export function fieldsOf(value: RuleValue, zones: string[]): Field[] {
  switch (value.kind) {
    case "comparison": {
      const bound = {
        id: "value",
        label: value.unit ? `Bound, ${value.unit}` : "Bound",
        value: `${value.value}`,
      };
      const lasting = value.forSeconds;
      return lasting === null ? [bound] : [bound, { id: "seconds", label: "For", value: toLength(lasting) }];
    }
    case "consecutive":
      return [{ id: "count", label: "Times in a row", value: `${value.count}` }];
    case "alarmFor":
      return [{ id: "seconds", label: "For", value: toLength(value.forSeconds) }];
    case "lasts":
      return [{ id: "seconds", label: "How long", value: toLength(value.seconds) }];
    case "before":
      return [{ id: "seconds", label: "Before the change", value: toLength(value.seconds) }];
    case "after": {
      const from = { id: "fromSeconds", label: "From", value: toLength(value.fromSeconds) };
      const to = value.toSeconds;
      return to === null ? [from] : [from, { id: "seconds", label: "To", value: toLength(to) }];
    }
    case "window":
      return [
        {
          id: "week",
          label: "Week",
          value: value.weekOfMonth === null ? "" : `${value.weekOfMonth}`,
          options: weeks,
        },
        {
          id: "weekday",
          label: "Day",
          value: value.weekday ?? "",
          options: [
            { value: "", label: "every day" },
            ...weekdays.map((day) => ({ value: day, label: `${day[0]?.toUpperCase()}${day.slice(1)}` })),
          ],
        },
        { id: "start", label: "From", value: toClock(value.startMinute) },
        { id: "end", label: "To", value: toClock(value.endMinute) },
        {
          id: "zone",
          label: "Time zone",
          value: value.zone,
          options: zones.map((zone) => ({ value: zone, label: zoneLabel(zone) })),
        },
      ];
    default:
      return [];
  }
}

/** What was typed, as figures; the fields that cannot be read, where there are any. */
export function figuresOf(value: RuleValue, typed: Record<string, string>): Figures | { unread: string[] } {
  const unread: string[] = [];
  const reading = (id: string, read: (text: string) => number | null): number | null => {
    const text = typed[id];
    if (text === undefined) return null;
    const found = read(text);
    if (found === null) unread.push(id);
    return found;
  };
  const number = (text: string) =>
    text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : null;
  const whole = (text: string) => (/^\s*\d+\s*$/.test(text) ? Number(text) : null);
  const figures: Figures = {
    value: reading("value", number),
    seconds: reading("seconds", fromLength),
    fromSeconds: reading("fromSeconds", fromLength),
    count: reading("count", whole),
    window: null,
  };
  if (value.kind === "window") {
    const [start, end] = [reading("start", fromClock), reading("end", fromClock)];
    const zone = typed.zone ?? value.zone;
    figures.window = {
      weekOfMonth: typed.week ? Number(typed.week) : null,
      weekday: weekdays.find((day) => day === typed.weekday) ?? null,
      startMinute: start ?? value.startMinute,
      endMinute: end ?? value.endMinute,
      zone,
      zoneWritten: zone === value.zone ? value.zoneWritten : zone,
    };
  }
  return unread.length > 0 ? { unread } : figures;
}
