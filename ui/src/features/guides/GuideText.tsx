import type { GuideView } from "../../ipc";
import classes from "./Guides.module.css";

type Lines = GuideView["symptoms"];

interface Props {
  guide: GuideView;
  /** What was seen: told elsewhere. */
  seen: string;
  /** Goes to a step; without it, steps are text. */
  onStep?: (step: string) => void;
  /** Goes to a line of the text. */
  onLine?: (line: number) => void;
}

/** What a guide says, in the order in which one goes through it. */
export function GuideText({ guide, seen, onStep, onLine }: Props) {
  const parts: [string, Lines][] = [
    ["Seen as well", guide.symptoms.filter((line) => line.text !== seen)],
    ["Diagnosis", guide.diagnosis],
    ["Causes", guide.causes],
    ["Resolution", guide.resolution],
    ["Verification", guide.verification],
  ];
  return parts
    .filter(([, lines]) => lines.length > 0)
    .map(([name, lines]) => (
      <section key={name} className={classes.part}>
        <h3 className="label">{name}</h3>
        <ul className={classes.lines}>
          {lines.map((line) => (
            <li key={`${line.line} ${line.text}`} className={classes.line}>
              <Words line={line} onStep={onStep} onLine={onLine} />
            </li>
          ))}
        </ul>
      </section>
    ));
}

function Words({ line, onStep, onLine }: { line: Lines[number] } & Omit<Props, "guide" | "seen">) {
  const { step } = line;
  const goes = step !== null && onStep ? () => onStep(step) : onLine && (() => onLine(line.line));
  if (!goes) return <span className="breaks">{line.text}</span>;
  return (
    <>
      {step === null ? (
        <span className="breaks">{line.text}</span>
      ) : (
        <button type="button" className={classes.step} onClick={goes} data-testid={`guide-step-${step}`}>
          {line.text}
        </button>
      )}
      {onLine && (
        <button
          type="button"
          className={`${classes.step} ${classes.at} small`}
          onClick={() => onLine(line.line)}
        >
          line {line.line}
        </button>
      )}
    </>
  );
}
