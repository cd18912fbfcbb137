import { memo } from "react";
import type { ActKind, ProcedureItem, ProcedureRow, RuleKind, SectionRole } from "../../ipc";
import { WayLetter } from "../../parts/WayLetter";
import { WithCode } from "../../parts/WithCode";
import { foundWords } from "./found";
import classes from "./Procedure.module.css";
import { Reach } from "./Reach";

interface Props {
  row: ProcedureRow;
  /** The step that is explained. */
  explained: string | null;
  onStep: (step: string) => void;
  onLine: (line: number) => void;
}

type Of<Kind extends ProcedureItem["kind"]> = Extract<ProcedureItem, { kind: Kind }>;

/** What a section is for, where that is more than work in order. */
const roles: Partial<Record<SectionRole, string>> = {
  prerequisites: "before you start",
  verification: "look whether it worked",
  rollback: "going back",
  guide: "when something is wrong",
};

const rules: Partial<Record<RuleKind, string>> = {
  rollbackTrigger: "Go back when",
  changeWindow: "Only then",
  validationWindow: "When",
  duration: "Takes",
};

/** One row of the drawing. */
export const ProcedureLine = memo(function ProcedureLine({ row, explained, onStep, onLine }: Props) {
  const { is } = row;
  return (
    <div className={classes.row} data-kind={is.kind} data-line={row.line}>
      {/* A choice begins where its first way does. */}
      {is.kind === "choice" ? (
        <span className={classes.number} />
      ) : (
        <button
          type="button"
          className={classes.number}
          onClick={() => onLine(row.line)}
          aria-label={`Line ${row.line} of the text`}
        >
          {row.line}
        </button>
      )}
      {Array.from({ length: Math.min(row.depth, 4) }, (_, rail) => `rail ${rail}`).map((rail) => (
        <i key={rail} className={classes.rail} aria-hidden="true" />
      ))}
      <div className={classes.what}>{item(is, explained, onStep)}</div>
    </div>
  );
});

function item(is: ProcedureItem, explained: string | null, onStep: (step: string) => void) {
  switch (is.kind) {
    case "section":
      return <Section is={is} />;
    case "act":
      return <Act is={is} explained={is.step === explained} onStep={onStep} />;
    case "choice":
      return (
        <p className={classes.choice}>
          One of {is.ways} ways<span className={classes.quiet}> · a run asks which is taken</span>
        </p>
      );
    case "way":
      return (
        <p className={classes.way}>
          <WayLetter number={is.number} />
          <span>
            <span className="strong">{is.title}</span>
            {is.recommended && <span className={classes.quiet}> · recommended</span>}
            {is.when && <span className={classes.quiet}> · {is.when}</span>}
          </span>
        </p>
      );
    case "symptom":
      return (
        <p>
          <span className={classes.lead}>Seen: </span>
          {is.text}
        </p>
      );
    case "cause":
      return (
        <p>
          <span className={classes.lead}>May come from: </span>
          {is.text}
        </p>
      );
    case "rule":
      return (
        <p className={classes.rule}>
          <span className={classes.lead}>{rules[is.rule] ?? "Holds"}: </span>
          {is.text}
        </p>
      );
  }
}

function Section({ is }: { is: Of<"section"> }) {
  const Heading = is.level <= 2 ? "h2" : is.level === 3 ? "h3" : "h4";
  // An environment without a name of its own is called by its heading.
  const named = is.environment !== null && is.environment !== is.title;
  const tag = named ? `sets up ${is.environment}` : is.role && roles[is.role];
  return (
    <div className={classes.section} data-level={Math.min(is.level, 4)}>
      <Heading>{is.title}</Heading>
      {tag && <span className={classes.tag}>{tag}</span>}
    </div>
  );
}

const signs: Record<ActKind, { shape: string | undefined; words: string }> = {
  check: { shape: classes.square, words: "look and tick" },
  run: { shape: classes.play, words: "run" },
  byHand: { shape: classes.dot, words: "do by hand" },
  lookUp: { shape: classes.dash, words: "look up" },
};

function Act(props: { is: Of<"act">; explained: boolean; onStep: (step: string) => void }) {
  const { is } = props;
  const { shape, words } = signs[is.act];
  return (
    <button
      type="button"
      className={classes.act}
      data-step={is.step}
      data-act={is.act}
      aria-pressed={props.explained}
      onClick={() => props.onStep(is.step)}
    >
      <i className={classes.sign} title={words}>
        <span className={shape} />
        <span className="hidden-text">{words}: </span>
      </i>
      <span className={classes.title}>
        <WithCode text={is.title} />
        {is.inputs.length > 0 && (
          <span className={classes.quiet}>
            {" needs "}
            {is.inputs.map((input, at) => (
              <span key={input}>
                {at > 0 && ", "}
                <code>{input}</code>
              </span>
            ))}
          </span>
        )}
      </span>
      <Marks errors={is.errors} warnings={is.warnings} />
      {is.act === "run" && is.effect !== null && is.effect !== "readsOnly" && <Reach effect={is.effect} />}
    </button>
  );
}

function Marks({ errors, warnings }: { errors: number; warnings: number }) {
  if (errors + warnings === 0) return null;
  return (
    <span className={classes.mark} data-severity={errors > 0 ? "error" : "warning"}>
      {foundWords({ errors, warnings })}
    </span>
  );
}
