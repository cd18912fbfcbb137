import { Button } from "@mantine/core";
import { useState } from "react";
import type { ChoiceView, RunPage, WayView } from "../../ipc";
import { Failure } from "../../parts/Failure";
import { Clock } from "../../parts/Moment";
import { Refusals } from "../../parts/Refusals";
import { WayLetter } from "../../parts/WayLetter";
import { plural } from "../../time/format";
import { type RunActions, refusalsOf } from "./actions";
import classes from "./ChoiceCard.module.css";

interface Props {
  choice: ChoiceView;
  page: RunPage;
  actions: RunActions;
  onSelect: (unit: string) => void;
}

/** Several ways to the same end: one is taken, the steps of the others are set aside. */
export function ChoiceCard({ choice, page, actions, onSelect }: Props) {
  const [changing, setChanging] = useState(false);
  const open = page.summary.outcome === "open";
  const taken = choice.ways.find((way) => way.number === choice.taken);
  const offered = open && (!taken || changing);
  const { choose } = actions;
  const mine = choose.variables?.choice === choice.id;
  const take = (way: WayView) =>
    choose.mutate(
      { choice: choice.id, way: way.number },
      {
        onSuccess: (changed) => {
          if (changed.kind !== "ok") return;
          setChanging(false);
          const first = way.units[0];
          if (first) onSelect(first);
        },
      },
    );
  return (
    <section
      className={classes.choice}
      data-undecided={(open && !taken) || undefined}
      aria-label={`Way: ${choice.title}`}
      data-testid={`choice-${choice.id}`}
    >
      <div className="row">
        <p className="grow breaks">
          {taken ? (
            <>
              Way taken: <b>{taken.title}</b>
              <span className="small soft">
                {" · "}
                {choice.chosen ? (
                  <>
                    <Clock at={choice.chosen.at} /> · {choice.chosen.by}
                  </>
                ) : (
                  "by what was done"
                )}
              </span>
            </>
          ) : (
            <b>{`Choose one of ${choice.ways.length} ways: ${choice.title}`}</b>
          )}
        </p>
        {open && taken && !choice.begun && (
          <Button
            size="compact-xs"
            onClick={() => setChanging(!changing)}
            aria-expanded={changing}
            data-testid="choice-change"
          >
            {changing ? "Keep it" : "Change…"}
          </Button>
        )}
      </div>
      {offered && (
        <ul className={classes.ways}>
          {choice.ways.map((way) => (
            <Way
              key={way.number}
              way={way}
              taken={way.number === choice.taken}
              loading={mine && choose.isPending && choose.variables?.way === way.number}
              onTake={() => take(way)}
            />
          ))}
        </ul>
      )}
      {mine && <Refusals refusals={refusalsOf(choose.data)} />}
      {mine && choose.isError && <Failure error={choose.error} />}
    </section>
  );
}

function Way(props: { way: WayView; taken: boolean; loading: boolean; onTake: () => void }) {
  const { way } = props;
  return (
    <li className={classes.way}>
      <WayLetter number={way.number} />
      <div className="grow breaks">
        <p>
          {way.title} {way.recommended && <span className={classes.recommended}>recommended</span>}
        </p>
        {way.when && <p className="small">{way.when}</p>}
        <p className="tiny soft">
          {plural(way.units.length, "step")} · line {way.line}
        </p>
      </div>
      <Button
        variant={way.recommended ? "primary" : undefined}
        disabled={props.taken}
        loading={props.loading}
        onClick={props.onTake}
        aria-label={`Take this way: ${way.title}`}
        data-testid={`way-${way.number}`}
      >
        {props.taken ? "Taken" : "Take this way"}
      </Button>
    </li>
  );
}
