import { useQuery } from "@tanstack/react-query";
import { read } from "../queries";
import { ago, localDate, localTime, utcDate, utcStamp, utcTime } from "../time/format";
import { useNow } from "../time/now";

/** Which of the two zones a person wants to see first. */
export function useTimesFirst(): "utc" | "local" {
  return useQuery(read.settings()).data?.timesFirst ?? "utc";
}

/** An instant in UTC and local time, date included. */
export function Moment({ at, withDate = true }: { at: string; withDate?: boolean }) {
  const first = useTimesFirst();
  const utc = `${withDate ? `${utcDate(at)} ` : ""}${utcTime(at)} UTC`;
  const sameDay = utcDate(at) === localDate(at);
  const local = `${withDate && (!sameDay || first === "local") ? `${localDate(at)} ` : ""}${localTime(at)} local`;
  const [lead, second] = first === "utc" ? [utc, local] : [local, utc];
  return (
    <time dateTime={at} className="mono">
      {lead} <span className="soft">{second}</span>
    </time>
  );
}

/** Only the time, in the zone that comes first; the whole stands in the tooltip. */
export function Clock({ at }: { at: string }) {
  const first = useTimesFirst();
  return (
    <time dateTime={at} title={utcStamp(at)} className="nowrap">
      {first === "utc" ? `${utcTime(at)} UTC` : `${localTime(at)} local`}
    </time>
  );
}

/** `31 min ago`, counting on. */
export function Ago({ at }: { at: string }) {
  return (
    <time dateTime={at} title={utcStamp(at)}>
      {ago(at, useNow())}
    </time>
  );
}
