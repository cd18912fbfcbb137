import type { GuideView } from "../../ipc";
import { Capped } from "../../parts/Capped";
import classes from "./Guides.module.css";

/** A guide, and which of its symptoms was chosen, from 0. */
export interface Chosen {
  guide: GuideView;
  symptom: number;
}

/** Every symptom by which a guide is entered. */
export function Symptoms({ guides, onChoose }: { guides: GuideView[]; onChoose: (chosen: Chosen) => void }) {
  const all = guides.flatMap((guide) => guide.symptoms.map((_, symptom) => ({ guide, symptom })));
  return (
    <div className={classes.symptoms}>
      <Capped items={all}>
        {(entry) => <Symptom key={`${entry.guide.id} ${entry.symptom}`} entry={entry} onChoose={onChoose} />}
      </Capped>
    </div>
  );
}

function Symptom({ entry, onChoose }: { entry: Chosen; onChoose: (chosen: Chosen) => void }) {
  const { guide } = entry;
  const text = symptomOf(entry);
  return (
    <button
      type="button"
      className={classes.symptom}
      onClick={() => onChoose(entry)}
      data-testid={`symptom-${guide.id}-${entry.symptom}`}
    >
      {text}
      {guide.title !== text && <small>{guide.title}</small>}
    </button>
  );
}

/** What was seen, in the words of the runbook. */
export function symptomOf({ guide, symptom }: Chosen): string {
  return guide.symptoms[symptom]?.text ?? guide.title;
}

/** The guide that a line of the text tells the symptom of. */
export function guideAt(guides: GuideView[], line: number | null): Chosen | null {
  for (const guide of guides) {
    const symptom = guide.symptoms.findIndex((entry) => entry.line === line);
    if (symptom >= 0) return { guide, symptom };
    if (guide.line === line) return { guide, symptom: 0 };
  }
  return null;
}
