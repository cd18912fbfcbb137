import { Button } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import type { RunPage, UnitView } from "../../ipc";
import { Failure } from "../../parts/Failure";
import { Notice } from "../../parts/Notice";
import { plural } from "../../time/format";
import { RestoreStrip } from "../restores/RestoreStrip";
import { RulesBeside } from "../rules/Beside";
import { RuleNotices } from "../rules/RuleNotices";
import { besideSection } from "../rules/rules";
import type { RunActions } from "./actions";
import { ChoiceCard } from "./ChoiceCard";
import { GuideCard } from "./GuideCard";
import type { Asking } from "./ReasonDialog";
import { UnitCard } from "./UnitCard";
import { UnitWork } from "./UnitWork";
import { around, bySection, choicesOf, guideHere } from "./units";
import classes from "./Work.module.css";

export interface WorkProps {
  page: RunPage;
  query: UseQueryResult<RunPage>;
  shown: UnitView | undefined;
  actions: RunActions;
  onSelect: (unit: string) => void;
  onAsk: (asking: Asking) => void;
  onShow: (tab: string) => void;
}

/** A section longer than this is shown around the step at hand. */
const IN_WORK = 100;

/** The section at hand: what was done in it, the step to do, what comes after. */
export function Work(props: WorkProps) {
  const { page, shown } = props;
  const guide = guideHere(page);
  const guided = shown !== undefined && guide.units.includes(shown.id);
  // In a guide, its own steps are at hand, and not those of the next symptom.
  const units = guided ? page.units.filter((unit) => guide.units.includes(unit.id)) : page.units;
  const group = bySection({ units, sections: page.sections }).find((entry) =>
    entry.units.some((unit) => unit.id === shown?.id),
  );
  const near = around(group?.units ?? [], shown?.id ?? null, IN_WORK);
  const place = useRef<HTMLDivElement>(null);
  const id = shown?.id;
  useEffect(() => {
    if (id)
      place.current?.querySelector("[data-undecided], [data-shown]")?.scrollIntoView({ block: "start" });
  }, [id]);
  return (
    <div ref={place} className={classes.work}>
      <div className={classes.crumb}>
        {group?.path.join(" › ")}
        {shown && ` · line ${shown.line}`}
      </div>
      <RunNotices {...props} />
      <RuleNotices {...props} />
      <GuideCard page={page} actions={props.actions} onSelect={props.onSelect} />
      {shown &&
        choicesOf(page, shown).map((choice) => (
          <ChoiceCard
            key={choice.id}
            choice={choice}
            page={page}
            actions={props.actions}
            onSelect={props.onSelect}
          />
        ))}
      {group && <RulesBeside rules={besideSection(page, group.id)} page={page} onShow={props.onShow} />}
      {near.before > 0 && <p className="small soft">{plural(near.before, "step")} before these</p>}
      {near.units.map((unit) =>
        unit.id === shown?.id ? (
          <UnitWork key={unit.id} unit={unit} {...props} />
        ) : (
          <UnitCard
            key={unit.id}
            unit={unit}
            page={page}
            shown={shown?.id ?? null}
            onSelect={props.onSelect}
            actions={props.actions}
          />
        ),
      )}
      {near.after > 0 && <p className="small soft">{plural(near.after, "step")} after these</p>}
      {!shown && <WithoutSteps page={page} />}
    </div>
  );
}

/** What holds for the run as a whole. */
function RunNotices({ page, query, actions }: WorkProps) {
  const { summary } = page;
  return (
    <>
      {query.isError && <Failure error={query.error} retry={() => void query.refetch()} />}
      {summary.broken && <Notice tone="bad" role="alert" title={summary.broken} />}
      {page.drift && (
        <Notice
          tone="warn"
          title={page.drift}
          actions={
            <Button
              size="compact-xs"
              onClick={() => actions.acceptDrift.mutate()}
              loading={actions.acceptDrift.isPending}
            >
              Go on with the text of this run
            </Button>
          }
        >
          The run holds the text it started with, and nothing in it has changed.
        </Notice>
      )}
      {summary.outcome !== "open" && (
        <Notice title={`This run was ${summary.outcome}.`}>
          Its record can be read, exported and verified; nothing in it can be run.
        </Notice>
      )}
    </>
  );
}

/** A restore that was begun without a runbook is a run of its own. */
function WithoutSteps({ page }: { page: RunPage }) {
  if (page.restores.length > 0) {
    return page.restores.map((restore) => <RestoreStrip key={restore.id} restore={restore} />);
  }
  return <Notice title="This run has no step.">Finish it, or start another from the runbook.</Notice>;
}
