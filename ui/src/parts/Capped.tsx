import { Button } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { count, plural } from "../time/format";

const STEP = 200;

/** A list that may be very long: what comes after the first two hundred is drawn when it is asked for. */
export function Capped<T>({ items, children }: { items: readonly T[]; children: (item: T) => ReactNode }) {
  const [shown, setShown] = useState(STEP);
  const more = items.length - shown;
  return (
    <>
      {items.slice(0, shown).map(children)}
      {more > 0 && (
        <div className="row">
          <Button onClick={() => setShown(shown + STEP)}>Show {count(Math.min(STEP, more))} more</Button>
          <span className="small soft">{plural(more, "entry", "entries")} not shown</span>
        </div>
      )}
    </>
  );
}
