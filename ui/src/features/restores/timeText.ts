/** Milliseconds since 1970 for a date and a time written in UTC; nothing when either is not one. */
export function parseUtc(date: string, time: string): number | null {
  const day = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date.trim());
  const clock = /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec(time.trim());
  if (!day || !clock) return null;
  const [year, month, date_] = day.slice(1).map(Number) as [number, number, number];
  const [hour, minute, second] = [clock[1], clock[2], clock[3] ?? "0"].map(Number) as [
    number,
    number,
    number,
  ];
  const at = new Date(Date.UTC(year, month - 1, date_, hour, minute, second));
  // 2026-02-31 and 25:00 would roll over into something that was not meant.
  const same =
    at.getUTCMonth() === month - 1 &&
    at.getUTCDate() === date_ &&
    at.getUTCHours() === hour &&
    minute < 60 &&
    second < 60;
  return same ? at.getTime() : null;
}

/** By how much an arrow key moves `hh:mm:ss`, by the part in which the caret stands. */
export function secondsAtCaret(key: string, caret: number, shift: boolean): number | null {
  if (key !== "ArrowUp" && key !== "ArrowDown") return null;
  const unit = caret <= 2 ? 3600 : caret <= 5 ? 60 : 1;
  return unit * (shift ? 10 : 1) * (key === "ArrowUp" ? 1 : -1);
}
