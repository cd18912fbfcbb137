import { Button } from "@mantine/core";
import { lazy, Suspense } from "react";
import type { Diagnostic, Explanation, UnitView } from "../../ipc";
import { Skeleton } from "../../parts/Answered";
import { CommandBox } from "../../parts/CommandBox";
import { Notice } from "../../parts/Notice";
import { WithCode } from "../../parts/WithCode";
import { plural } from "../../time/format";
import { Finding } from "../library/Finding";
import { RestoreStrip } from "../restores/RestoreStrip";
import { RulesBeside } from "../rules/Beside";
import { besideUnit } from "../rules/rules";
import { ByHand } from "./ByHand";
import { InputField } from "./InputField";
import { RunStep } from "./RunStep";
import { UnitOutcome } from "./UnitOutcome";
import { isOpen, isTickable } from "./units";
import type { WorkProps } from "./Work";
import classes from "./Work.module.css";

const RunCharts = lazy(() => import("../charts/RunCharts"));

/** The step at hand, with all that is needed to do it. */
export function UnitWork(props: WorkProps & { unit: UnitView }) {
  const { unit, page } = props;
  const open = page.summary.outcome === "open";
  const inputs = page.inputs.filter((input) => unit.inputs.includes(input.id));
  // A command says itself, once it is prepared, what comes first.
  const blocking = page.units.find((entry) => entry.id === unit.blockedBy);
  return (
    <section
      className={classes.current}
      data-shown
      data-testid={`unit-${unit.id}`}
      data-state={unit.state.kind}
      aria-label={unit.title}
    >
      <Head unit={unit} />
      {inputs.length > 0 && (
        <div className={classes.inputs}>
          {inputs.map((input) => (
            <InputField key={input.id} input={input} page={page} actions={props.actions} disabled={!open} />
          ))}
        </div>
      )}
      {unit.code !== null && unit.kind === "reference" && (
        <CommandBox text={unit.code} what="reference text" prompt={null} />
      )}
      <RulesBeside rules={besideUnit(page, unit.id)} page={page} onShow={props.onShow} />
      <Findings findings={unit.findings} />
      {unit.restore && <RestoreStrip restore={unit.restore} />}
      <UnitOutcome unit={unit} open={open} onShow={props.onShow} onAsk={props.onAsk} />
      {unit.native?.kind === "chart" && unit.attempts > 0 && (
        <Suspense fallback={<Skeleton lines={5} />}>
          <RunCharts run={page.summary.id} unit={unit.id} />
        </Suspense>
      )}
      {open && blocking && isOpen(unit.state) && unit.kind !== "command" && (
        <Blocked blocking={blocking} onSelect={props.onSelect} />
      )}
      {unit.kind === "command" ? (
        <RunStep {...props} open={open} />
      ) : (
        open &&
        isTickable(unit) &&
        unit.state.kind !== "setAside" && <ByHand unit={unit} actions={props.actions} onAsk={props.onAsk} />
      )}
    </section>
  );
}

/** What is wrong stands open; what is only worth knowing can be opened. */
function Findings({ findings }: { findings: Diagnostic[] }) {
  const notes = findings.filter((finding) => finding.severity === "note");
  const drawn = (finding: Diagnostic) => (
    <Finding key={`${finding.rule} ${finding.line} ${finding.column}`} finding={finding} withLine />
  );
  return (
    <>
      {findings.filter((finding) => finding.severity !== "note").map(drawn)}
      {notes.length > 0 && (
        <details className={classes.notes}>
          <summary>{plural(notes.length, "note")} on this step</summary>
          <div className="stack">{notes.map(drawn)}</div>
        </details>
      )}
    </>
  );
}

function Blocked({ blocking, onSelect }: { blocking: UnitView; onSelect: (unit: string) => void }) {
  return (
    <Notice
      title={`“${blocking.title}” comes first.`}
      actions={
        <Button size="compact-xs" onClick={() => onSelect(blocking.id)}>
          Go to it
        </Button>
      }
    >
      Do it, or skip it with a reason.
    </Notice>
  );
}

const effects: Record<NonNullable<UnitView["effect"]>, { words: string; tone: "plain" | "warn" | "bad" }> = {
  readsOnly: { words: "reads only", tone: "plain" },
  changesAws: { words: "changes AWS", tone: "warn" },
  changesRemote: { words: "changes another system", tone: "warn" },
  changesLocal: { words: "changes this machine", tone: "warn" },
  destructive: { words: "destroys", tone: "bad" },
  unknown: { words: "effect not known", tone: "warn" },
};

function Head({ unit }: { unit: UnitView }) {
  const effect = unit.effect ? effects[unit.effect] : null;
  const prose = unit.text.trim() !== unit.title.trim() ? unit.text : "";
  return (
    <div>
      <div className={classes.head}>
        <h1>{unit.title}</h1>
        <div className={classes.chips}>
          {effect && (
            <span className={classes.chip} data-tone={effect.tone} title={unit.effectReason ?? undefined}>
              {effect.words}
            </span>
          )}
          {unit.native && <span className={classes.chip}>runs natively</span>}
        </div>
      </div>
      {prose && <p className={classes.prose}>{prose}</p>}
      {unit.explanation && <Explained explanation={unit.explanation} />}
      {unit.effectReason && (
        <p className="small soft">
          <WithCode text={unit.effectReason} />
        </p>
      )}
    </div>
  );
}

/** The command in plain words, for somebody who sees it for the first time. */
function Explained({ explanation }: { explanation: Explanation }) {
  return (
    <details className={classes.explained}>
      <summary>
        <WithCode text={explanation.what} />
      </summary>
      <p>
        <span className="soft">Afterwards: </span>
        <WithCode text={explanation.changes} />
      </p>
      <p>
        <span className="soft">Comes back with: </span>
        <WithCode text={explanation.returns} />
      </p>
      {explanation.undo && (
        <p>
          <span className="soft">Way back: </span>
          <WithCode text={explanation.undo} />
        </p>
      )}
    </details>
  );
}
