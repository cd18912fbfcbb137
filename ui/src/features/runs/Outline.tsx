import { useMemo } from "react";
import type { RunPage, UnitView } from "../../ipc";
import { WayLetter } from "../../parts/WayLetter";
import { plural, roughly } from "../../time/format";
import { useNow } from "../../time/now";
import type { RunActions } from "./actions";
import { EnterGuide } from "./EnterGuide";
import classes from "./Outline.module.css";
import { Record } from "./Record";
import { UnitIcon } from "./UnitIcon";
import { around, bySection, guideHere, progress, stateWords, type WayHead, waysOf } from "./units";

interface Props {
  page: RunPage;
  shown: string | null;
  onSelect: (unit: string) => void;
  actions: RunActions;
  onShow: (tab: string) => void;
}

/** A run longer than this is outlined around the step at hand. */
const OUTLINED = 1000;

/** All steps of the run under their headings, and the record's own acts below. */
export function Outline({ page, shown, onSelect, actions, onShow }: Props) {
  const { summary } = page;
  const part = useMemo(() => around(page.units, shown, OUTLINED), [page, shown]);
  const { here, units: inGuide } = useMemo(() => guideHere(page), [page]);
  const guided = useMemo(() => part.units.filter((unit) => inGuide.includes(unit.id)), [part, inGuide]);
  const others = useMemo(() => part.units.filter((unit) => !inGuide.includes(unit.id)), [part, inGuide]);
  const groups = (units: UnitView[]) => (
    <Groups page={page} units={units} shown={shown} onSelect={onSelect} />
  );
  return (
    <div className={classes.outline}>
      <div>
        <h2 className={classes.title}>{summary.title}</h2>
        {summary.runbookTitle && summary.runbookTitle !== summary.title && (
          <p className="small soft">{summary.runbookTitle}</p>
        )}
        <progress
          className={classes.progress}
          max={Math.max(1, summary.total)}
          value={summary.done}
          aria-label="Steps done"
        />
        <p className="small soft">
          {summary.total > 0 && `${progress(summary)} · `}
          <Length page={page} /> · run {summary.short}
        </p>
      </div>
      <EnterGuide page={page} shown={shown} actions={actions} />
      <nav className={classes.list} aria-label="Steps">
        {part.before > 0 && <p className="small soft">{plural(part.before, "step")} before these</p>}
        {here && guided.length > 0 && (
          <section data-testid="guide-outline">
            <h3 className={`label ${classes.section}`}>Guide: {here.symptom}</h3>
            {groups(guided)}
          </section>
        )}
        {here?.alone && others.length > 0 ? (
          <details className={classes.rest} open={others.some((unit) => unit.id === shown) || undefined}>
            <summary>The rest of the runbook, not to be done in this run</summary>
            {groups(others)}
          </details>
        ) : (
          groups(others)
        )}
        {part.after > 0 && <p className="small soft">{plural(part.after, "step")} after these</p>}
      </nav>
      <Record page={page} actions={actions} onShow={onShow} />
    </div>
  );
}

function Groups(props: {
  page: RunPage;
  units: UnitView[];
  shown: string | null;
  onSelect: (unit: string) => void;
}) {
  const { page, units } = props;
  const groups = useMemo(() => bySection({ units, sections: page.sections }), [units, page]);
  const ways = useMemo(() => waysOf(page), [page]);
  return groups.map((group) => (
    <section key={`${group.id} ${group.units[0]?.id}`}>
      <h3 className={`label ${classes.section}`}>{group.title}</h3>
      <ol>
        {group.units.map((unit, at) => {
          const way = ways.get(unit.id);
          const before = group.units[at - 1];
          const begins = way !== undefined && way !== (before && ways.get(before.id));
          return (
            <li key={unit.id} data-way={way !== undefined || undefined}>
              {begins && <Way way={way} />}
              <Line unit={unit} current={unit.id === props.shown} onSelect={props.onSelect} />
            </li>
          );
        })}
      </ol>
    </section>
  ));
}

/** Where one of several ways begins. */
function Way({ way }: { way: WayHead }) {
  return (
    <p className={classes.way}>
      <WayLetter number={way.number} />
      <span className="breaks">
        {way.title}
        {way.taken && <span className="soft"> · taken</span>}
      </span>
    </p>
  );
}

function Length({ page }: { page: RunPage }) {
  const now = useNow();
  const end = page.summary.endedAt ? new Date(page.summary.endedAt).getTime() : now;
  return <>{roughly(Math.floor((end - new Date(page.summary.startedAt).getTime()) / 1000) * 1000)}</>;
}

function Line({
  unit,
  current,
  onSelect,
}: {
  unit: UnitView;
  current: boolean;
  onSelect: (unit: string) => void;
}) {
  return (
    <button
      type="button"
      className={classes.line}
      data-state={unit.state.kind}
      aria-current={current ? "step" : undefined}
      onClick={() => onSelect(unit.id)}
      data-testid={`outline-${unit.id}`}
    >
      <UnitIcon state={unit.state} kind={unit.kind} />
      <span>
        {unit.title}
        <span className="hidden-text">, {stateWords(unit.state)}</span>
        <Aside unit={unit} />
      </span>
    </button>
  );
}

function Aside({ unit }: { unit: UnitView }) {
  if (unit.state.kind === "skipped") return <small>skipped: {unit.state.reason}</small>;
  if (unit.state.kind === "setAside") return <small>set aside</small>;
  if (unit.state.kind === "interrupted")
    return <small data-tone="warn">interrupted, outcome not known</small>;
  if (unit.state.kind === "failed" || unit.state.kind === "stopped")
    return <small data-tone="bad">{unit.state.sentence}</small>;
  return null;
}
