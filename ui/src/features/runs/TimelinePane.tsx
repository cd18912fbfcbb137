import { Anchor } from "@mantine/core";
import type { RunPage } from "../../ipc";
import { Clock } from "../../parts/Moment";
import { Empty } from "../../parts/Notice";
import { WithCode } from "../../parts/WithCode";
import classes from "./Panes.module.css";

/** Everything in the record, newest first. */
export function TimelinePane({ page, onSelect }: { page: RunPage; onSelect: (unit: string) => void }) {
  if (page.timeline.length === 0)
    return <Empty title="Nothing has happened yet">Every act appears here as it is recorded.</Empty>;
  return (
    <ol className={classes.timeline}>
      {[...page.timeline].reverse().map((entry) => (
        <li key={entry.seq} data-tone={entry.tone}>
          <p className="breaks">
            <WithCode text={entry.sentence} />
          </p>
          <p className="tiny soft">
            <Clock at={entry.at} /> · {entry.by}
            {entry.unit !== null && <StepLink page={page} unit={entry.unit} onSelect={onSelect} />}
          </p>
        </li>
      ))}
    </ol>
  );
}

export function StepLink({
  page,
  unit,
  onSelect,
}: {
  page: RunPage;
  unit: string;
  onSelect: (unit: string) => void;
}) {
  const title = page.units.find((entry) => entry.id === unit)?.title;
  if (!title) return null;
  return (
    <>
      {" · "}
      <Anchor component="button" type="button" fz="inherit" onClick={() => onSelect(unit)}>
        {title}
      </Anchor>
    </>
  );
}
