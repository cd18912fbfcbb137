// Instants, spans of time and figures as people read them. Instants come in and go
// out as RFC 3339 in UTC.

const THIN = "\u202f";

const pad = (value: number) => String(value).padStart(2, "0");

/** `2026-11-21` in UTC. */
export function utcDate(instant: string | number): string {
  return new Date(instant).toISOString().slice(0, 10);
}

/** `07:21:35` in UTC. */
export function utcTime(instant: string | number): string {
  return new Date(instant).toISOString().slice(11, 19);
}

/** `2026-11-21 07:21:35 UTC`. */
export function utcStamp(instant: string | number): string {
  return `${utcDate(instant)} ${utcTime(instant)} UTC`;
}

/** `08:21:35` in the zone of this machine. */
export function localTime(instant: string | number): string {
  const date = new Date(instant);
  return `${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}`;
}

/** `2026-11-21` in the zone of this machine. */
export function localDate(instant: string | number): string {
  const date = new Date(instant);
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
}

/** `2026-11-21 08:21:35 Europe/Berlin`. */
export function localStamp(instant: string | number, zone = localZone()): string {
  return `${localDate(instant)} ${localTime(instant)} ${zone}`;
}

let zone: string | undefined;

/** Name of this machine's time zone. Asked for once: it takes tens of milliseconds. */
export function localZone(): string {
  zone ??= Intl.DateTimeFormat().resolvedOptions().timeZone;
  return zone;
}

/** `30 min 39 s`, `3 h 5 min`, `2 d 4 h`: the two largest parts. */
export function duration(ms: number): string {
  const total = Math.max(0, Math.floor(ms / 1000));
  const parts: [number, string][] = [
    [Math.floor(total / 86400), "d"],
    [Math.floor((total % 86400) / 3600), "h"],
    [Math.floor((total % 3600) / 60), "min"],
    [total % 60, "s"],
  ];
  const first = parts.findIndex(([value]) => value > 0);
  if (first === -1) return ms > 0 ? `${Math.round(ms)} ms` : "0 s";
  return parts
    .slice(first, first + 2)
    .filter(([value]) => value > 0)
    .map(([value, unit]) => `${value} ${unit}`)
    .join(" ");
}

/** How long it has been going on, in whole seconds: what counts up must not flicker. */
export function elapsed(since: string, now: number): string {
  return duration(Math.floor((now - new Date(since).getTime()) / 1000) * 1000);
}

/** Like {@link duration}, with the largest part only. */
export function roughly(ms: number): string {
  return duration(ms).split(" ").slice(0, 2).join(" ");
}

/** `31 min ago`, or `in 3 min` for what lies ahead. */
export function ago(instant: string | number, now: number): string {
  const span = now - new Date(instant).getTime();
  if (Math.abs(span) < 1000) return "now";
  return span < 0 ? `in ${roughly(-span)}` : `${roughly(span)} ago`;
}

/** `248 000` with narrow spaces that do not break. */
export function count(value: number): string {
  return Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+(?!\d))/g, THIN);
}

/** `1 step`, `3 steps`. */
export function plural(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** `1.4 MiB`; binary units, as plans and charts state them and AWS charges them. */
export function bytes(value: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let size = value;
  let unit = 0;
  while (size >= 1024 && unit < units.length - 1) {
    size /= 1024;
    unit += 1;
  }
  return `${unit === 0 || size >= 100 ? count(size) : size.toFixed(1)}${THIN}${units[unit]}`;
}

/** `2222 2222 2222`: twelve digits are read in fours. */
export function accountGroups(id: string): string {
  return id.replace(/(\d{4})(?=\d)/g, "$1 ");
}
